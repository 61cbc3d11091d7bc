"""The official form of a target: taken away, filled, sent back, previewed and saved."""

import base64
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from lifecycle.models import Target
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import GOAL, INDICATORS, NOON
from tests.lifecycle.goal_books import broken, filled
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(town, browser):
    return browser(town.people[Role.UNIT_OFFICER])


@pytest.fixture
def home(target):
    return f"/targets/{target.pk}/form/"


def sent(client, home, raw, name="申报表.xlsx"):
    return client.post(f"{home}import/", {"content": SimpleUploadedFile(name, raw)})


def confirmed(answer):
    """Return what the button of the preview sends, and where to."""
    page = Page(answer)
    (url,) = [f["action"] for f in page.all("form") if f.get("action", "").startswith("/content/")]
    names = ("goal", "amount", "version")
    given = {
        a["name"]: a.get("value", "")
        for a in page.all("input")
        if a.get("name", "").startswith("rows-") or a.get("name") in names
    }
    return url, given


def test_a_form_is_taken_away_filled_sent_back_and_saved(target, officer, home):
    page = Page(officer.get(target.get_absolute_url()))
    assert {home, f"{home}import/"} <= {a.get("href") for a in page.all("a")}
    answer = officer.get(home)
    assert "attachment" in answer["Content-Disposition"]
    raw = filled(answer.content, D6=260, E11="不少于12所")
    keys = [str(row.key) for row in target.indicators.order_by("pk")]
    asked = officer.get(f"{home}import/")
    assert (asked.status_code, faults(asked)) == (200, {})
    preview = sent(officer, home, raw)
    assert (preview.status_code, faults(preview)) == (200, {})
    assert "确认导入这2处改动" in Page(preview).text
    assert Target.objects.get().version == 0
    url, given = confirmed(preview)
    assert officer.post(url, given)["Location"].endswith(f"#target-{target.pk}")
    target.refresh_from_db()
    rows = list(target.indicators.order_by("pk"))
    assert (target.amount, target.goal, target.version) == (2_600_000, GOAL, 1)
    assert (rows[0].target, [str(row.key) for row in rows]) == (12, keys)


def test_the_form_as_it_left_changes_nothing(officer, home):
    preview = sent(officer, home, officer.get(home).content)
    assert (preview.status_code, faults(preview)) == (200, {})
    assert "表中的内容与系统中的相同" in Page(preview).text


def test_all_that_is_wrong_is_said_and_marked_in_the_file(target, officer, home):
    raw = filled(officer.get(home).content, D6="约三百", F12="十五", D14=None)
    answer = sent(officer, home, raw)
    assert (answer.status_code, faults(answer)) == (400, {})
    text = Page(answer).text
    assert "有3处错误，没有导入任何内容" in text
    assert all(cell in text for cell in ("D6", "F12", "D14"))
    (workbook,) = Page(answer).named("workbook")
    book = officer.post(f"{home}faults/", {"workbook": workbook})
    page = load_workbook(BytesIO(book.content)).worksheets[0]
    assert "不是有效的数字" in page["F12"].comment.text
    assert (page["F12"].value, page["D11"].comment) == ("十五", None)
    assert Target.objects.get().version == 0
    assert target.indicators.count() == len(INDICATORS)


def test_a_preview_that_grew_stale_is_refused_and_keeps_what_was_typed(town, target, officer, home):
    preview = sent(officer, home, filled(officer.get(home).content, E11="≥12所"))
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"goal": f"{GOAL}（重写）"}, at=NOON)
    url, given = confirmed(preview)
    refused = officer.post(url, given)
    assert (refused.status_code, faults(refused)) == (409, {})
    assert [v for v in Page(refused).named("rows-0-target") if v] == ["12"]
    assert Target.objects.get().goal == f"{GOAL}（重写）"


def test_a_file_older_than_the_target_says_so(town, target, officer, home):
    raw = officer.get(home).content
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"goal": f"{GOAL}（重写）"}, at=NOON)
    assert "这份表导出后，系统中的内容又改过" in Page(sent(officer, home, raw)).text


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "不是.xlsx工作簿"),
        (b"\0" * (2**20 + 1), "文件超过1MB，请检查是否选错了文件"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(officer, home, raw, sentence):
    answer = sent(officer, home, raw)
    assert (answer.status_code, faults(answer)) == (400, {})
    assert sentence in Page(answer).text
    assert "下载标注了错误的表格" not in Page(answer).text


def test_a_page_without_a_file_asks_for_one(officer, home):
    answer = officer.post(f"{home}import/", {})
    assert (answer.status_code, faults(answer)) == (400, {})


@pytest.mark.parametrize(
    ("carried", "status"), [("%%%", 404), (base64.b64encode(b"PK").decode(), 400)]
)
def test_only_a_form_is_marked(officer, home, carried, status):
    assert officer.post(f"{home}faults/", {"workbook": carried}).status_code == status


def test_a_file_that_cannot_be_written_again_keeps_its_faults_on_the_page(officer, home):
    raw = broken(filled(officer.get(home).content, F12="十五"))
    carried = base64.b64encode(raw).decode()
    answer = officer.post(f"{home}faults/", {"workbook": carried})
    assert (answer.status_code, faults(answer)) == (400, {})
    assert "F12" in Page(answer).text
    assert "工作簿已损坏，无法读取" in Page(answer).text


def test_whoever_may_not_change_the_target_reads_its_form_alone(town, target, browser, home):
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    assert head.get(home).status_code == 200
    answer = head.get(f"{home}import/")
    assert (answer.status_code, faults(answer)) == (403, {})
    assert sent(head, home, head.get(home).content).status_code == 403
    assert head.post(f"{home}faults/", {"workbook": ""}).status_code == 403
    stranger = browser(town.people[Role.EXPERT])
    for url in (home, f"{home}import/"):
        assert stranger.get(url).status_code == 404


def test_a_target_that_was_filed_takes_no_form(town, target, officer, home):
    raw = officer.get(home).content
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert sent(officer, home, raw).status_code == 400
    assert f"{home}import/" not in officer.get(target.get_absolute_url()).content.decode()
