"""Importing the published table: all of it, or every fault and nothing."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from lifecycle.actions.importing import ImportFaults, import_published_projects
from lifecycle.models import BudgetEvent, ImportBatch, Project, ProjectYear, PublishedScore
from lifecycle.roles import Level
from lifecycle.rules.self_evaluation_csv import COLUMNS, SAVE_AS, Fault, parse_rows
from tests.conftest import NOON, YEAR, organisation

pytestmark = pytest.mark.django_db

PUBLISHED = (
    Path(__file__).parents[3] / "lifecycle/demo/guiyang-2023-self-evaluations.csv"
).read_bytes()
HEADER = ",".join(COLUMNS)
TABLES = (ImportBatch, Project, ProjectYear, BudgetEvent, PublishedScore)


def table(*lines, header=HEADER):
    return "\n".join([header, *lines]).encode()


def taken(raw, *, year=YEAR, at=NOON):
    return import_published_projects(raw, year=year, at=at)


def counts():
    return [model.objects.count() for model in TABLES]


def faults(raw, **options):
    """Every fault as (row, column, sentence); a refusal also leaves every table as it was."""
    before = counts()
    with pytest.raises(ImportFaults) as refused, transaction.atomic():
        taken(raw, **options)
    assert counts() == before
    return [(fault.row, fault.column, fault.sentence) for fault in refused.value.faults]


@pytest.fixture
def city(town):
    """Every department of the published table, each without a unit of its own."""
    names = dict.fromkeys(row.department for row in parse_rows(PUBLISHED)[0])
    return {
        name: organisation(f"{300 + n}", name, Level.DEPARTMENT, town.desk)
        for n, name in enumerate(names)
    }


def test_the_published_table_becomes_35_projects_with_their_year_and_budget(city):
    batch = taken(PUBLISHED)
    assert counts() == [1, 35, 35, 35, 35]
    assert (batch.rows, batch.at) == (35, NOON)
    assert batch.fingerprint == hashlib.sha256(PUBLISHED).hexdigest()
    assert sum(event.amount for event in BudgetEvent.objects.all()) == Decimal("1933967300.00")
    years = ProjectYear.objects.order_by("published_no").select_related("project")
    assert [year.published_no for year in years] == list(range(1, 36))
    assert {(y.year, y.is_key, y.to_congress, y.is_secret) for y in years} == {
        (2023, True, True, False)
    }
    assert [y.project.code for y in years] == [f"52010023T{n:012d}" for n in range(1, 36)]


def test_every_column_of_a_row_arrives_where_it_belongs(city):
    batch = taken(PUBLISHED)
    held = ProjectYear.objects.get(published_no=14)
    assert held.project.name == "教育综合实力提升专项经费"
    assert held.project.organisation == city["贵阳学院"]
    event = held.budget_events.get()
    assert (event.kind, event.amount) == ("initial", Decimal("28145000.00"))
    assert (event.line, event.on) == (14, date(2023, 1, 1))
    score = held.published_score
    assert (score.score, score.grade, score.batch) == (Decimal("85.56"), "良", batch)


def test_the_project_belongs_to_the_first_unit_of_its_department(town):
    organisation("219002", "第二小学", Level.UNIT, town.department)
    organisation("219000", "教育局本级", Level.UNIT, town.department)
    taken(table("1,教育局,经费,1,96,优"))
    assert Project.objects.get().organisation.code == "219000"


def test_the_same_file_twice_is_one_import(city):
    first = taken(PUBLISHED)
    before = counts()
    second = taken(PUBLISHED, at=NOON + timedelta(days=1))
    assert (second.pk, second.at) == (first.pk, NOON)
    assert counts() == before


def test_a_project_of_last_year_goes_on_in_another_year(town, year):
    type(year).objects.create(year=2024, pack=year.pack)
    line = "1,教育局,经费,1,96,优"
    taken(table(line))
    taken(table(line), year=2024)
    assert counts() == [2, 1, 2, 2, 2]
    assert set(Project.objects.get().years.values_list("year", flat=True)) == {2023, 2024}


def test_what_the_year_already_holds_is_named_row_by_row(town):
    taken(table("1,教育局,经费,1,96,优", "2,教育局,补助,1,96,优"))
    found = faults(table("3,教育局,经费,1,96,优", "2,教育局,新项目,1,96,优"))
    assert found == [(2, "project", "2023年度已有此项目"), (3, "no", "2023年度已有此序号的项目")]


def test_a_number_whose_code_another_project_has_is_named(town, project_year):
    found = faults(table("1,教育局,经费,1,96,优"))
    assert found == [(2, "no", "2023年度已有此序号的项目")]


@pytest.mark.parametrize(
    ("number", "length", "found"),
    [
        (32767, 200, []),
        (32768, 200, [(2, "no", "序号不能超过32767")]),
        (32767, 201, [(2, "project", "项目名称不能超过200字")]),
    ],
)
def test_what_a_column_cannot_hold_is_a_fault_not_a_failure(town, number, length, found):
    raw = table(f"{number},教育局,{'长' * length},1,96,优")
    if found:
        assert faults(raw) == found
    else:
        assert taken(raw).rows == 1


def test_a_year_that_is_not_open_is_a_fault(town):
    found = faults(table("1,教育局,经费,1,96,优"), year=2031)
    assert found == [(1, "", "2031年度尚未设立，没有规则包")]


ALL_WRONG = [
    "1,教育局,经费,十万,96,优",
    "1,教育局,补助,2,96,优",
    "3,教育局,补助,3,96,优",
    "4,无此部门,扶持,4,96,优",
    "5,教育局,改造,5,89.99,优",
    "6,教育局,改造",
]
WRONG_HEADER = HEADER.replace("self_score", "score")


def every_fault(file_fault):
    return [
        (1, "", file_fault),
        (1, "self_score", "缺少列“self_score”"),
        (1, "score", "第5列“score”不是规定的列名"),
        (2, "adjusted_budget_wan_yuan", "不是有效的数字，请只填数字和小数点"),
        (3, "no", "与第2行重复"),
        (4, "project", "与第3行重复"),
        (5, "department", "部门“无此部门”不在名录中"),
        (6, "grade", "89.99分应为“良”，表中为“优”"),
        (7, "", "应有6列，实有3列"),
    ]


def test_all_kinds_of_fault_in_one_file_are_all_named_and_nothing_is_imported(town):
    text = table(*ALL_WRONG, header=WRONG_HEADER).decode()
    with_bom = faults(b"\xef\xbb\xbf" + text.encode())
    assert with_bom == every_fault(f"文件开头带有BOM，{SAVE_AS}")
    assert faults(text.encode("gbk")) == every_fault(f"文件是GBK编码，{SAVE_AS}")


def test_a_gbk_file_with_a_bom_has_both_faults(town):
    text = "\ufeff" + table("1,教育局,经费,1,96,优").decode()
    found = faults(text.encode("gb18030"))
    assert found == [
        (1, "", f"文件是GBK编码，{SAVE_AS}"),
        (1, "", f"文件开头带有BOM，{SAVE_AS}"),
    ]


def test_a_unit_is_no_department(town):
    found = faults(table("1,第一小学,经费,1,96,优"))
    assert found == [(2, "department", "部门“第一小学”不在名录中")]


def test_a_fault_is_a_sentence_with_its_row_and_column():
    refused = ImportFaults([Fault(1, "", "文件是空的"), Fault(3, "no", "不能为空")])
    assert refused.sentences == ["第1行：文件是空的", "第3行“no”列：不能为空"]


def test_the_published_score_is_never_rewritten(town):
    taken(table("1,教育局,经费,1,96,优"))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PublishedScore.objects.update(score=1)
    assert PublishedScore.objects.get().score == 96
