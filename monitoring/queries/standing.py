"""How warnings stand on a day: what made them, and what keeps their mails back (warnings.md).

Asked when mails are made and when a page shows it; nothing here is stored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, Max, Value

from lifecycle.models import Amendment, Execution
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.rules.deadlines import workdays_between
from monitoring.models import Halt, LightResult, Silence, Warning  # noqa: A004 - 预警 is a warning
from monitoring.models.silence import in_force
from monitoring.queries.execution import loaded
from monitoring.queries.halts import halts_in_force
from monitoring.rules.episodes import flapping
from monitoring.rules.inhibitions import (
    INHIBITION_LABELS,
    Inhibition,
    inhibitions,
    muting,
    told_grounds,
)
from monitoring.rules.lights import Light
from monitoring.rules.limits import Limits, limits_of
from monitoring.rules.silences import GROUND_LABELS, Case, Ground, grounds_of, matches, silenced
from monitoring.rules.telling import BAR_LABELS, Bar, held_back

OVER = GROUND_LABELS[Ground.OVER_BUDGET]
"""How the sentence of a light begins where more was paid than the year has."""
REVIEWED = ("submitted", "dept_review", "biz_review", "perf_review")
ON_GOAL = frozenset({Ground.GOAL, Ground.MISMATCH})


@dataclass(frozen=True, slots=True)
class Stand:
    """What a warning is about, what keeps its mails back, and by which silence or halt."""

    case: Case
    bar: Bar | None = None
    silence: Silence | None = None
    halt: Halt | None = None
    inhibited: tuple[Inhibition, ...] = ()
    told: frozenset[Ground] = frozenset()
    """The grounds that are told: those that no inhibition keeps back."""

    @property
    def label(self) -> str:
        """Say what keeps its mails back, in the words of a rule; "" where nothing does."""
        return BAR_LABELS[self.bar] if self.bar else ""

    @property
    def inhibitions(self) -> list[str]:
        """Say which rules have no say while another stands, in the words of the rules."""
        return [INHIBITION_LABELS[one] for one in self.inhibited]


@remembering()
def standing_of(
    warnings: Sequence[Warning], *, on: date, lights: Sequence[LightResult] | None = None
) -> dict[int, Stand]:
    """Say how each warning stands on a day; a handful of queries whatever their number.

    The warnings carry their project-years; `lights` are theirs, newest first, where known.
    """
    if not warnings:
        return {}
    keys = {warning.project_year_id for warning in warnings}
    judged = _judged(keys) if lights is None else _newest(lights)
    silences = list(in_force(on).select_related("project", "checked_by"))
    restless, unloaded = _restless(warnings), _unloaded(judged)
    amended, halts = _hindered(keys, on)
    found = {}
    for warning in warnings:
        lit = judged.get(warning.project_year_id, {})
        case, yellow = _case(warning, lit), _yellow(lit)
        halt = halts.get(warning.project_year_id)
        inhibited = inhibitions(
            case.grounds,
            yellow=yellow,
            unloaded=warning.project_year_id in unloaded,
            halted=halt is not None,
        )
        stand = _stand(warning, case, inhibited, silences, amended, restless)
        told = told_grounds(case.grounds, yellow=yellow, inhibited=inhibited)
        found[warning.pk] = replace(stand, halt=halt, inhibited=inhibited, told=told)
    return found


def _yellow(judged: Mapping[str, LightResult]) -> frozenset[Ground]:
    parts = judged["project"].inputs if "project" in judged else {}
    return frozenset(ground for ground in Ground if parts.get(ground) == Light.YELLOW)


def _unloaded(judged: Mapping[int, Mapping[str, LightResult]]) -> set[int]:
    """Find those whose newest month has no payments in the ledger, of anybody (I1)."""
    bare: dict[tuple[int, int], set[int]] = defaultdict(set)
    for key, lit in judged.items():
        money = lit.get("execution")
        if money is not None and money.light == Light.GREY and money.inputs.get("paid") is None:
            bare[money.year, money.month].add(key)
    return {key for period, keys in bare.items() if not loaded(*period) for key in keys}


def _stand(
    warning: Warning,
    case: Case,
    inhibited: Collection[Inhibition],
    silences: Sequence[Silence],
    amended: Mapping[int, int],
    restless: Collection[int],
) -> Stand:
    silent = silenced(case, by=[silence.matcher for silence in silences])
    bar = held_back(
        silenced=silent,
        mute=muting(inhibited, grounds=case.grounds),
        amended_workdays=amended.get(warning.project_year_id),
        goal_alone=bool(case.grounds) and case.grounds <= ON_GOAL,
        ordered=str(warning.state) == Warning.State.IN_RECTIFICATION,
        flaps=warning.pk in restless,
        numbers=pack_of(warning.year).pack.warnings,
    )
    by = next((one for one in silences if silent and matches(one.matcher, case)), None)
    return Stand(case, bar, by)


def cases_of(warnings: Sequence[Warning]) -> list[Case]:
    """Say what some warnings are about."""
    judged = _judged({warning.project_year_id for warning in warnings})
    return [_case(warning, judged.get(warning.project_year_id, {})) for warning in warnings]


def _case(warning: Warning, judged: Mapping[str, Any]) -> Case:
    newest = judged.get("project")
    inputs = newest.inputs if newest else {}
    money = judged.get("execution")
    grounds = grounds_of(
        inputs.get("execution", ""),
        goal=inputs.get("goal", ""),
        mismatch=inputs.get("mismatch", ""),
        missing=inputs.get("missing", ""),
        over_budget=money is not None and money.sentence.startswith(OVER),
    )
    month = newest.month if newest else warning.month
    return Case(warning.organisation_id, warning.project_year.project_id, month, grounds)


def _judged(project_years: Collection[int]) -> dict[int, dict[str, LightResult]]:
    rows = LightResult.objects.filter(
        project_year__in=project_years,
        year=F("project_year__year"),
        kind__in=[LightResult.Kind.PROJECT, LightResult.Kind.EXECUTION],
    )
    rows = rows.order_by("project_year_id", "kind", "-month", "-revision")
    return _newest(rows.distinct("project_year_id", "kind"))


def _newest(lights: Iterable[LightResult]) -> dict[int, dict[str, LightResult]]:
    found: dict[int, dict[str, LightResult]] = defaultdict(dict)
    for one in lights:
        found[one.project_year_id].setdefault(one.kind, one)
    return found


def _hindered(project_years: Collection[int], on: date) -> tuple[dict[int, int], dict[int, Halt]]:
    """Find which are being amended, for how many working days, and which stand still; at once."""
    rows = Amendment.objects.filter(
        target__project_year__in=project_years, state__in=REVIEWED, filed_on__lte=on
    )
    amended = rows.order_by().annotate(halt=Value(0, output_field=BigIntegerField()))
    halts = halts_in_force(on).filter(stops__in=project_years).annotate(halt=F("pk"))
    found = amended.values_list("target__project_year_id", "filed_on", "halt").union(
        halts.values_list("stops", "halted_on", "halt"), all=True
    )
    lines = list(found)
    stopped = {key: halt for key, _day, halt in lines if halt}
    whole = Halt.objects.in_bulk(stopped.values()) if stopped else {}
    filed = {key: day for key, day, halt in lines if not halt}
    return _ages(filed, on), {key: whole[halt] for key, halt in stopped.items()}


def _ages(filed: Mapping[int, date | None], on: date) -> dict[int, int]:
    days = [day for day in filed.values() if day is not None]
    if not days:
        return {}
    calendar = work_calendar(min(days), on)
    return {
        key: workdays_between(day, on, calendar=calendar)
        for key, day in filed.items()
        if day is not None
    }


def _restless(warnings: Sequence[Warning]) -> set[int]:
    """Find the warnings whose light goes back and forth; no query where no pack asks for it."""
    found: set[int] = set()
    for year in {warning.year for warning in warnings}:
        limits = limits_of(pack_of(year).pack.lights)
        if not (limits.flap_changes or limits.flap_revisions):
            continue
        own = [warning for warning in warnings if warning.year == year]
        found |= _flapping(own, year, limits)
    return found


def _flapping(warnings: Sequence[Warning], year: int, limits: Limits) -> set[int]:
    keys = [warning.project_year_id for warning in warnings]
    lights = history(year, keys)
    latest = {warning.project_year_id: warning.month for warning in warnings}
    brought = revisions(year, keys, month=max(latest.values()))
    return {
        warning.pk
        for warning in warnings
        if flapping(
            lights.get(warning.project_year_id, []),
            revisions=brought.get(warning.project_year_id, 0),
            limits=limits,
        )
    }


def history(
    year: int, project_years: Iterable[int], *, month: int = 12
) -> Mapping[int, list[Light]]:
    """Return the lights of some projects up to a month, oldest first, each as last judged."""
    rows = LightResult.objects.filter(
        project_year__in=list(project_years),
        year=year,
        month__lte=month,
        kind=LightResult.Kind.PROJECT,
    ).order_by("project_year_id", "month", "-revision")
    found: dict[int, list[Light]] = defaultdict(list)
    rows = rows.distinct("project_year_id", "month")
    for key, light in rows.values_list("project_year_id", "light"):
        found[key].append(Light(light))
    return found


def revisions(
    year: int, project_years: Iterable[int], *, month: int, until: date | None = None
) -> dict[int, int]:
    """Count how often the figures of a month were brought for some projects, up to a day."""
    rows = Execution.objects.filter(
        project_year__in=list(project_years), project_year__year=year, month=month
    )
    rows = rows.filter(on__lte=until) if until else rows
    counted = rows.order_by().values("project_year_id").annotate(n=Max("revision"))
    return dict(counted.values_list("project_year_id", "n"))
