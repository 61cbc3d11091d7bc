"""The digest of warnings 预警汇总: each person at most one a working day, from the final state.

What was told to whom is a row (`WarningTold`), so a second run of a day finds nothing to tell, and
after downtime one digest, marked 补发, speaks for all the days that were missed (warnings.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from lifecycle import outbox
from lifecycle.actions.admission import fault
from lifecycle.actions.operating import operate
from lifecycle.models import Intervention
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import numbers_on, pack_of, remembering
from lifecycle.roles import UNIT_ROLES, Role
from lifecycle.rules.deadlines import workdays_between
from monitoring.actions.digest_letters import Digest, Line, letter_of
from monitoring.actions.people import concerned
from monitoring.models import (
    Silence,
    Warning,  # noqa: A004 - 预警 is a warning
    WarningRun,
    WarningTold,
)
from monitoring.queries.standing import Stand, standing_of
from monitoring.rules.escalation import Step
from monitoring.rules.lights import Light
from monitoring.rules.silences import matches
from monitoring.rules.telling import Bar, Standing, Told, Why, must_wait, why_tell

LIVE = (Warning.State.OPEN, Warning.State.ACKNOWLEDGED, Warning.State.IN_RECTIFICATION)
OVER_FOR = timedelta(days=60)
"""Resolved longer ago, a warning is news to nobody."""
OF_RED = (Role.DEPARTMENT_OFFICER, Role.DESK)
"""Who besides the unit learns of a red light at once."""
TELLS = {
    Step.HEAD_AND_REVIEWER: (Role.UNIT_HEAD, Role.DESK),
    Step.LEADER_AND_DIVISION: (Role.DEPARTMENT_HEAD, Role.PERFORMANCE),
    Step.BUREAU_LEADER: (Role.LEADER,),
}


def send_warnings(on: date, *, rehearsed: bool = False) -> WarningRun:
    """Leave everybody's digest of a day, once; after a long gap wait for `confirm_run`.

    In a rehearsal, whose clock leaps, no day was missed.
    """
    with transaction.atomic(), remembering():
        if known := WarningRun.objects.filter(on=on).first():
            return known
        before = WarningRun.objects.filter(on__lt=on, state=WarningRun.State.SENT)
        since = before.order_by("-on").values_list("on", flat=True).first()
        missed = 0 if since is None or rehearsed else _missed(since, on)
        digests = _digests(on)
        gap = (on - since).days - 1 if since else 0
        held = missed > 0 and must_wait(gap_days=gap, mails=len(digests), numbers=numbers_on(on))
        if not held:
            _leave(digests, on, late=missed > 0)
        for earlier in WarningRun.objects.filter(state=WarningRun.State.HELD):
            earlier.state = WarningRun.State.REPLACED
            earlier.save(update_fields=["state"])
        state = WarningRun.State.HELD if held else WarningRun.State.SENT
        return WarningRun.objects.create(
            on=on, state=state, since=since, missed=missed, mails=len(digests)
        )


def confirm_run(run: WarningRun, *, by: Any, note: str, at: datetime | None = None) -> WarningRun:
    """Leave the digests of a held run as things stand now. Raises Refused or Forbidden."""
    with transaction.atomic(), remembering():
        locked = WarningRun.objects.select_for_update().get(pk=run.pk)
        act = operate(locked, Intervention.Kind.CONFIRM, by=by, note=note, at=at)
        if locked.state != WarningRun.State.HELD:
            raise fault(_("这次汇总不在等待确认"))
        digests = _digests(act.day)
        # Its own key: the day has a run of its own, whose letters must not pass for these.
        _leave(digests, act.day, late=True, key=f"{act.day} {locked.pk}")
        locked.state, locked.mails = WarningRun.State.SENT, len(digests)
        locked.save(update_fields=["state", "mails"])
    return locked


def _missed(since: date, on: date) -> int:
    return max(0, workdays_between(since, on, calendar=work_calendar(since, on)) - 1)


def _digests(on: date) -> list[Digest]:
    """Work out what each person is told; nothing is written."""
    warnings = [*_live(on), *_over(on)]
    stands = standing_of(warnings, on=on)
    readers = concerned(_pairs(warnings, stands), on=on)
    last = _last_told(warnings, on)
    expired = _expired(warnings, on)
    digests = []
    for person, concern in readers.items():
        known = last.get(person.pk, {})
        lines = [
            Line(warning, why, stands[warning.pk].case.month)
            for warning in concern.subjects
            if (why := _why(warning, stands[warning.pk], known.get(warning.pk), on))
        ]
        if lines:
            ended = _ended(lines, stands, known, expired, on)
            digests.append(Digest(person, concern, lines, ended))
    return digests


def _live(on: date) -> list[Warning]:
    return list(_read(Warning.objects.filter(state__in=LIVE, opened_on__lte=on)))


def _over(on: date) -> list[Warning]:
    tellings = WarningTold.objects.filter(warning=OuterRef("pk"))
    ended = Warning.objects.filter(resolved_on__gt=on - OVER_FOR, resolved_on__lte=on)
    ended = ended.filter(Exists(tellings)).exclude(state__in=LIVE)
    return list(_read(ended))


def _read(rows: Any) -> Any:
    named = rows.select_related("organisation", "project_year__project")
    return named.prefetch_related("escalations").order_by("light", "pk")


def _pairs(
    warnings: Iterable[Warning], stands: Mapping[int, Stand]
) -> Iterator[tuple[Role, Warning]]:
    for warning in warnings:
        bar = stands[warning.pk].bar
        if bar is None or bar is Bar.FLAPPING or _ended_one(warning):
            roles = [*UNIT_ROLES, *(OF_RED if warning.light == Light.RED else ())]
            roles += [role for step in TELLS if step <= warning.level for role in TELLS[step]]
            if bar is Bar.FLAPPING and not _ended_one(warning):
                roles = [Role.DESK]
            yield from ((role, warning) for role in dict.fromkeys(roles))


def _ended_one(warning: Warning) -> bool:
    return str(warning.state) not in map(str, LIVE)


def _why(warning: Warning, stand: Stand, last: Told | None, on: date) -> Why | None:
    now = Standing(
        Light(warning.light),
        int(warning.level),
        stand.case.month,
        over=_ended_one(warning),
        promised_on=warning.promised_on
        if str(warning.state) == Warning.State.ACKNOWLEDGED
        else None,
    )
    return why_tell(now, last=last, on=on, numbers=pack_of(warning.year).pack.warnings)


def _last_told(warnings: Sequence[Warning], on: date) -> dict[int, dict[int, Told]]:
    rows = WarningTold.objects.filter(warning__in=[warning.pk for warning in warnings])
    rows = rows.order_by("person_id", "warning_id", "-on").distinct("person_id", "warning_id")
    newest = list(rows)
    if not newest:
        return {}
    calendar = work_calendar(min(row.on for row in newest), on)
    ages = {day: workdays_between(day, on, calendar=calendar) for day in {r.on for r in newest}}
    found: dict[int, dict[int, Told]] = {}
    for row in newest:
        over = row.why == Why.RESOLVED
        known = Told(Light(row.light), row.level, row.month, ages[row.on], resolved=over)
        found.setdefault(row.person_id, {})[row.warning_id] = known
    return found


def _expired(warnings: Sequence[Warning], on: date) -> list[Silence]:
    units = {warning.organisation_id for warning in warnings}
    rows = Silence.objects.filter(
        organisation__in=units, state=Silence.State.EXPIRED, ends_on__gte=on - OVER_FOR
    ).exclude(approved_on=None)
    return list(rows.select_related("organisation", "project", "checked_by"))


def _ended(
    lines: Sequence[Line],
    stands: Mapping[int, Stand],
    known: Mapping[int, Told],
    expired: Sequence[Silence],
    on: date,
) -> list[Silence]:
    """Name the silences that ended since a person was last told of what they covered."""
    if not expired:
        return []
    calendar = work_calendar(on - OVER_FOR, on)
    ages = {one.pk: workdays_between(one.ends_on, on, calendar=calendar) for one in expired}
    return [
        silence
        for silence in expired
        if any(
            matches(silence.matcher, stands[line.warning.pk].case)
            and ((last := known.get(line.warning.pk)) is None or last.workdays > ages[silence.pk])
            for line in lines
        )
    ]


def _leave(digests: Sequence[Digest], on: date, *, late: bool, key: str = "") -> None:
    key = key or on.isoformat()
    outbox.leave(letter_of(digest, on, key=key, late=late) for digest in digests)
    rows = [
        WarningTold(
            warning=line.warning,
            person=digest.person,
            on=on,
            why=str(line.why),
            light=line.warning.light,
            level=int(line.warning.level),
            month=line.month,
        )
        for digest in digests
        for line in digest.lines
    ]
    WarningTold.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
