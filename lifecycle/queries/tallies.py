"""Sums 合计 as a person sees them: read from the tallies, so that a large city costs no more.

Whoever sees by more than the tree alone has no sums: pages show such readers their few rows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum, Value

from lifecycle.models import Glance, GlanceSum, Project, Subject, Tally
from lifecycle.queries.projects import is_whole, parted
from lifecycle.revised import NewestSummed, all_revised
from lifecycle.rights import Held
from lifecycle.scope import machines, summed, told_little
from lifecycle.tally_sql import AMOUNTS, GLANCE_SUMS, TALLY_KEY
from lifecycle.traces import tallies_of

COUNT = {"whole": Count("*")}
TALLIED = {"whole": Sum("n"), "money": Sum("amount")}
PLACED = ("year", "organisation", "kind", "light")


def sums_for(seats: Sequence[Held]) -> QuerySet[GlanceSum] | None:
    """Return the sums of the glances 一览 seen from some seats; None where there are none."""
    seen = summed(seats)
    return None if seen is None else GlanceSum.objects.filter(seen)


def branches_for(seats: Sequence[Held]) -> QuerySet[Any] | None:
    """Return what the tree adds up: these sums, or the few glances of the congress."""
    sums = sums_for(seats)
    if sums is not None:
        return sums
    seen = told_little(seats)
    return None if seen is None else Glance.objects.filter(seen)


def added(rows: Any, totals: Mapping[str, Any], *, apart: bool = False) -> dict[str, Any]:
    """Count rows and add up their columns in one query: `found`, and `total_…` of each.

    Of sums it adds what was added up; an amount in 元 is None where none is known. Of sums, and of
    project-years (`apart`, whose totals are columns), departments as a whole are added up by
    themselves alone: beside others they are counted, and `left_out` of the totals.
    """
    if isinstance(rows, QuerySet) and rows.model is GlanceSum:
        return _added_up(rows, totals)
    if apart:
        return _added_apart(rows, totals)
    asked = {f"total_{name}": total for name, total in totals.items()}
    found: dict[str, Any] = rows.order_by().aggregate(found=Count("*"), **asked)
    return found


def _added_apart(rows: QuerySet[Any], totals: Mapping[str, Any]) -> dict[str, Any]:
    whole = is_whole(rows)
    asked = {f"total_{name}": Sum(name, filter=~whole) for name in totals}
    counts = {"found": Count("*"), "left_out": Count("pk", filter=whole)}
    found: dict[str, Any] = rows.order_by().aggregate(**counts, **asked)
    if not 0 < found["found"] == found["left_out"]:
        return found
    return added(rows, totals) | {"left_out": 0}  # few rows: a department has one whole


def _added_up(sums: QuerySet[Any], names: Iterable[str]) -> dict[str, Any]:
    asked = {f"s_{name}": Sum(name) for name in GLANCE_SUMS}
    groups = {group["whole"]: group for group in parted(sums).annotate(**asked) if group["s_n"]}
    of = groups.get(False) or groups.get(True) or {}
    counts = {"found": sum(group["s_n"] for group in groups.values())}
    counts["left_out"] = counts["found"] - of.get("s_n", 0)
    amounts = {
        f"total_{one}": of[f"s_{one}"] if of.get(f"s_{one}_known") else None for one in names
    }
    return counts | amounts


def tallies(seats: Sequence[Held], *, years: Collection[int]) -> QuerySet[Tally]:
    """Return the counts by state of some years; without rows to whoever has no sums."""
    return _seen(seats).filter(year__in=years, filed_on=None)


def filings(seats: Sequence[Held], *, year: int) -> QuerySet[Tally]:
    """Return all counts of a year, by state and by the day of filing."""
    return _seen(seats).filter(year=year)


def _seen(seats: Sequence[Held]) -> QuerySet[Tally]:
    seen = summed(seats)
    return Tally.objects.none() if seen is None else Tally.objects.filter(seen)


def stands(model: type[Subject], *, year: int) -> QuerySet[Tally]:
    """Return the counts by state of a stage in the whole city."""
    return Tally.objects.filter(machine=model.stage(), year=year, filed_on=None)


def wholes(year: int) -> QuerySet[Any]:
    """Return the keys of the departments as a whole of a year: few, and taken off the sums."""
    return Glance.objects.filter(year=year, kind=Project.Kind.DEPARTMENT).values("pk")


def sums_adrift() -> list[str]:
    """Add everything up anew and name the sums that say something else."""
    kept, whole = _kept(), _worked_out()
    return sorted(str(key) for key in kept.keys() | whole.keys() if kept.get(key) != whole.get(key))


def _kept() -> dict[Any, Any]:
    found = _added(GlanceSum.objects.all(), PLACED, {name: Sum(name) for name in GLANCE_SUMS})
    found |= _added(Tally.objects.all(), _key(), TALLIED)
    for _model, sums, held in all_revised():
        asked = {f"s_{one}": Sum(one) for one in ("n", *held.SUMS)}
        kept = _added(sums._default_manager.all(), ("year", *held.KEY), asked)
        found |= {(held.name, *key): whole for key, whole in kept.items()}
    return found


def _key() -> tuple[str, ...]:
    return tuple(name.removesuffix("_id") for name in TALLY_KEY)


def _worked_out() -> dict[Any, Any]:
    asked: dict[str, Any] = {"of": Count("*")} | {f"s_{one}": Sum(one) for one in AMOUNTS}
    asked |= {f"k_{one}": Count(one) for one in AMOUNTS}
    found = _added(Glance.objects.all(), PLACED, asked)
    for model in machines():
        found |= _of_stage(model)
    for table, _sums, held in all_revised():
        found |= _of_revisions(table._default_manager.all(), held)
    return found


def _of_revisions(rows: Any, held: NewestSummed) -> dict[Any, Any]:
    one = {name: OuterRef(name) for name in held.SAME}
    rows = rows.filter(**held.ONLY)
    newest = rows.exclude(Exists(rows.filter(**one, revision__gt=OuterRef("revision"))))
    asked = COUNT | {f"s_{one}": Sum(one) for one in held.SUMS}
    found = _added(newest, (held.YEAR, *held.KEY), asked)
    return {(held.name, *key): whole for key, whole in found.items()}


def _of_stage(model: type[Subject]) -> dict[Any, Any]:
    held = tallies_of(model)
    rows: Any = model._default_manager.all()
    part = Value(0) if held.part == "0" else F(held.part)
    rows = rows.annotate(of=Value(held.machine), part_of=part, none=Value(""), nothing=Value(""))
    place = ("of", "year", "part_of", "organisation")
    grade = held.also.get("grade", "nothing")
    asked = COUNT | {"money": Sum(held.also.get("amount", Value(0)))}
    found = _added(rows, (*place, "state", "none", grade), asked)
    if held.dated:
        rows = rows.exclude(first_filed_on=None).exclude(state__in=held.drafts)
        asked = COUNT | {"money": Sum(Value(0))}
        found |= _added(rows, (*place, "none", "first_filed_on", "nothing"), asked)
    return found


def _added(rows: Any, key: tuple[str, ...], asked: dict[str, Any]) -> dict[Any, Any]:
    found, width = {}, len(key)
    for row in rows.order_by().values_list(*key).annotate(**asked):
        sums = tuple(n or 0 for n in row[width:])
        if any(sums):
            found[tuple("" if part is None else part for part in row[:width])] = sums
    return found
