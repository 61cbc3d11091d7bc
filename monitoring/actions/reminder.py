"""Reminders 催办: each person one digest a day of what falls due or is late (warnings.md)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import outbox
from lifecycle.letters import Row, row_of
from lifecycle.machine import Edge
from lifecycle.models import Notice, Subject
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.roles import Role
from lifecycle.rules.deadlines import workdays_between
from lifecycle.rules.warning_table import WarningNumbers
from monitoring.actions.people import Concern, concerned
from monitoring.models import DueReminder, Rectification, Report
from monitoring.queries.halts import stopped
from monitoring.rules.reminders import stage_now, stages_reached

HOUR = time(9)
"""The hour of the daily digest (warnings.md)."""
KIND = "monitoring.overdue"
AHEAD = timedelta(days=60)
"""Longer than the working days of EARLIEST_REMINDER, with the longest holidays among them."""
OTHERWISE = gettext_lazy("逾期的监控填报判黄灯、再判红灯并逐级上报；逾期的整改升级督办")


@dataclass(frozen=True, slots=True)
class Due:
    """One object whose last day is reminded of, so many working days after it."""

    subject: Any
    workdays: int

    @property
    def numbers(self) -> WarningNumbers:
        """Return the warning table of its year's pack."""
        return pack_of(self.subject.year).pack.warnings

    @property
    def reached(self) -> tuple[int, ...]:
        """Return the stages that it has reached, oldest first."""
        return stages_reached(self.workdays, stages=self.numbers.reminders)

    @property
    def facts(self) -> str | Promise:
        """Say how long there is still, or how long it is late."""
        n = abs(self.workdays)
        if self.workdays < 0:
            return format_lazy(gettext_lazy("还有{n}个工作日"), n=n)
        if self.workdays == 0:
            return gettext_lazy("今天到期")
        return format_lazy(gettext_lazy("逾期{n}个工作日"), n=n)


def remind(on: date) -> int:
    """Leave each person one digest of the last days that have reached a stage; return how many.

    A second run of the day finds every stage known and leaves nothing.
    """
    with transaction.atomic(), remembering():
        found = list(_due(on))
        readers = concerned(
            ((role, one.subject) for one in found for role in awaited(one.subject)), on=on
        )
        by_subject = {one.subject: one for one in found}
        outbox.leave(
            _notice(person, concern, [by_subject[each] for each in concern.subjects], on)
            for person, concern in readers.items()
        )
    return len(readers)


def _due(on: date) -> Iterator[Due]:
    """Yield what is reminded of today, and note every stage that was reached.

    Of a stopped project nothing is said or noted (I7), so that the latest stage speaks for those
    that it missed once the project goes on.
    """
    models: tuple[Any, ...] = (Report, Rectification)
    halted = stopped(on)
    for model in models:
        rows = model.objects.filter(due_on__lte=on + AHEAD).exclude(project_year__in=halted)
        rows = rows.order_by("due_on", "pk")
        subjects: list[Any] = list(rows.select_related("organisation", "project_year__project"))
        known = _known(model.stage(), [one.pk for one in subjects])
        ages = _ages({one.due_on for one in subjects}, on)
        kept = [
            due
            for due in (Due(one, ages[one.due_on]) for one in subjects)
            if _speaks(due, known.get((due.subject.pk, due.subject.due_on), set()))
        ]
        _note(model.stage(), kept, on)
        yield from kept


def _speaks(due: Due, known: set[int]) -> bool:
    stages = due.numbers.reminders
    return stage_now(due.workdays, known=known, stages=stages) is not None


def _known(stage: str, keys: Sequence[int]) -> Mapping[tuple[int, date], set[int]]:
    rows = DueReminder.objects.filter(machine=stage, object_id__in=keys)
    found: dict[tuple[int, date], set[int]] = {}
    for key, due, known in rows.values_list("object_id", "due_on", "stage"):
        found.setdefault((key, due), set()).add(known)
    return found


def _ages(days: set[date], on: date) -> Mapping[date, int]:
    if not days:
        return {}
    calendar = work_calendar(min(*days, on), max(*days, on))
    return {day: workdays_between(day, on, calendar=calendar) for day in days}


def _note(stage: str, found: Sequence[Due], on: date) -> None:
    rows = [
        DueReminder(
            machine=stage,
            object_id=one.subject.pk,
            due_on=one.subject.due_on,
            stage=reached,
            on=on,
            skipped=reached != one.reached[-1],
        )
        for one in found
        for reached in one.reached
    ]
    DueReminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def awaited(subject: Subject) -> list[Role]:
    """Name the roles whose turn it is: those of the plain steps that lead on from here."""
    order = [str(state) for state in type(subject).State]

    def leads_on(edge: Edge) -> bool:
        duty = not edge.about.note and edge.about.owed is None
        return duty and order.index(edge.target) > order.index(edge.source)

    roles = [role for edge in subject.edges_here() if leads_on(edge) for role in edge.about.by]
    return list(dict.fromkeys(roles))


def _notice(person: Any, concern: Concern, found: Sequence[Due], on: date) -> Notice:
    vacant = [
        format_lazy(gettext_lazy("{role}无人在岗，改送您"), role=role) for role in concern.vacant
    ]
    late = any(one.workdays > 0 for one in found)
    rows, most = list(_rows(found)), found[0].numbers.digest_rows
    title = _("【预算绩效】逾期未办：%(n)s 项") if late else _("【预算绩效】即将到期：%(n)s 项")
    return outbox.compose(
        person,
        kind=KIND,
        subject=title % {"n": len(found)},
        lines=[*vacant, *map(_row, rows[:most])],
        count=len(rows),
        key=on.isoformat(),
        at=datetime.combine(on, HOUR, timezone.get_default_timezone()),
        why=concern.roles,
        seats=concern.seats,
        otherwise=OTHERWISE,
        most=most,
    )


def _rows(found: Sequence[Due]) -> Iterator[tuple[Due, int]]:
    """One row an object; the many missing reports of one unit are one row, with their number."""
    counts = Counter(one.subject.organisation_id for one in found if _missing(one))
    seen: set[int] = set()
    for one in found:
        place = one.subject.organisation_id
        if not _missing(one) or counts[place] <= one.numbers.rows_of_one_unit:
            yield one, 0
        elif place not in seen:
            seen.add(place)
            yield one, counts[place]


def _row(said: tuple[Due, int]) -> Row:
    one, together = said
    if together:
        return _together(one, together)
    return row_of(one.subject, facts=_facts(one), due_on=one.subject.due_on)


def _missing(one: Due) -> bool:
    return isinstance(one.subject, Report) and one.workdays > 0


def _together(one: Due, n: int) -> Row:
    words = {"unit": one.subject.organisation, "n": n}
    href = f"{settings.SITE_URL}{reverse('inbox')}?stage={Report.stage()}"
    name = _("%(unit)s：%(n)s项监控填报未送审") % words
    return Row(name=name, href=href, facts=one.facts, due_on=one.subject.due_on)


def _facts(one: Due) -> str | Promise:
    state = one.subject.State(one.subject.state).label
    return format_lazy("{}{}{}", state, gettext_lazy("，"), one.facts)
