"""The scored forms leave and come back; what is wrong is said with its cell, all at once."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lifecycle.models import TargetReview
from lifecycle.queries.score_sheets import appraisal_sheet, review_sheet
from lifecycle.score_book import score_book
from tests.lifecycle.forms.test_goal_import import words
from tests.lifecycle.goal_books import exported, filled
from tests.lifecycle.score_books import changes, faults, read, sent

pytestmark = pytest.mark.django_db
LINES = st.lists(st.tuples(st.decimals(0, 20, places=2), words(80)), min_size=8, max_size=8)
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def general(target):
    return review_sheet(target, None)


@pytest.fixture
def key(target):
    target.project_year.is_key = True
    return review_sheet(target, None)


@pytest.fixture
def five(appraisal):
    rows = appraisal.scores.all()
    return appraisal_sheet(appraisal, {r.dimension: (r.points, r.opinion) for r in rows})


@pytest.fixture
def bond(appraisal):
    appraisal.kind = "bond"
    return appraisal_sheet(appraisal, {})


def opened(sheet):
    return load_workbook(BytesIO(score_book(sheet))).worksheets[0]


@QUICK
@given(rows=LINES, overall=words(200, 0))
@pytest.mark.parametrize("kind", ["general", "key"])
def test_a_review_goes_out_and_in_again_unchanged(target, kind, rows, overall):
    target.project_year.is_key = kind == "key"
    points = [value for value, _text in rows]
    names = ("completeness", "relevance", "appropriateness", "feasibility")
    last = TargetReview(**dict(zip(names, points, strict=False)), opinion=overall)
    sheet = review_sheet(target, last)
    assert changes(score_book(sheet), sheet) == []
    assert sent(score_book(sheet), sheet)["note"] == overall


@QUICK
@given(rows=LINES)
@pytest.mark.parametrize("kind", ["project", "bond"])
def test_an_appraisal_goes_out_and_in_again_unchanged(appraisal, kind, rows):
    appraisal.kind = kind
    most = appraisal.weights
    given_ = {d: (min(p, most[d]), text) for d, (p, text) in zip(most, rows, strict=False)}
    sheet = appraisal_sheet(appraisal, given_)
    raw = score_book(sheet)
    assert changes(raw, sheet) == []
    found = sent(raw, sheet)
    assert {d: found[f"opinion-{d}"] for d in most} == {d: t for d, (_p, t) in given_.items()}
    assert {d: Decimal(found[f"points-{d}"]) for d in most} == {
        d: p for d, (p, _t) in given_.items()
    }


def test_the_general_form_asks_four_questions_and_the_key_form_eight_items(general, key):
    page = opened(general)
    assert page["A1"].value == "项目支出绩效目标审核表（一般性项目）"
    assert [page[f"A{row}"].value for row in range(7, 12)] == [
        "完整性", "相关性", "适当性", "可行性", "合计",
    ]  # fmt: skip
    page = opened(key)
    assert page["A1"].value == "项目支出绩效目标审核表（重点项目）"
    assert [page[f"C{row}"].value for row in (7, 9, 11, 13, 15)] == [20, 30, 30, 20, 100]
    assert page["B14"].value.startswith("条件充分性（10分）")
    assert {str(one) for one in page.merged_cells.ranges} >= {"A7:A8", "C7:C8", "D13:D14"}


def test_a_bond_is_judged_on_eight_points_and_others_on_five(five, bond):
    assert [len(sheet.lines) for sheet in (five, bond)] == [5, 8]
    page = opened(bond)
    assert page["A1"].value == "专项债券项目事前绩效评估表"
    assert page["A15"].value == "合计"
    assert page["C15"].value == 100
    assert opened(five)["E7"].value == "依据充分"


def test_row_keys_stand_in_a_hidden_column(key):
    page = opened(key)
    assert [page[f"G{row}"].value for row in (6, 7, 8, 9)] == [
        "行标识", "completeness", None, "relevance",
    ]  # fmt: skip
    assert page.column_dimensions["G"].hidden


def test_what_was_typed_is_what_would_change(five):
    raw = filled(score_book(five), D7="１７．５分", E8="测算\n有据", D11=20)
    assert changes(raw, five) == [
        ("立项必要性 › 得分", "18", "17.5"),
        ("投入经济性 › 理由", "依据充分", "测算\n有据"),
        ("筹资合规性 › 得分", "18", "20"),
    ]
    assert sent(raw, five)["points-necessity"] == "17.5"


def test_a_review_is_typed_once_for_the_items_of_a_nature(key):
    raw = filled(score_book(key), D7=19, D9="28", D11=27.5, D13=18, B16="同意")
    assert sent(raw, key) == {
        "completeness": "19", "relevance": "28", "appropriateness": "27.5",
        "feasibility": "18", "note": "同意",
    }  # fmt: skip


def test_every_fault_is_said_at_once_with_its_cell(five):
    raw = filled(
        score_book(five), D7="-3", D8="2万", D9=20.01, E10="理由", D10=None, A11="其他", G11=None
    )
    found = faults(raw, five)
    assert found[:4] == [
        ("D7", "不能为负数"),
        ("D8", "不是有效的数字，请只填数字和小数点"),
        ("A11", "本表没有“其他”这一项"),
        ("D6", "缺少“筹资合规性”这一项"),
    ]
    assert {cell for cell, _sentence in found[4:]} == {"D9", "D10"}
    assert read(raw, five).differences == ()


def test_a_line_that_stands_twice_is_a_fault(five):
    raw = filled(score_book(five), A8="立项必要性", G8="necessity")
    assert faults(raw, five) == [
        ("A8", "“立项必要性”重复"),
        ("D6", "缺少“投入经济性”这一项"),
    ]


def test_a_form_without_row_keys_finds_its_lines_by_their_names(five):
    raw = filled(score_book(five), D7=10, **dict.fromkeys(("G7", "G8", "G9", "G10", "G11")))
    assert changes(raw, five) == [("立项必要性 › 得分", "18", "10")]


def test_rows_that_were_moved_are_found_all_the_same(five):
    cells = {f"{at}{row}": opened(five)[f"{at}{17 - row + 1}"].value
             for at in "ABCDEG" for row in range(7, 12)}  # fmt: skip
    assert changes(filled(score_book(five), **cells), five) == []


@pytest.mark.parametrize(
    ("cell", "typed", "sentence"),
    [
        ("H1", "5201X", "这是项目5201X的表，不是本项目（52010023T000000000001）的"),
        ("B3", "别的项目", "项目名称应为“校舍维修”，表中为“别的项目”"),
        ("D4", "第二小学", "实施单位应为“第一小学”，表中为“第二小学”"),
        ("A2", "（2022年度）", "年度应为2023，表中为2022"),
    ],
)
def test_what_is_another_projects_units_or_years_is_refused(five, cell, typed, sentence):
    assert faults(filled(score_book(five), **{cell: typed}), five) == [(cell, sentence)]


def test_another_form_is_refused_with_one_sentence(five, general, key, bond, target):
    said = [faults(score_book(other), five) for other in (general, bond)]
    assert said == [
        [("", "这是“项目支出绩效目标审核表(一般性项目)”，应为“项目支出事前绩效评估表”")],
        [("", "这是“专项债券项目事前绩效评估表”，应为“项目支出事前绩效评估表”")],
    ]
    assert faults(score_book(general), key) == [
        ("", "这是“项目支出绩效目标审核表(一般性项目)”，应为“项目支出绩效目标审核表（重点项目）”")
    ]
    (found,) = faults(exported(target), general)
    assert found[1].startswith("这是“项目支出绩效目标申报表”")
    assert read(exported(target), general).markable is False


def test_a_formula_is_refused_and_named(five):
    (found, *_rest) = faults(filled(score_book(five), D7="=8+9"), five)
    assert "D7是公式" in found[1]


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 99])
def test_what_is_no_workbook_is_one_sentence(five, raw):
    assert [cell for cell, _sentence in faults(raw, five)] == [""]


def test_an_elder_file_says_so(five):
    assert read(score_book(replace(five, version=7)), five).elder
    assert not read(score_book(five), five).elder
