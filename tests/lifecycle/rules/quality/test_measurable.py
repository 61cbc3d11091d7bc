from dataclasses import replace
from decimal import Decimal

import pytest

from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.quality import Severity
from tests.lifecycle.rules.quality.goals import ROWS, changed, codes, draft, goal, one

WORDS = {"operator": Operator.QUALITATIVE, "target": None, "unit": "", "wording": "明显改善"}


def worded(count, of):
    rows = (ROWS[1:] * 3)[:of]
    return [
        replace(row, name=f"{row.name}{at}", **(WORDS if at < count else {}))
        for at, row in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("count", "of", "level"),
    [(4, 10, None), (5, 10, Severity.WARN), (6, 10, Severity.WARN), (7, 10, Severity.BLOCK)],
)
def test_b1_sixty_percent_are_quantitative_and_under_forty_blocks(count, of, level):
    found = codes(goal(*worded(count, of)), only="B1")
    assert found == ["B1"] * (level is not None)
    if level:
        assert one(goal(*worded(count, of)), "B1").level is level


@pytest.mark.parametrize(("weight", "warned"), [(30, False), ("30.01", True)])
def test_b2_seventy_percent_of_the_weight_is_quantitative(weight, warned):
    rest = replace(ROWS[1], weight=Decimal(100) - Decimal(weight))
    rows = [rest, replace(ROWS[3], weight=Decimal(weight), **WORDS)]
    assert codes(goal(*rows), only="B2") == ["B2"] * warned


@pytest.mark.parametrize("level", [LevelTwo.QUANTITY, LevelTwo.ECONOMIC_COST, LevelTwo.SOCIAL_COST])
def test_b3_quantities_and_costs_are_numbers(level):
    rows = [*ROWS, draft("单项业务成本", level, 5, **WORDS)]
    assert codes(goal(*rows), only="B3") == ["B3"]
    assert codes(goal(*changed(3, **WORDS)), only="B3") == []


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        ("", "没有写明要达到的程度"),
        ("无", "没有写明要达到的程度"),
        (" / ", "没有写明要达到的程度"),
        ("优良中低差", "把等次“优良中低差”都写上了，没有选定"),
        ("优、良、中、差", "把等次“优、良、中、差”都写上了，没有选定"),
    ],
)
def test_b4_a_qualitative_target_states_its_level(wording, fault):
    found = one(goal(*changed(3, **(WORDS | {"wording": wording}))), "B4")
    assert (found.level, found.sentence) == (Severity.BLOCK, f"指标“受益居民数”{fault}")


@pytest.mark.parametrize("wording", ["优", "高", "效果明显", "优良率提高"])
def test_b4_is_content_with_a_stated_level(wording):
    assert codes(goal(*changed(3, **(WORDS | {"wording": wording}))), only="B4") == []


def test_b4_asks_for_the_three_levels_where_the_form_has_a_place_for_them():
    bare = changed(3, anchors=("出行明显改善", "", ""), **WORDS)
    assert one(goal(*bare), "B4").level is Severity.WARN
    full = changed(3, anchors=("明显改善", "有所改善", "没有改善"), **WORDS)
    assert codes(goal(*full), only="B4") == []


@pytest.mark.parametrize(
    ("full", "of", "warned"), [(4, 5, True), (3, 5, False), (2, 2, False), (3, 3, True)]
)
def test_b5_not_nearly_everything_is_100_percent(full, of, warned):
    rows = [
        replace(row, target=Decimal(100 if at < full else 90), unit="%")
        for at, row in enumerate(ROWS[:of])
    ]
    assert codes(goal(*rows), only="B5") == ["B5"] * warned


def test_b5_counts_what_must_not_happen_at_all_as_well():
    rows = changed(1, target=Decimal(100))
    rows = [replace(rows[0], operator=Operator.EQ, target=Decimal(0)), rows[1]]
    assert codes(goal(*rows, replace(ROWS[2], target=Decimal(100))), only="B5") == ["B5"]


def test_b6_a_number_has_its_unit():
    found = one(goal(*changed(1, unit=" ", cells={"unit": "E12"})), "B6")
    assert (found.level, found.cell) == (Severity.BLOCK, "E12")
    assert codes(goal(*changed(3, **WORDS)), only="B6") == []
