"""What the treasury paid by month: one file is one import, a correction is a revision."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from lifecycle.actions.importing_execution import FaultyFile, import_execution
from lifecycle.models import Execution, ImportBatch, Project, ProjectYear, Touch
from lifecycle.rules.csv_text import FileFault
from tests.conftest import NOON, YEAR

HEADER = "year,project,month,paid,budget"
DAY = date(2023, 8, 1)


@pytest.fixture
def two(town):
    made = []
    for number in (1, 2):
        project = Project.objects.create(
            code=f"52010023T{number:012d}", name=f"项目{number}", organisation=town.unit
        )
        ProjectYear.objects.create(project=project, year=YEAR)
        made.append(project.code)
    return made


def brought(path, *lines, header=HEADER, on=DAY):
    file = path / "treasury.csv"
    file.write_text("\n".join([header, *lines]), encoding="utf-8")
    return import_execution(file, on=on, at=NOON, tell=pytest.fail)


def faults_of(path, *lines):
    told = []
    file = path / "treasury.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    with pytest.raises(FaultyFile) as refused:
        import_execution(file, on=DAY, at=NOON, tell=lambda one: told.append(str(one)))
    assert refused.value.faults == len(told)
    return told


def ledger():
    rows = Execution.objects.order_by("project_year", "month", "revision")
    return list(rows.values_list("project_year__project__code", "month", "revision", "paid"))


def test_every_row_becomes_a_line_of_the_ledger(two, tmp_path):
    one, other = two
    done = brought(tmp_path, f"2023,{one},7,60.5,100", f"2023,{other},7,0,100.00")
    assert (done.batch.rows, done.written) == (2, 2)
    assert ledger() == [(one, 7, 1, Decimal("60.5")), (other, 7, 1, Decimal(0))]
    assert set(Execution.objects.values_list("on", "budget")) == {(DAY, Decimal(100))}
    assert Touch.objects.filter(year=YEAR, month=7, on=DAY).count() == 2


def test_the_same_file_twice_is_one_import(two, tmp_path):
    lines = [f"2023,{two[0]},7,60,100"]
    first, again = brought(tmp_path, *lines), brought(tmp_path, *lines)
    assert again.batch == first.batch
    assert (again.written, again.again) == (0, True)
    assert (ImportBatch.objects.count(), len(ledger())) == (1, 1)


def test_only_what_differs_is_a_new_revision(two, tmp_path):
    one, other = two
    brought(tmp_path, f"2023,{one},7,60,100", f"2023,{other},7,50,100")
    done = brought(tmp_path, f"2023,{one},7,60.00,100", f"2023,{other},7,55,100")
    assert done.written == 1
    assert ledger()[1:] == [(other, 7, 1, Decimal(50)), (other, 7, 2, Decimal(55))]


def test_every_fault_is_told_with_its_row_and_column_and_nothing_is_imported(two, tmp_path):
    one, other = two
    assert faults_of(
        tmp_path,
        f"2023,{one},7,60,100",
        f"23,{one},13,x,-1",
        f"2023,{other},7,60",
        "2023,nobody,7,1,1",
        f"2022,{one},7,1,1",
        f"2023,{one},07,61,100",
    ) == [
        "第3行“year”列：应为四位年度",
        "第3行“month”列：应为1到12的整数",
        "第3行“paid”列：不是有效的数字，请只填数字和小数点",
        "第3行“budget”列：不能为负数",
        "第4行：应有5列，实有4列",
        "第5行“project”列：没有2023年度的此项目",
        "第6行“project”列：没有2022年度的此项目",
        "第7行：与第2行是同一项目同一月份",
    ]
    assert ledger() == []
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("cell", "stored"),
    [('"1,234.5"', "1234.5"), ("１２", "12"), ("12元", "12"), (" 12 ", "12"), ("0", "0")],
)
def test_figures_are_taken_as_people_type_them(two, tmp_path, cell, stored):
    brought(tmp_path, f"2023,{two[0]},7,{cell},9999")
    assert ledger()[0][3] == Decimal(stored)


def test_the_last_row_needs_no_line_break_and_empty_lines_hold_nothing(two, tmp_path):
    done = brought(tmp_path, "", f"2023,{two[0]},7,1,2", "", f"2023,{two[1]},7,1,2")
    assert done.batch.rows == 2


def test_a_workbook_is_read_like_a_table(two, tmp_path):
    file = tmp_path / "treasury.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER.split(","))
    sheet.write_row(1, 0, [2023, two[0], 7, 60.55, 100])
    sheet.write_row(2, 0, [2023, two[1], 7, "1,000", 100000000000])
    book.close()
    done = import_execution(file, on=DAY, at=NOON, tell=pytest.fail)
    assert done.written == 2
    assert [row[3] for row in ledger()] == [Decimal("60.55"), Decimal(1000)]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "文件是空的"),
        (HEADER.encode(), "没有数据行"),
        (f"\ufeff{HEADER}\n".encode(), "BOM"),
        (f"{HEADER}\n".encode() + "2023,贵阳".encode("gbk"), "第1行起不是UTF-8编码"),
        (b"year,month\n2023,7", "表头缺少列：project、paid、budget"),
        (f'{HEADER}\n"2023'.encode(), "第2行：引号不成对"),
        (b"PK\x03\x04", "无法读取工作簿"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(two, tmp_path, raw, sentence):
    file = tmp_path / "treasury.csv"
    file.write_bytes(raw)
    with pytest.raises(FileFault, match=sentence):
        import_execution(file, on=DAY, at=NOON, tell=pytest.fail)
    assert not ImportBatch.objects.exists()


def test_the_command_says_what_came_of_it(two, tmp_path):
    file, out, err = tmp_path / "treasury.csv", StringIO(), StringIO()
    file.write_text(f"{HEADER}\n2023,{two[0]},7,60,100\n")
    call_command("import_execution", file, on=DAY, stdout=out)
    call_command("import_execution", file, on=DAY, stdout=out)
    assert out.getvalue().splitlines() == [
        "已导入 1 行，新增或更正 1 行",
        "此文件已导入过：1 行，没有变动",
    ]
    file.write_text(f"{HEADER}\n2023,x,7,60,100\n")
    with pytest.raises(CommandError, match="文件有 1 处错误，未导入任何一行"):
        call_command("import_execution", file, on=DAY, stderr=err)
    assert err.getvalue().strip() == "第2行“project”列：没有2023年度的此项目"
    with pytest.raises(CommandError, match="无法读取文件"):
        call_command("import_execution", tmp_path / "none.csv", on=DAY)


def test_the_applications_own_role_may_import(two, tmp_path, as_the_application):
    assert brought(tmp_path, f"{YEAR},{two[0]},7,60,100").written == 1
