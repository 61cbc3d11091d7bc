"""What happened to the projects of a year since their targets were approved, and what was filed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from lifecycle import clock
from lifecycle.models import Amendment, BudgetEvent, Hold, Target, TransitionLog
from lifecycle.models.amendment import AMENDABLE
from lifecycle.models.budget import TAKES
from lifecycle.models.calendar import work_calendar
from lifecycle.models.hold import halting
from lifecycle.models.rulepack import pack_of
from lifecycle.rules.deadlines import WorkCalendar, add_workdays
from lifecycle.rules.pack import Pack
from lifecycle.rules.quality import RULES, UNIT, Change, GoalDraft

REJECTED = "rejected"
FILES = "submit"
YEARS = "project_year__project__years"
MOVED = "D1"
"""The rule that asks for an amendment after a large change of the budget."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of a project-year and the day on which it last moved, 元."""

    initial: Decimal | None = None
    annual: Decimal | None = None
    moved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is read once for a year."""

    day: date
    pack: Pack
    budgets: Mapping[int, Budget]
    suspended: frozenset[int]
    filed: Mapping[int, datetime]
    answered: Mapping[int, datetime]
    calendar: WorkCalendar
    opened: Mapping[int, date]

    def of(self, target: Target) -> Change:
        """Say what happened since a target was approved."""
        budget = self.budget(target)
        limits = self.pack.amendment
        filed = self.filed.get(target.amendment_id or 0)
        answered = self.answered.get(target.project_year_id)
        file_by, moved_on = None, budget.moved_on
        if moved_on is not None:
            file_by = add_workdays(moved_on, count=limits.file_workdays, calendar=self.calendar)
        return Change(
            today=self.day,
            initial=budget.initial,
            annual=budget.annual,
            over=limits.change_over,
            file_by=file_by,
            amended=_covers(answered, moved_on),
            altered=_altered(target),
            suspended=target.project_year_id in self.suspended,
            filed_on=None if filed is None else clock.day_of(filed),
            closes=date(target.year, *limits.closes),
            opened=self.opened.get(target.project_year_id),
        )

    def budget(self, target: Target) -> Budget:
        """Return the money behind a target."""
        return self.budgets.get(target.project_year_id, Budget())


def changes_in(
    year: int,
    *,
    day: date,
    pack: Pack,
    opened: Mapping[int, date],
    only: Collection[int] | None = None,
) -> Changes:
    """Read what happened in a year up to a day; `opened` says when self-evaluations began.

    The money is read of all its project-years, or of some `only`.
    """
    filed = _filed(year)
    return Changes(
        day=day,
        pack=pack,
        budgets=_budgets(year, day, only),
        suspended=_suspended(year, day),
        filed=filed,
        answered=_answered(year, filed),
        calendar=work_calendar(date(year, 1, 1), date(year + 1, 3, 31)),
        opened=opened,
    )


@dataclass(frozen=True, slots=True)
class Overdue:
    """A target in force that is not amended in time: since when, by when, and what D1 says."""

    target: Target
    moved_on: date
    file_by: date
    finding: str


def overdue_changes(year: int, *, day: date) -> Iterator[Overdue]:
    """Find the targets in force whose budget moved too far, and whose time to amend is over (D1).

    Raises FiscalYear.DoesNotExist.
    """
    pack, moved = pack_of(year).pack, _moved(year, day)
    if not moved:
        return
    read = changes_in(year, day=day, pack=pack, opened={}, only=moved)
    for target in _in_force(moved):
        change, moved_on = read.of(target), read.budget(target).moved_on
        if moved_on is None or change.file_by is None or day <= change.file_by:
            continue
        if finding := _finding(change, pack):
            yield Overdue(target, moved_on, change.file_by, finding)


def budget_changes(amendment: Amendment) -> QuerySet[BudgetEvent]:
    """List the changes of the budget 预算调整 that an amendment may rest on, newest first."""
    rows = BudgetEvent.objects.filter(project_year=amendment.target.project_year_id)
    return rows.exclude(kind=BudgetEvent.Kind.INITIAL).order_by("-on", "-pk")


def _in_force(project_years: list[int]) -> list[Target]:
    rows = Target.objects.filter(project_year__in=project_years, state__in=AMENDABLE)
    newest = rows.order_by("project_year_id", "-number").distinct("project_year_id")
    return list(newest.select_related("organisation", "project_year__project"))


def _finding(change: Change, pack: Pack) -> str:
    goal = GoalDraft("", None, (), pack.layout, limits=pack.quality, change=change)
    return next((found.sentence for found in RULES[MOVED].findings(goal)), "")


def _moved(year: int, day: date) -> list[int]:
    """Find whose budget was changed: few, and on most days nobody's."""
    events = BudgetEvent.objects.filter(project_year__year=year, on__lte=day)
    changed = events.exclude(kind=BudgetEvent.Kind.INITIAL)
    return list(changed.order_by("on", "pk").values_list("project_year", flat=True))


def _budgets(year: int, day: date, only: Collection[int] | None) -> dict[int, Budget]:
    found: dict[int, Budget] = {}
    events = BudgetEvent.objects.filter(project_year__year=year, on__lte=day)
    events = events if only is None else events.filter(project_year__in=only)
    columns = ("project_year", "kind", "amount", "on")
    for key, kind, amount, on in events.order_by("on", "pk").values_list(*columns):
        known = found.get(key, Budget())
        change = -amount if kind in TAKES else amount
        annual = (known.annual or Decimal(0)) + change
        if kind == BudgetEvent.Kind.INITIAL:
            initial = (known.initial or Decimal(0)) + amount
            found[key] = replace(known, initial=initial, annual=annual)
        else:
            found[key] = replace(known, annual=annual, moved_on=on)
    return found


def _suspended(year: int, day: date) -> frozenset[int]:
    """Find the project-years whose payments are paused, or that were halted by that year."""
    then = Hold.objects.filter(Q(lifted_on=None) | Q(lifted_on__gt=day), placed_on__lte=day)
    paused = then.filter(kind=Hold.Kind.PAYMENT, project_year__year=year)
    halted = then.filter(halting(year), **{f"{YEARS}__year": year})
    rows = paused.values_list("project_year").union(halted.values_list(YEARS), all=True)
    return frozenset(key for (key,) in rows)


def _filed(year: int) -> dict[int, datetime]:
    """Return when each amendment of the year was last filed."""
    keys = Amendment.objects.filter(year=year).values("pk")
    steps = TransitionLog.objects.filter(
        machine=Amendment.stage(), step=FILES, object_id__in=keys
    ).order_by("at")
    return dict(steps.values_list("object_id", "at"))


def _answered(year: int, filed: Mapping[int, datetime]) -> dict[int, datetime]:
    """Return when a project-year last filed an amendment that was not turned down."""
    rows = Amendment.objects.filter(year=year).exclude(state=REJECTED)
    found: dict[int, datetime] = {}
    for key, project_year in rows.values_list("pk", "target__project_year"):
        if key in filed:
            found[project_year] = max(filed[key], found.get(project_year, filed[key]))
    return found


def _altered(target: Target) -> tuple[str, ...]:
    """Name what of the project is no longer as the target has it (D2)."""
    same = target.project_year.project.organisation_id == target.organisation_id
    return () if same else (UNIT,)


def _covers(filed: datetime | None, moved_on: date | None) -> bool:
    """Tell whether an amendment was filed since the budget last moved."""
    return filed is not None and (moved_on is None or clock.day_of(filed) >= moved_on)
