"""The calendar 日历: windows, what waits for a person and until when, publication, holidays."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lifecycle import scope
from lifecycle.models import Holiday, Target
from lifecycle.queries.duties import owed
from lifecycle.queries.inbox import waiting_rows
from lifecycle.queries.kept import pooled
from lifecycle.queries.windows import exceptions_for, standing_windows
from lifecycle.rights import Held

MOST_DUE = 1000
"""Due dates read at once; a person with more is told so and narrows by stage."""
DUE_SHOWN = 5
"""Due dates of one stage that one day names; the rest is counted."""
HOLIDAYS = {
    "New Year's Day": gettext_noop("元旦"),
    "Spring Festival": gettext_noop("春节"),
    "Tomb-sweeping Day": gettext_noop("清明"),
    "Labour Day": gettext_noop("劳动节"),
    "Dragon Boat Festival": gettext_noop("端午"),
    "Mid-autumn Festival": gettext_noop("中秋"),
    "National Day": gettext_noop("国庆节"),
}
"""Public calendars name them in English too; a page says them in its reader's language."""


class Kind(StrEnum):
    """What an entry of the calendar is about."""

    OPENS = "opens"
    CLOSES = "closes"
    EXCEPTION = "exception"
    DUE = "due"
    PUBLISH = "publish"
    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day; `mark` stays the same when it changes, and `revision` then grows."""

    kind: Kind
    on: date
    title: str
    mark: str
    stage: str = ""
    label: str | Promise = ""
    href: str = ""
    until: date | None = None
    revision: int = 0
    changed: datetime | None = None
    ended: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the calendar, in which seats, on which day."""

    user: Any
    seats: list[Held]
    day: date


def entries_for(reader: Reader, start: date, end: date, *, stage: str = "") -> list[Entry]:
    """List what lies between two days, both counted in, in the order of the days.

    Costs seven queries, whatever there is.
    """
    found = [
        *_windows(stage),
        *_exceptions(reader, stage),
        *due_entries(reader, start, end, stage=stage),
        *_publication(reader, start, end, stage),
        *_rest_days(start, end),
    ]
    inside = [one for one in found if one.on <= end and (one.until or one.on) >= start]
    order = list(Kind)
    return sorted(inside, key=lambda one: (one.on, order.index(one.kind), one.stage, one.mark))


def _windows(stage: str) -> Iterator[Entry]:
    for found in standing_windows(stage):
        last = len(found.rows)
        words = {"year": found.year, "stage": found.label}
        changed = found.row.at if found.row else None
        mark = f"window-{found.year}-{found.stage}"
        if found.span.opens_on:
            yield Entry(
                Kind.OPENS, found.span.opens_on, _("%(year)s年度%(stage)s开始报送") % words,
                f"{mark}-opens", found.stage, found.label, until=found.span.closes_on,
                revision=last, changed=changed,
            )  # fmt: skip
        if found.span.closes_on:
            title = _("%(year)s年度%(stage)s报送截止") if found.closes else _(
                "%(year)s年度%(stage)s应报送完毕（规则包，不关闭）")  # fmt: skip
            yield Entry(
                Kind.CLOSES, found.span.closes_on, title % words,
                f"{mark}-closes", found.stage, found.label, revision=last, changed=changed,
            )  # fmt: skip


def _exceptions(reader: Reader, stage: str) -> Iterator[Entry]:
    stages = scope.windowed_stages().items()
    labels = {name: str(model._meta.verbose_name) for name, model in stages}
    for row in exceptions_for(reader.user, reader.day, seats=reader.seats, stage=stage):
        ended = getattr(row, "withdrawal", None)
        label = labels.get(row.stage, row.stage)
        words = {"unit": row.organisation, "year": row.year, "stage": label}
        title = _("%(unit)s：%(year)s年度%(stage)s可在窗口外报送") % words
        yield Entry(
            Kind.EXCEPTION, row.starts_on, title,
            f"exception-{row.pk}", row.stage, label, until=row.ends_on,
            revision=1 if ended else 0, changed=ended.at if ended else row.at, ended=bool(ended),
        )  # fmt: skip


def due_entries(reader: Reader, start: date, end: date, *, stage: str = "") -> Iterator[Entry]:
    """Yield what waits for a person until a day between two, soonest first; one query."""
    rows = [_due(each, start, end) for each in _waiting(reader, stage)]
    if not rows:
        return
    models = {model.stage(): model for model in scope.machines()}
    found = rows[0].union(*rows[1:], all=True).order_by("due_on", "of", "pk")[:MOST_DUE]
    for of, pk, on, version, since, place, project, about, secret in found:
        model: Any = models[of]
        words = {"stage": model._meta.verbose_name, "name": project or place}
        yield Entry(
            Kind.DUE, on, _("%(name)s：%(stage)s应办结") % words, f"{of}-{pk}", model.stage_name(),
            model._meta.verbose_name, _address(of, pk, about), revision=version, changed=since,
            secret=secret,
        )  # fmt: skip


def _address(of: str, pk: int, about: int) -> str:
    if about:
        return reverse("project-year", args=[about])
    return reverse("publication", args=[pk]) if of.endswith(".publication") else ""


def _waiting(reader: Reader, stage: str) -> Iterator[QuerySet[Any]]:
    for rows in waiting_rows(reader.user, reader.day, held=reader.seats):
        if stage in ("", rows.model.stage_name()):
            yield rows


def _due(rows: QuerySet[Any], start: date, end: date) -> QuerySet[Any]:
    model: Any = rows.model
    path = scope.own_path(model)
    named: dict[str, Any] = {
        "of": Value(model.stage(), output_field=CharField()),
        "place_name": F("organisation__name"),
        "project_name": F(f"{path}__project__name") if path else Value(""),
        "about_key": F(f"{path}__pk") if path else Value(0),
        "kept_secret": F(f"{path}__is_secret") if path else Value(value=False),
    }
    found: QuerySet[Any] = (
        rows.filter(due_on__range=(start, end))
        .order_by()
        .annotate(**named)
        .values_list(
            "of", "pk", "due_on", "version", "since",
            "place_name", "project_name", "about_key", "kept_secret",
        )
    )  # fmt: skip
    return found


def _publication(reader: Reader, start: date, end: date, stage: str) -> Iterator[Entry]:
    for model in scope.machines():
        if scope.has_field(model, "out_by") and stage in ("", model.stage_name()):
            yield from _batches(reader, model, start, end)
    if stage in ("", Target.stage_name()):
        yield from _unpublished(reader, start, end)


def _batches(reader: Reader, model: Any, start: date, end: date) -> Iterator[Entry]:
    rows = scope.visible(model, reader.user, reader.day, reader.seats)
    rows = rows.filter(out_by__range=(start, end), published_on=None)
    for row in rows.select_related("organisation"):
        yield Entry(
            Kind.PUBLISH, row.out_by, _("%(batch)s：最迟公开日") % {"batch": row},
            f"{model.stage()}-{row.pk}-out", model.stage_name(), model._meta.verbose_name,
            row.get_absolute_url(), revision=row.version, changed=row.since,
        )  # fmt: skip


def _unpublished(reader: Reader, start: date, end: date) -> Iterator[Entry]:
    # Of the approved targets that must be public the day matters, not each of the hundreds.
    rows = scope.visible(Target, reader.user, reader.day, reader.seats)
    rows = rows.filter(state=Target.State.APPROVED, due_on__range=(start, end)).order_by()
    parts = [one.values_list("due_on").distinct() for one in owed(rows, reader.day)]
    for on in sorted({on for (on,) in pooled(parts)}):
        yield Entry(
            Kind.PUBLISH, on, _("已批复的绩效目标：最迟公开日"), f"targets-{on}-out",
            Target.stage_name(), str(Target._meta.verbose_name),
        )  # fmt: skip


def _rest_days(start: date, end: date) -> Iterator[Entry]:
    for row in Holiday.objects.filter(day__range=(start, end)):
        kind = Kind.WORKDAY if row.is_workday else Kind.HOLIDAY
        words = {"name": _(HOLIDAYS.get(row.name, row.name))}
        title = _("%(name)s：调休上班") if row.is_workday else _("%(name)s：放假")
        yield Entry(kind, row.day, title % words, f"day-{row.day}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a month: an entry, or how many more of its kind fall on that day."""

    entry: Entry
    more: int = 0


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """Show of each day and stage the first few due dates, and count the rest."""
    lines: list[Line] = []
    seen: dict[tuple[date, str], int] = {}
    for one in entries:
        key = (one.on, one.stage)
        seen[key] = seen.get(key, 0) + (one.kind is Kind.DUE)
        if one.kind is not Kind.DUE or seen[key] <= DUE_SHOWN:
            lines.append(Line(one))
        elif seen[key] == DUE_SHOWN + 1:
            lines.append(Line(one, 1))
        else:
            at = next(i for i in range(len(lines) - 1, -1, -1) if lines[i].more)
            lines[at] = Line(lines[at].entry, lines[at].more + 1)
    return lines


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the overview: its first day, and how much of each kind it has."""

    first: date
    counts: dict[str, int]


def year_of(reader: Reader, year: int, *, stage: str = "") -> list[Month]:
    """Count by month and kind what a calendar year has; as many queries as a month."""
    start, end = date(year, 1, 1), date(year, 12, 31)
    months = [Month(date(year, month, 1), {}) for month in range(1, 13)]
    rest = [
        *_windows(stage),
        *_exceptions(reader, stage),
        *_publication(reader, start, end, stage),
        *_rest_days(start, end),
    ]
    tally: Iterable[tuple[date, str, int]] = [
        *((one.on, str(one.kind), 1) for one in rest if one.on.year == year),
        *((on, str(Kind.DUE), n) for on, n in _due_by_month(reader, start, end, stage)),
    ]
    for on, kind, n in tally:
        counts = months[on.month - 1].counts
        counts[kind] = counts.get(kind, 0) + n
    return months


def _due_by_month(reader: Reader, start: date, end: date, stage: str) -> Sequence[tuple[date, int]]:
    rows: list[QuerySet[Any]] = [
        each.filter(due_on__range=(start, end)).order_by().annotate(
            of=Value(each.model.stage(), output_field=CharField()), in_month=TruncMonth("due_on"))
        .values_list("of", "in_month").annotate(n=Count("pk"))
        for each in _waiting(reader, stage)
    ]  # fmt: skip
    if not rows:
        return []
    return [(month, n) for _of, month, n in rows[0].union(*rows[1:], all=True)]
