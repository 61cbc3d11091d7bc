"""The treasury's file on its page: previewed with every fault, confirmed, as the command does."""

import csv
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from lifecycle.models import Execution, ImportBatch
from lifecycle.roles import Role
from monitoring.forms import execution as limits
from monitoring.queries.execution import IMPORTERS
from tests.conftest import YEAR
from tests.monitoring.conftest import paid
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
URL = "/monitor/execution/import/"
HEAD = "year,project,month,paid,budget"


@pytest.fixture
def client(town, browser, project_year):
    return browser(town.people[Role.BUDGET])


def lines(*rows):
    return "\n".join([HEAD, *rows, ""]).encode()


def row(project_year, month, amount, budget="100"):
    return f"{YEAR},{project_year.project.code},{month},{amount},{budget}"


def send(client, raw, name="七月.csv"):
    return client.post(URL, {"content": SimpleUploadedFile(name, raw)})


def carried(answer):
    page = Page(answer)
    return {name: page.named(name)[0] for name in ("workbook", "file")}


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_only_those_who_bring_the_treasurys_files_find_the_page(town, project_year, browser, role):
    client = browser(town.people[role])
    found = role in IMPORTERS
    assert client.get(URL).status_code == (200 if found else 404)
    answer = send(client, lines(row(project_year, 7, 60)))
    assert answer.status_code == (200 if found else 404)
    confirmed = client.post(f"{URL}confirm/", carried(answer) if found else {})
    assert confirmed.status_code == (302 if found else 404)
    assert client.post(f"{URL}faults/", {}).status_code == (400 if found else 404)
    assert ImportBatch.objects.count() == found


def test_the_preview_counts_what_is_new_and_what_revises_and_writes_nothing(client, project_year):
    paid(project_year, 40, month=6)
    paid(project_year, 90, month=5)
    raw = lines(*(row(project_year, m, a) for m, a in [(5, 80), (6, 40), (7, "60.50")]))
    answer = send(client, raw)
    assert (answer.status_code, faults(answer)) == (200, {})
    text = " ".join(Page(answer).text.split())
    assert "共3行：新增1行，更正1行，与账上相同1行" in text
    assert "1行的累计支出比账上少" in text
    assert "60.50" in text
    assert (Execution.objects.count(), ImportBatch.objects.count()) == (2, 0)


def test_it_is_imported_once_and_the_command_knows_it(client, town, project_year, tmp_path):
    raw = lines(row(project_year, 7, 60))
    sent = carried(send(client, raw))
    for _time in range(2):
        answer = client.post(f"{URL}confirm/", sent)
        assert (answer.status_code, answer["Location"]) == (302, URL)
    batch = ImportBatch.objects.get()
    assert (batch.by, batch.file, batch.rows, batch.written) == (
        town.people[Role.BUDGET], "七月.csv", 1, 1,
    )  # fmt: skip
    assert Execution.objects.get().document == f"国库支付第{batch.pk}批"
    text = Page(client.get(URL)).text
    assert "此文件已导入过：1 行，没有变动" in text
    assert batch.fingerprint[:16] in text
    again = Page(send(client, raw))
    assert f"作为第{batch.pk}批导入过" in again.text
    assert again.named("workbook") == []
    file, out = tmp_path / "again.csv", io.StringIO()
    file.write_bytes(raw)
    call_command("import_execution", file, stdout=out)
    assert "此文件已导入过" in out.getvalue()


def test_every_fault_is_named_and_can_be_taken_away(client, project_year):
    raw = lines(
        row(project_year, 13, "六十"), f"{YEAR},999,7,1,1",
        row(project_year, 7, 1), row(project_year, 7, 2),
    )  # fmt: skip
    answer = send(client, raw)
    text = Page(answer).text
    assert (answer.status_code, faults(answer)) == (400, {})
    assert "共4处错误" in text
    listed = client.post(f"{URL}faults/", carried(answer))
    found = list(csv.reader(io.StringIO(b"".join(listed.streaming_content).decode("utf-8-sig"))))
    assert [one[:2] for one in found[1:]] == [
        ["2", "month"], ["2", "paid"], ["3", "project"], ["5", ""],
    ]  # fmt: skip
    assert all(one[2] in text for one in found[1:])
    assert client.post(f"{URL}confirm/", carried(answer)).status_code == 409
    assert (Execution.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_a_workbook_is_taken_alike(client, project_year):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, [YEAR, project_year.project.code, 7, 60.5, 100])
    sent = carried(send(client, target.getvalue(), "七月.xlsx"))
    assert client.post(f"{URL}confirm/", sent).status_code == 302
    assert str(Execution.objects.get().paid) == "60.5"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "文件是空的"),
        (lines(), "没有数据行"),
        (b"a,b\n1,2\n", "表头缺少列"),
        ("年".encode("gbk"), "不是UTF-8编码"),
        (b"PK\x03\x04 no zip", "工作簿已损坏"),
    ],
)
def test_a_file_that_is_none_gets_one_sentence(client, raw, sentence):
    answer = send(client, raw)
    assert (answer.status_code, faults(answer)) == (400, {})
    assert sentence in Page(answer).text


def test_more_rows_than_a_page_takes_go_by_the_command(client, project_year, monkeypatch):
    monkeypatch.setattr("monitoring.views.execution_import.MOST_ROWS", 2)
    raw = lines(*(row(project_year, m, 1) for m in (1, 2, 3)))
    answer = send(client, raw)
    assert answer.status_code == 400
    assert "文件超过2行，请由系统管理员用命令导入" in Page(answer).text
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    assert "文件过大" in Page(send(client, raw)).text


@pytest.mark.parametrize("workbook", ["", "???", "QUJD", "eJxLTEpO"])
def test_a_carried_file_that_was_tampered_with_is_refused(client, workbook):
    answer = client.post(f"{URL}confirm/", {"workbook": workbook, "file": "x"})
    assert (answer.status_code, faults(answer)) == (400, {})
    assert not ImportBatch.objects.exists()
