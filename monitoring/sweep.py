"""The sweep 判灯: judge every project of a year at a month's end, and warn of what is wrong.

One transaction; a handful of queries whatever the number of projects; it reads only facts of the
day `as_of` or before (R3), so that a second run finds nothing to write.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from lifecycle.models import Execution, FiscalYear, ProjectYear
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import InForce, pack_of
from lifecycle.rules.deadlines import due_on
from lifecycle.transitions import fire_many
from monitoring import results
from monitoring.models import Reading, Warning  # noqa: A004 - 预警 is a warning
from monitoring.models.report import MEASURED, measured
from monitoring.models.warning import HORIZON, PROJECT_LIGHT, fingerprint
from monitoring.results import Found, Kind
from monitoring.rules.episodes import Episode, Move, moves
from monitoring.rules.escalation import response_days
from monitoring.rules.lights import Light, Limits
from monitoring.rules.verdict import Measured, verdict

OPENS_AT = time(9)
"""The hour at which a run's warnings go out (warnings.md); the log bears it."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run did: project-years judged, lights written, and warnings moved."""

    judged: int
    written: int
    opened: int = 0
    superseded: int = 0
    resolved: int = 0
    closed: int = 0

    def __str__(self) -> str:
        return "，".join(f"{name} {n}" for name, n in asdict(self).items())


@dataclass(slots=True)
class _Fact:
    """What is known of one project-year on the day."""

    organisation: int
    paid: Decimal | None = None
    budget: Decimal | None = None
    readings: list[Measured] = field(default_factory=list)


@dataclass(slots=True)
class _Plan:
    """Which warnings move, and which are to be opened with what."""

    keys: dict[Move, list[int]] = field(default_factory=lambda: defaultdict(list))
    anew: list[Found] = field(default_factory=list)


def sweep(year: int, *, month: int, as_of: date) -> Swept:
    """Judge a month, write the lights that changed and move the warnings that follow.

    Raises FiscalYear.DoesNotExist for a year that is not open.
    """
    with transaction.atomic():
        # One sweep of a year at a time: two would judge from the same book.
        FiscalYear.objects.select_for_update().get(pk=year)
        rules = pack_of(year)
        facts = _facts(year, month, as_of)
        found = _judged(facts, month, rules)
        book = results.newest(year, from_month=month)
        written = results.append(
            found, book=book, year=year, month=month, pack=rules.version, as_of=as_of
        )
        plan = _plan(found, book, year, month, as_of)
        moved = _move(plan, facts, year, month, as_of, rules)
    return Swept(judged=len(facts), written=written, **moved)


def judged(year: int, *, month: int, as_of: date, rules: InForce) -> list[Found]:
    """Judge a month by any pack, from the facts of a day, and write nothing."""
    return _judged(_facts(year, month, as_of), month, rules)


def _facts(year: int, month: int, as_of: date) -> dict[int, _Fact]:
    projects = ProjectYear.objects.filter(year=year).order_by("pk")
    facts = {
        key: _Fact(organisation)
        for key, organisation in projects.values_list("pk", "project__organisation_id")
    }
    lines = Execution.objects.filter(project_year__year=year, month=month, on__lte=as_of)
    lines = lines.order_by("project_year_id", "-revision").distinct("project_year_id")
    for key, paid, budget in lines.values_list("project_year_id", "paid", "budget"):
        facts[key].paid, facts[key].budget = paid, budget
    filed = Reading.objects.filter(
        report__year=year, report__month=month, report__submitted_on__lte=as_of
    )
    for row in filed.order_by("pk").values("report__project_year_id", *MEASURED):
        facts[row.pop("report__project_year_id")].readings.append(measured(**row))
    return facts


def _judged(facts: Mapping[int, _Fact], month: int, rules: InForce) -> list[Found]:
    limits = Limits(**rules.pack.lights)
    found: list[Found] = []
    for key, fact in facts.items():
        one = verdict(
            fact.paid, budget=fact.budget, measured=fact.readings, month=month, limits=limits
        )
        found.extend(results.found_in(one, project_year=key, paid=fact.paid, budget=fact.budget))
    return found


def _plan(found: list[Found], book: results.Book, year: int, month: int, as_of: date) -> _Plan:
    """Say what follows for each project; a month that is no longer the newest has no say."""
    later = {key for key, _kind, judged in book if judged > month}
    last = _last_episodes(year)
    plan = _Plan()
    for one in found:
        old = book.get((one.project_year, one.kind, month))
        overtaken = one.project_year in later or (old is not None and old.as_of > as_of)
        if one.kind != Kind.PROJECT or overtaken:
            continue
        light = old.light if old is not None and old.frozen else one.light
        key, episode = last.get(one.project_year, (0, None))
        for move in moves(light, month=month, last=episode, as_of=as_of):
            if move is Move.OPEN:
                sentence = old.sentence if old is not None and old.frozen else one.sentence
                plan.anew.append(Found(one.project_year, one.kind, light, sentence, {}))
            else:
                plan.keys[move].append(key)
    return plan


def _last_episodes(year: int) -> dict[int, tuple[int, Episode]]:
    rows = Warning.objects.filter(year=year, rule=PROJECT_LIGHT)
    rows = rows.order_by("project_year_id", "-pk").distinct("project_year_id")
    columns = ("project_year_id", "pk", "state", "light", "month", "resolved_on", "remedied_on")
    return {
        project: (key, Episode(state, Light(light), month, resolved, remedied is not None))
        for project, key, state, light, month, resolved, remedied in rows.values_list(*columns)
    }


def _move(
    plan: _Plan,
    facts: Mapping[int, _Fact],
    year: int,
    month: int,
    as_of: date,
    rules: InForce,
) -> dict[str, int]:
    at = datetime.combine(as_of, OPENS_AT, timezone.get_default_timezone())
    moved = {
        name: _fire(Warning.objects.filter(pk__in=plan.keys[move]), move, at)
        for move, name in (
            (Move.CLOSE, "closed"),
            (Move.SUPERSEDE, "superseded"),
            (Move.RESOLVE, "resolved"),
        )
    }
    answer_by = _answer_by(year, as_of, rules)
    Warning.objects.bulk_create(
        (
            Warning(
                project_year_id=one.project_year,
                organisation_id=facts[one.project_year].organisation,
                year=year,
                month=month,
                light=str(one.light),
                reason=one.sentence,
                fingerprint=fingerprint(one.project_year, rule=PROJECT_LIGHT, year=year),
                answer_by=answer_by.get(one.light),
            )
            for one in plan.anew
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )
    pending = Warning.objects.filter(year=year, state=Warning.State.PENDING)
    return moved | {"opened": _fire(pending, Move.OPEN, at) if plan.anew else 0}


def _fire(rows: Any, move: Move, at: datetime) -> int:
    return len(fire_many(rows, str(move), by=None, at=at).moved)


def _answer_by(year: int, as_of: date, rules: InForce) -> dict[Light, date]:
    calendar = work_calendar(as_of, as_of + HORIZON)
    return {
        light: due_on(terms[0], entered=as_of, year=year, calendar=calendar)
        for light in (Light.YELLOW, Light.RED)
        if (terms := response_days(light, terms=rules.pack.deadlines))
    }
