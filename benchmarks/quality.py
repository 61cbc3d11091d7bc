"""Checking goals: one of twelve indicators in plain Python, and all targets of a city."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from benchmarks import city
from benchmarks.measure import Bar, interleaved
from lifecycle.models import Indicator
from lifecycle.queries.target_check import judged_targets
from lifecycle.rules.indicators import LEVEL_TWOS, LevelOne, LevelTwo, Operator
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.quality import GoalDraft, IndicatorDraft, Past, Sibling, findings

ROWS = 12
TARGETS = 1_755
LIMIT_ONE = 0.005
LIMIT_ALL = 10.0
TEXT = "完成校舍维修10所、5万平方米，验收合格率不低于98%，按期完工，师生满意度不低于90%。" * 3
LEVELS = (*LEVEL_TWOS[LevelOne.OUTPUT], *LEVEL_TWOS[LevelOne.BENEFIT])


def bars() -> list[Bar]:
    """Measure both limits."""
    one = interleaved(partial(findings, _goal()), before=_nothing)[0]
    here = city.found(TARGETS)
    city.reset("draft")
    _indicators(here.targets)
    every = interleaved(partial(_all, city.YEAR), before=_nothing, rounds=3)[0]
    return [
        Bar("one goal of 12 indicators / 5 ms", ROWS, one, LIMIT_ONE, one / LIMIT_ONE, 1),
        Bar("all targets of a city / 10 s", TARGETS, every, LIMIT_ALL, every / LIMIT_ALL, 1),
    ]


def _all(year: int) -> None:
    found = list(judged_targets(year, day=date(year, 7, 1)))
    assert len(found) == TARGETS
    assert any(one.findings for one in found)


def _goal() -> GoalDraft:
    rows = [_row(at) for at in range(ROWS)]
    names = frozenset(row.name for row in rows)
    others = [
        Sibling(f"项目{at}", names - {rows[at % ROWS].name, rows[0].name}) for at in range(20)
    ]
    return GoalDraft(
        text=TEXT,
        amount=Decimal(8_000_000),
        indicators=[*rows[:-1], replace(rows[-1], operator=Operator.QUALITATIVE, wording="明显")],
        layout=NATIONAL.layout,
        project="校舍维修",
        year=2023,
        siblings=others,
    )


def _row(at: int) -> IndicatorDraft:
    level = LEVELS[at % len(LEVELS)] if at < ROWS - 1 else LevelTwo.SERVED_SATISFACTION
    years = [Past(2022 - back, Decimal(80), Decimal(85)) for back in range(3)]
    return IndicatorDraft(
        name=f"维修校舍的第{at}个指标",
        level=level,
        operator=Operator.GE,
        weight=Decimal("7.5"),
        target=Decimal(90),
        unit="%",
        past=years,
        reference=Decimal(85),
    )


def _indicators(targets: list[int]) -> None:
    Indicator.objects.bulk_create(
        [
            Indicator(
                target_set_id=key, level=row.level, name=row.name, operator=row.operator,
                target=row.target, unit=row.unit, weight=row.weight,
            )
            for key in targets
            for row in map(_row, range(ROWS))
        ],
        batch_size=2000,
    )  # fmt: skip


def _nothing() -> None:
    return None
