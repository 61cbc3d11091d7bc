"""A target leaves as the official form and comes back; what is wrong is said with its cell."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.forms import goal_import
from lifecycle.models import Indicator
from lifecycle.rules.indicators import LevelTwo
from tests.lifecycle.goal_books import changes, exported, faults, filled, read
from tests.lifecycle.workbooks import ROWS, goal_form, sample

pytestmark = pytest.mark.django_db


def tidy(text):
    return unicodedata.normalize("NFC", text).strip()


def words(most, least=1):
    letters = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" =+-@'≥0万月")
    return st.text(letters, max_size=most).map(tidy).filter(lambda t: least <= len(t) <= most)


quantities = st.decimals(-(10**15), 10**15, places=4)
points = st.decimals(0, 100, places=2)
AIMS = st.one_of(
    st.fixed_dictionaries(
        {
            "operator": st.sampled_from(["gt", "ge", "eq", "lt", "le"]),
            "target": st.none() | quantities,
            "unit": words(20, 0),
        }
    ),
    st.tuples(quantities, quantities, words(20, 0)).map(
        lambda t: {"operator": "range", "target": min(t[:2]), "target_high": max(t[:2]),
                   "unit": t[2]}
    ),
    st.fixed_dictionaries({"operator": st.just("date_le"), "due": st.none() | st.dates()}),
    st.fixed_dictionaries(
        {"operator": st.sampled_from(["qualitative", "bool"]), "wording": words(60, 0)}
    ),
)  # fmt: skip
INDICATORS = st.lists(
    st.builds(
        lambda aim, **more: Indicator(**aim, **more),
        AIMS,
        level=st.sampled_from([str(level) for level in LevelTwo]),
        name=words(100),
        weight=points,
    ),
    max_size=6,
    unique_by=lambda row: " ".join(row.name.split()),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=INDICATORS, goal=words(200), amount=st.decimals(0, 10**12 - 1, places=2))
def test_a_target_goes_out_and_in_again_unchanged(target, rows, goal, amount):
    target.goal, target.amount = goal, amount
    for at, row in enumerate(rows, start=1):
        row.pk, row.target_set = at, target
    target._prefetched_objects_cache = {"indicators": rows}
    assert changes(exported(target), target) == []


def test_what_was_typed_is_what_would_change(target):
    raw = filled(exported(target), D6=260, D11="维修校舍数", E11="不少于１２ 所", F12=16)
    assert changes(raw, target) == [
        ("预算金额（元）", "3000000", "2600000"),
        ("绩效指标 › 维修校舍数 › 三级指标", "维修校舍数量", "维修校舍数"),
        ("绩效指标 › 维修校舍数 › 目标值", "10", "12"),
        ("绩效指标 › 验收合格率 › 权重", "15", "16"),
    ]


def test_a_row_cleared_goes_and_a_row_typed_below_is_new(target):
    row = {"B16": "产出", "C16": "质量", "D16": "一次验收率", "E16": "≥98%", "F16": 5}
    gone = dict.fromkeys(("B12", "C12", "D12", "E12", "F12"))
    found = changes(filled(exported(target), **row, **gone), target)
    assert [(place, bool(seen), bool(now)) for place, seen, now in found] == [
        ("绩效指标 › 一次验收率", False, True),
        ("绩效指标 › 验收合格率", True, False),
    ]


def test_a_copied_row_is_a_new_indicator(target):
    kept = target.indicators.order_by("pk").first()
    row = {"B16": "产出", "C16": "数量", "D16": "另一项", "E16": "≥1项", "F16": 1}
    rows = read(filled(exported(target), **row, G16=str(kept.key)), target).rows.lines()
    assert [line.key for line in rows][:: len(rows) - 1] == [str(kept.key), ""]


def test_a_form_without_row_keys_finds_its_indicators_by_their_names(target):
    form = goal_form([(*ROWS[0][:3], "≥11所", 20), *ROWS[1:]])
    places = [place for place, _seen, _now in changes(form, target)]
    assert "绩效指标 › 维修校舍数量 › 目标值" in places
    assert not any(place.endswith("维修校舍数量") for place in places)


def test_every_fault_is_said_at_once_with_its_cell(target):
    raw = filled(
        exported(target),
        D6="约三百",
        B9=None,
        C11="数目",
        F12="十五",
        C13="社会效益",
        D13=None,
        E14="9~8人",
        D15="受益学生数",
        F15=101,
        B16="其他",
        D16="甲",
    )
    found = faults(raw, target)
    assert [cell for cell, _sentence in found] == [
        "D6", "B9", "C11", "F12", "C13", "D13", "E14", "D14", "F15", "D15", "B16", "C16", "F16",
    ]  # fmt: skip
    said = dict(found)
    assert said["C11"] == "没有“数目”这样的二级指标"
    assert said["C13"] == "“社会效益”不属于“产出”"
    assert said["E14"] == "目标值上限：不能小于目标值"
    assert said["D15"] == "“受益学生数”重复"
    assert said["F12"] == "不是有效的数字，请只填数字和小数点"
    assert said["B16"] == "没有“其他”这样的一级指标"
    assert read(raw, target).differences == ()


@pytest.mark.parametrize(
    ("cell", "typed", "sentence"),
    [
        ("H1", "5201X", "这是项目5201X的表，不是本项目（52010023T000000000001）的"),
        ("B3", "别的项目", "项目名称应为“校舍维修”，表中为“别的项目”"),
        ("E4", "第二小学", "实施单位应为“第一小学”，表中为“第二小学”"),
        ("A2", "（2022年度）", "年度应为2023，表中为2022"),
    ],
)
def test_what_is_another_projects_units_or_years_is_refused(target, cell, typed, sentence):
    assert faults(filled(exported(target), **{cell: typed}), target) == [(cell, sentence)]


def test_a_unit_written_with_its_code_is_the_unit(target):
    assert changes(filled(exported(target), E4="[219001] 第一小学"), target) == []


def test_another_form_and_what_is_no_workbook_are_refused(target):
    wrong = read(sample("self_evaluations", "jishan2020_medins")[0], target)
    assert "自评表" in wrong.faults[0].sentence
    none = read(b"name,score\n", target)
    assert none.faults[0].sentence.startswith("不是.xlsx工作簿")
    assert (wrong.markable, none.markable) == (False, False)


def test_formulas_are_named_beside_all_other_faults(target):
    found = faults(filled(exported(target), E12="=SUM(A1)", F12="=5*3", F13="十"), target)
    assert found[0] == ("", "单元格E12、F12是公式，请改成填写的数值或文字")
    assert [cell for cell, _sentence in found[1:]] == ["F12", "F13"]


def test_more_indicators_than_a_page_holds_are_refused(target, monkeypatch):
    monkeypatch.setattr(goal_import, "MOST_ROWS", 4)
    assert faults(exported(target), target) == [("D10", "最多导入4个指标，表中有5个")]


def test_what_the_rules_remark_is_told_with_its_cell_and_keeps_nothing_out(target):
    found = read(filled(exported(target), F11=25), target)
    assert found.faults == ()
    assert [(one.code, one.cell) for one in found.remarks if one.code == "WEIGHT"]
    assert "".join(found.notes["F10"])


def test_a_text_that_looks_like_a_formula_goes_out_as_text(target):
    row = target.indicators.order_by("pk").first()
    row.name = "=1+1"
    target._prefetched_objects_cache = {"indicators": [row]}
    raw = exported(target)
    assert changes(raw, target) == []
    renamed = filled(raw, D11="'=2+2")
    assert changes(renamed, target)[0][1:] == ("=1+1", "=2+2")


def test_an_amount_keeps_its_cents(target):
    target.amount = Decimal("999999999999.99")
    assert changes(exported(target), target) == []


def test_what_the_form_has_no_column_for_stays_as_it_is(target):
    months = [None, None, Decimal("2.5"), *[None] * 9]
    target.indicators.filter(name="维修校舍数量").update(
        accumulation="latest", baseline=0, milestones=months, basis="年度计划"
    )
    fresh = type(target).objects.get(pk=target.pk)
    raw = filled(exported(fresh), E11="≥11所")
    assert [place for place, _seen, _now in changes(raw, fresh)] == [
        "绩效指标 › 维修校舍数量 › 目标值"
    ]
    line = read(raw, fresh).rows.lines()[0].values
    assert (line["accumulation"], line["baseline"], line["milestones"], line["basis"]) == (
        "latest", 0, months, "年度计划",
    )  # fmt: skip
