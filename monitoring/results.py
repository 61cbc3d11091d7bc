"""The book of lights: which is the newest of each, and how another is written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from monitoring.models import LightResult
from monitoring.rules.lights import Judgement, Light
from monitoring.rules.verdict import Verdict

Kind = LightResult.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """One light as it has just been judged."""

    project_year: int
    kind: str
    light: Light
    sentence: str
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """The newest revision of one light."""

    revision: int
    light: Light
    sentence: str
    inputs: dict[str, Any]
    pack: str
    as_of: date
    frozen: bool


Book = Mapping[tuple[int, str, int], Stored]
"""Newest revisions by project-year, kind and month."""

COLUMNS = (
    "project_year_id", "kind", "month",
    "revision", "light", "sentence", "inputs", "pack", "as_of", "frozen",
)  # fmt: skip


def newest(
    year: int, *, from_month: int, project_years: Iterable[int] | None = None
) -> dict[tuple[int, str, int], Stored]:
    """Read the newest revisions of a year from a month on."""
    rows = LightResult.objects.filter(year=year, month__gte=from_month)
    if project_years is not None:
        rows = rows.filter(project_year__in=list(project_years))
    rows = rows.order_by("project_year_id", "kind", "month", "-revision")
    rows = rows.distinct("project_year_id", "kind", "month")
    return {
        (project_year, kind, month): Stored(revision, Light(light), *rest)
        for project_year, kind, month, revision, light, *rest in rows.values_list(*COLUMNS)
    }


def found_in(
    judged: Verdict,
    *,
    project_year: int,
    paid: Decimal | None,
    budget: Decimal | None,
    planned: Decimal | None = None,
) -> Iterator[Found]:
    """Yield the three lights of one project-year with what each was judged from."""
    money = {"paid": _written(paid), "budget": _written(budget), "ahead": judged.execution.ahead}
    money |= {} if planned is None else {"planned": _written(planned)}
    lights = {key: str(one.light) for key, one in judged.indicators.items()}
    others = {key: light for key, light in lights.items() if light != Light.GREEN}
    goal = {"green": len(lights) - len(others), "indicators": others}
    both = {"execution": str(judged.execution.light), "goal": str(judged.goal.light)}
    said = {"mismatch": judged.gap, "missing": judged.missing}
    both |= {name: str(one.light) for name, one in said.items() if one.light is not Light.GREY}
    for kind, one, inputs in (
        (Kind.EXECUTION, judged.execution, money | {"pace": _written(judged.execution.pace)}),
        (Kind.GOAL, judged.goal, goal),
        (Kind.PROJECT, judged.project, both),
    ):
        yield _found(project_year, kind, one, inputs)


def append(
    found: Iterable[Found],
    *,
    book: Book,
    year: int,
    month: int,
    pack: str,
    as_of: date,
    frozen: bool = False,
) -> int:
    """Write what differs from the newest revision and return how much did.

    What a concluded report fixed has the last word, and a later run over an earlier one.
    """
    rows = []
    for one in found:
        old = book.get((one.project_year, one.kind, month))
        overtaken = old is not None and (old.frozen or (old.as_of > as_of and not frozen))
        if overtaken or _same(one, old, pack, frozen=frozen):
            continue
        rows.append(
            LightResult(
                project_year_id=one.project_year,
                year=year,
                month=month,
                kind=one.kind,
                revision=old.revision + 1 if old else 1,
                light=str(one.light),
                sentence=one.sentence,
                inputs=one.inputs,
                pack=pack,
                as_of=as_of,
                frozen=frozen,
            )
        )
    LightResult.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return len(rows)


def _found(project_year: int, kind: str, one: Judgement, inputs: dict[str, Any]) -> Found:
    return Found(project_year, str(kind), one.light, one.sentence, inputs)


def _same(one: Found, old: Stored | None, pack: str, *, frozen: bool) -> bool:
    now = (one.light, one.sentence, one.inputs, pack, frozen)
    return old is not None and now == (old.light, old.sentence, old.inputs, old.pack, old.frozen)


def _written(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
