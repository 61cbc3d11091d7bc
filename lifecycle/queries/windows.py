"""Windows 填报窗口 and exceptions as people see them: what stands, where from, and what was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise

from lifecycle import rights, scope
from lifecycle.models import FiscalYear, Organisation, Window, WindowException
from lifecycle.models.rulepack import in_force
from lifecycle.queries.stages import course
from lifecycle.rights import Held
from lifecycle.roles import Role
from lifecycle.rules.pack import Pack
from lifecycle.rules.windows import Span, closing_day


@dataclass(frozen=True, slots=True)
class Standing:
    """The window of a stage in a budget year: set by the division, or proposed by the pack.

    `rows` are all that was ever set, newest first. What was set closes; the day of the pack
    does where the stage itself refuses what comes after it (`by_pack`).
    """

    year: int
    stage: str
    label: str | Promise
    span: Span
    rows: tuple[Window, ...]
    by_pack: bool = False

    @property
    def is_set(self) -> bool:
        """Whether the division has set days, so that the stage closes."""
        return bool(self.rows) and self.rows[0].span != Span()

    @property
    def closes(self) -> bool:
        """Whether nothing is filed after its last day without an exception."""
        return self.is_set or self.by_pack

    @property
    def row(self) -> Window | None:
        """The row that stands."""
        return self.rows[0] if self.rows else None

    @property
    def earlier(self) -> tuple[Window, ...]:
        """What was set before."""
        return self.rows[1:]


def standing_windows(stage: str = "") -> list[Standing]:
    """List the windows of every open budget year in the order of the stages, in two queries."""
    rows: dict[tuple[int, str], list[Window]] = {}
    for row in Window.objects.select_related("by").order_by("-id"):
        rows.setdefault((row.year, row.stage), []).append(row)
    years = FiscalYear.objects.order_by("year").values_list("year", "pack")
    return [
        _standing(model, year, in_force(pack).pack, rows.get((year, name), []))
        for year, pack in years
        for name, model in window_stages()
        if stage in ("", name)
    ]


def window_stages() -> list[tuple[str, Any]]:
    """List the stages that may have a window, in the order of the year, by name."""
    return sorted(scope.windowed_stages().items(), key=lambda pair: course(pair[1]))


def _standing(model: Any, year: int, pack: Pack, rows: Sequence[Window]) -> Standing:
    name = model.stage_name()
    span = rows[0].span if rows else Span()
    by_pack = span == Span() and model.closing_day(pack, year) is not None
    if span == Span():
        span = Span(closes_on=proposed(model, pack, year))
    return Standing(year, name, model._meta.verbose_name, span, tuple(rows), by_pack)


def proposed(model: Any, pack: Pack, year: int) -> date | None:
    """Return the closing day that a pack names for a stage."""
    closes: date | None = model.closing_day(pack, year)
    if closes is not None:
        return closes
    name = model.stage_name()
    days: Iterator[date | None] = (
        closing_day(pack.deadlines, state=f"{name}.{state}", year=year)
        for state in model.window_states()
    )
    return max((day for day in days if day), default=None)


def exceptions_for(
    user: Any, day: date, *, seats: Sequence[Held] | None = None, stage: str = ""
) -> QuerySet[WindowException]:
    """Return the exceptions to units that a person looks down on, newest first."""
    held = rights.seats_of(user, day) if seats is None else seats
    rows = WindowException.objects.filter(scope.places(held))
    rows = rows.filter(stage=stage) if stage else rows
    return rows.select_related("organisation", "by", "withdrawal__by").order_by("-id")


def exception_for(user: Any, pk: int, day: date) -> WindowException:
    """Return one exception. Raises Http404 to whoever may not see it."""
    found = exceptions_for(user, day).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def sets_windows(seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats is the division's, which sets windows."""
    return any(seat.role is Role.PERFORMANCE for seat in seats)


def excepted_units(seats: Sequence[Held]) -> QuerySet[Organisation]:
    """Return the units and departments to which the division may grant an exception."""
    below = Q()
    for seat in seats:
        if seat.role is Role.PERFORMANCE:
            below |= Q(bureau=seat.organisation_id)
    rows = Organisation.objects.filter(below, level__in=["unit", "department"])
    return rows.order_by("code") if below else rows.none()
