"""The following half of a sweep: warnings that open, worsen and end with the lights."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import InForce
from lifecycle.rules.deadlines import due_on
from lifecycle.transitions import fire_many
from monitoring.models import Warning  # noqa: A004 - 预警 is a warning
from monitoring.models.warning import HORIZON, PROJECT_LIGHT, fingerprint
from monitoring.queries.standing import history, revisions
from monitoring.rules.episodes import Episode, Move, flapping, moves, recovered
from monitoring.rules.escalation import response_days
from monitoring.rules.lights import Light
from monitoring.sweep.judging import Concerned
from monitoring.sweep.parameters import Run

OPENS_AT = time(9)
"""The hour at which a run's warnings go out (warnings.md); the log bears it."""


@dataclass(slots=True)
class _Plan:
    """Which warnings move, and which are to be opened for whom."""

    keys: dict[Move, list[int]] = field(default_factory=lambda: defaultdict(list))
    anew: list[Concerned] = field(default_factory=list)


def follow(run: Run, concerned: list[Concerned], *, rules: InForce) -> dict[str, int]:
    """Move the warnings of those concerned; return how many moved, by what they did."""
    plan = _plan(run, concerned)
    at = datetime.combine(run.as_of, OPENS_AT, timezone.get_default_timezone())
    moved = {
        name: _fire(Warning.objects.filter(pk__in=plan.keys[move]), move, at)
        for move, name in (
            (Move.CLOSE, "closed"),
            (Move.SUPERSEDE, "superseded"),
            (Move.RESOLVE, "resolved"),
        )
    }
    if plan.anew:
        _open(run, plan.anew, _answer_by(run, rules))
    pending = Warning.objects.filter(year=run.year, state=Warning.State.PENDING)
    return moved | {"opened": _fire(pending, Move.OPEN, at) if plan.anew else 0}


def _plan(run: Run, concerned: list[Concerned]) -> _Plan:
    """Say what follows for each project."""
    last = _last_episodes(run.year, [one.project_year for one in concerned])
    plan = _Plan()
    ending: dict[int, Concerned] = {}
    for one in concerned:
        key, episode = last.get(one.project_year, (0, None))
        for move in moves(one.light, month=run.month, last=episode, as_of=run.as_of):
            if move is Move.OPEN:
                plan.anew.append(one)
            elif move is Move.RESOLVE:
                ending[key] = one
            else:
                plan.keys[move].append(key)
    plan.keys[Move.RESOLVE] = _steady(run, ending)
    return plan


def _steady(run: Run, ending: Mapping[int, Concerned]) -> list[int]:
    """Keep the warnings whose light is clear of its limit and does not flap (warnings.md)."""
    month, limits = run.month, run.limits
    clear = {k: one for k, one in ending.items() if recovered(one.pace, month=month, limits=limits)}
    if not (limits.flap_changes or limits.flap_revisions):
        return list(clear)
    keys = [one.project_year for one in clear.values()]
    lights = history(run.year, keys, month=month)
    brought = revisions(run.year, keys, month=month, until=run.as_of)
    return [
        key
        for key, one in clear.items()
        if not flapping(
            lights[one.project_year],
            revisions=brought.get(one.project_year, 0),
            limits=limits,
        )
    ]


def _last_episodes(year: int, project_years: list[int]) -> dict[int, tuple[int, Episode]]:
    rows = Warning.objects.filter(year=year, rule=PROJECT_LIGHT, project_year__in=project_years)
    rows = rows.order_by("project_year_id", "-pk").distinct("project_year_id")
    columns = ("project_year_id", "pk", "state", "light", "month", "resolved_on", "remedied_on")
    return {
        project: (key, Episode(state, Light(light), month, resolved, remedied is not None))
        for project, key, state, light, month, resolved, remedied in rows.values_list(*columns)
    }


def _open(run: Run, anew: list[Concerned], answer_by: Mapping[Light, date]) -> None:
    Warning.objects.bulk_create(
        (
            Warning(
                project_year_id=one.project_year,
                organisation_id=one.organisation,
                year=run.year,
                month=run.month,
                light=str(one.light),
                reason=one.sentence,
                fingerprint=fingerprint(one.project_year, rule=PROJECT_LIGHT, year=run.year),
                answer_by=answer_by.get(one.light),
            )
            for one in anew
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )


def _fire(rows: Any, move: Move, at: datetime) -> int:
    return len(fire_many(rows, str(move), by=None, at=at).moved)


def _answer_by(run: Run, rules: InForce) -> dict[Light, date]:
    calendar = work_calendar(run.as_of, run.as_of + HORIZON)
    return {
        light: due_on(terms[0], entered=run.as_of, year=run.year, calendar=calendar)
        for light in (Light.YELLOW, Light.RED)
        if (terms := response_days(light, terms=rules.pack.deadlines))
    }
