"""A list: narrowed, sorted and cut by the address, summed, and the same as a file."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.http import Http404
from django.test import RequestFactory

from lifecycle import queries
from lifecycle.filters import Filter, TextFilter
from lifecycle.models import Project, ProjectYear, Target
from lifecycle.roles import Role
from lifecycle.views.cells import rows_of
from lifecycle.views.columns import A, AmountColumn, Column, DueColumn, PickColumn, StateColumn
from lifecycle.views.tables import Table, table_page
from tests.conftest import YEAR
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
ROWS = [("甲", "=1+1", "30"), ("乙", "B2", None), ("丙", "C3", "10.50")]


class Projects(Table):
    caption = "年度项目"
    row_header = "name"
    totals = {"amount": Sum("amount")}
    hidden = ("year",)
    first_order = "code"

    pick = PickColumn()
    code = Column("代码", accessor="project__code")
    name = Column("名称", accessor="project__name", linkify=("project-year", [A("pk")]))
    amount = AmountColumn("预算金额", none="未报")
    state = StateColumn("状态", accessor="target_state", stage="lifecycle.target")
    year = Column("年度")
    due = DueColumn("期限", accessor="due_on", orderable=False, empty_values=())


class Named(Filter):
    text = TextFilter(label="名称", field_name="project__name", lookup_expr="icontains")


@pytest.fixture
def rows(town, rehearsal):
    for name, code, wan in ROWS:
        project = Project.objects.create(code=code, name=name, organisation=town.unit)
        found = ProjectYear.objects.create(project=project, year=YEAR)
        if wan:
            Target.objects.create(
                project_year=found, organisation=town.unit, year=YEAR, goal="目标",
                amount=Decimal(wan) * 10000,
            )  # fmt: skip
    return queries.project_years_for(town.people[Role.BUDGET])


def asked(rows, query="", table=Projects):
    request = RequestFactory().get(f"/list/?{query}")
    return table_page(request, rows, table, filters=Named)


def names(answer):
    found = [row for row in Page(answer).text.split() if row in ("甲", "乙", "丙")]
    return list(dict.fromkeys(found))  # the box before a row says its name too


def test_the_cells_are_those_that_the_library_draws(rows):
    listing = Projects(list(rows), order_by=(), request=None)
    listing.request = RequestFactory().get("/")
    drawn = [
        "\n".join(
            f'<th scope="row">{cell}</th>'
            if column.name == "name"
            else f'<td {column.attrs["td"].as_html()} data-label="'
            f'{"" if column.name == "pick" else column.header}">{cell}</td>'
            for column, cell in row.items()
        )
        for row in listing.rows
    ]
    assert list(rows_of(listing)) == drawn
    assert len(drawn) == len(ROWS)


def test_a_name_with_marks_of_html_is_shown_as_it_is(rows, town):
    Project.objects.filter(name="甲").update(name="<b>甲&乙</b>")
    listing = asked(rows.all(), "text=甲").content.decode()
    assert "&lt;b&gt;甲&amp;乙&lt;/b&gt;" in listing
    assert "<b>甲" not in listing


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["甲", "乙", "丙"]),
        ("sort=-code", ["丙", "乙", "甲"]),
        ("sort=amount", ["丙", "甲", "乙"]),
        ("sort=-amount", ["甲", "丙", "乙"]),
        ("sort=password", ["甲", "乙", "丙"]),
        ("sort=pick", ["甲", "乙", "丙"]),
        ("text=乙", ["乙"]),
        ("text=%00", ["甲", "乙", "丙"]),
        ("page=99&per=1000", ["甲", "乙", "丙"]),
        ("columns=code", ["甲", "乙", "丙"]),
        ("columns=zzz", ["甲", "乙", "丙"]),
    ],
)
def test_the_address_says_what_is_listed_in_which_order(rows, query, expected):
    answer = asked(rows, query)
    assert names(answer) == expected
    assert faults(answer) == {}
    assert f"共{len(expected)}条" in Page(answer).text


def test_the_last_line_sums_all_that_is_filtered_and_not_the_page_alone(rows, town):
    projects = Project.objects.bulk_create(
        Project(code=f"X{n:03}", name=f"项目{n}", organisation=town.unit) for n in range(30)
    )
    ProjectYear.objects.bulk_create(ProjectYear(project=p, year=YEAR) for p in projects)
    answer = asked(rows)
    assert "第1页，共2页" in Page(answer).text
    assert "405000.00" in [attrs["value"] for attrs in Page(answer).all("data")]
    assert "105000.00" in [attrs["value"] for attrs in Page(asked(rows, "text=丙")).all("data")]


def test_a_list_costs_three_queries_however_long_it_is(rows, django_assert_num_queries):
    with django_assert_num_queries(3):
        asked(rows)


def test_the_head_tells_how_it_is_sorted_and_a_click_turns_it_round(rows):
    page = Page(asked(rows, "sort=-amount&text=甲&page=2"))
    assert [th.get("aria-sort") for th in page.all("th")].count("descending") == 1
    links = {attrs.get("id"): attrs["href"] for attrs in page.all("a")}
    assert links["sort-amount"] == "?sort=amount&text=%E7%94%B2"
    assert links["sort-code"] == "?sort=code&text=%E7%94%B2"


def test_columns_are_chosen_in_the_address_and_the_name_always_stays(rows):
    heads = [words for words in ("代码", "预算金额", "状态", "年度") if words in _head(asked(rows))]
    assert heads == ["代码", "预算金额", "状态"]
    found = _head(asked(rows, "columns=year"))
    assert [w for w in ("代码", "名称", "预算金额", "年度") if w in found] == ["名称", "年度"]


def _head(answer):
    return answer.content.decode().partition("<thead")[2].partition("</thead>")[0]


def test_the_filter_hands_on_sort_size_and_columns_and_drops_the_page(rows):
    page = Page(asked(rows, "sort=-code&per=50&columns=code&columns=amount&page=3"))
    hidden = [(a["name"], a["value"]) for a in page.all("input") if a.get("type") == "hidden"]
    hidden = [pair for pair in hidden if pair[0] not in ("csrfmiddlewaretoken", "next")]
    assert hidden[:4] == [
        ("sort", "-code"), ("per", "50"), ("columns", "code"), ("columns", "amount"),
    ]  # fmt: skip
    assert "page" not in [name for name, _value in hidden]


def test_rows_are_picked_by_key_with_the_form_below(rows):
    boxes = [a for a in Page(asked(rows)).all("input") if a.get("name") == "pick"]
    assert {a["value"] for a in boxes} == {str(row.pk) for row in rows}
    assert {a["form"] for a in boxes} == {"bulk"}


def test_an_empty_list_says_why_and_offers_to_clear_the_filter(rows):
    answer = asked(rows, "text=没有的")
    assert "没有符合条件的记录" in Page(answer).text
    assert "清除条件" in Page(answer).text
    assert "导出" not in Page(answer).text


def test_a_csv_has_all_that_is_filtered_exact_and_harmless(rows):
    answer = asked(rows, "export=csv&sort=code")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["代码", "名称", "预算金额（元）", "状态", "期限"],
        ["'=1+1", "甲", "300000.00", "编制中", ""],
        ["B2", "乙", "", "", ""],
        ["C3", "丙", "105000.00", "编制中", ""],
    ]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=utf-8''" in answer["Content-Disposition"]


def test_a_workbook_holds_amounts_as_numbers_and_no_formula(rows):
    answer = asked(rows, "export=xlsx&columns=code&columns=amount")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    words = book.read("xl/sharedStrings.xml").decode()
    assert "<v>300000</v>" in sheet
    assert "<v>105000</v>" in sheet
    assert "<f>" not in sheet
    assert "'=1+1" in words
    assert "状态" not in words


def test_another_kind_of_file_is_not_found(rows):
    with pytest.raises(Http404):
        asked(rows, "export=exe")
