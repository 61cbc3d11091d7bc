"""Project-years 年度项目 as a person sees them, with what their newest target says."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.http import Http404

from lifecycle import clock
from lifecycle.models import (
    Execution,
    FiscalYear,
    Glance,
    GlanceSum,
    Hold,
    Organisation,
    Project,
    ProjectYear,
    Target,
)
from lifecycle.models.hold import halting
from lifecycle.queries.additions import joined
from lifecycle.queries.kept import READERS, Statement, written
from lifecycle.queries.some import Some, first_of
from lifecycle.queries.stages import machines_in_course
from lifecycle.rights import Held
from lifecycle.roles import Level
from lifecycle.scope import (
    glanced,
    own_path,
    placed,
    sees_in_force,
    told_little,
    visible,
    visible_from,
)

IN_FORCE = (Target.State.APPROVED, Target.State.PUBLISHED)


def project_years_for(
    user: Any, day: date | None = None, seats: Sequence[Held] | None = None
) -> QuerySet[Any]:
    """Return the project-years a person sees, with their money in 元 and what others know.

    `amount` and `target_state` are those of the newest target the person sees, `approved` that of
    the newest in force, `paid` and `budget` those of the last month booked, `rate` in percent.
    """
    day = day or clock.today()
    rows: Any = visible(ProjectYear, user, day, seats).select_related(
        "project__organisation__department"
    )
    in_force = F("glance__approved") if seats and sees_in_force(seats) else None
    # Of the ledger and the lights everybody sees the newest, and that is in the glance 一览.
    found: QuerySet[Any] = _promised(rows, visible(Target, user, day, seats), in_force).annotate(
        paid=F("glance__paid"), budget=F("glance__budget"), light=F("glance__light"), rate=_rate()
    )
    return joined(found)


def told(rows: QuerySet[Any], targets: QuerySet[Any]) -> QuerySet[Any]:
    """Join to project-years what some targets, the ledger and the apps above say of them."""
    booked = Execution.objects.filter(project_year=OuterRef("pk")).order_by("-month", "-revision")
    found: QuerySet[Any] = _promised(rows, targets).annotate(
        paid=Subquery(booked.values("paid")[:1]),
        budget=Subquery(booked.values("budget")[:1]),
        rate=_rate(),
    )
    return joined(found)


def _promised(
    rows: QuerySet[Any], targets: QuerySet[Any], in_force: F | None = None
) -> QuerySet[Any]:
    targets = targets.filter(project_year=OuterRef("pk"))
    newest = targets.exclude(state=Target.State.VOID).order_by("-number")
    held = targets.filter(state__in=IN_FORCE).order_by("-number")
    found: QuerySet[Any] = rows.annotate(
        amount=Subquery(newest.values("amount")[:1]),
        target_state=Subquery(newest.values("state")[:1]),
        approved=in_force or Subquery(held.values("amount")[:1]),
    )
    return found


def _rate() -> Case:
    share = F("paid") * 100 / F("budget")
    return Case(When(budget__gt=0, then=share), output_field=DecimalField())


def listed_for(user: Any, day: date, seats: Sequence[Held]) -> QuerySet[Any]:
    """Return what lists show of the project-years a person sees, under the same names.

    Who sees by the tree alone is shown the glances 一览; others, who may see an older target than
    the newest, the few project-years that are theirs.
    """
    seen = glanced(seats)
    if seen is None:
        return project_years_for(user, day, seats)
    rows: Any = Glance.objects.filter(seen)
    shown = rows.select_related("project__organisation__department")
    return joined(shown.annotate(rate=_rate()))


def glances_of(seats: Sequence[Held], year: int, day: date) -> QuerySet[Glance]:
    """Return the glances 一览 of a year's project-years that are seen from some seats.

    What they say of a target that is not in force may be more than the reader sees.
    """
    seen = told_little(seats)
    if seen is None:
        seen = Q(pk__in=visible_from(ProjectYear, seats, day).order_by().values("pk"))
    return Glance.objects.filter(seen, year=year)


def own(rows: QuerySet[Any], column: str) -> str:
    """Return where a column of the project stands: on a glance and on a sum itself."""
    return column if rows.model in (Glance, GlanceSum) else f"project__{column}"


def is_whole(rows: QuerySet[Any]) -> Q:
    """Match departments as a whole 部门整体, which hold the money of their projects once more."""
    # Of a project-year its glance says it, which is joined for the money anyway.
    kind = "glance__kind" if rows.model is ProjectYear else own(rows, "kind")
    return Q(**{kind: Project.Kind.DEPARTMENT})


def parted(rows: QuerySet[Any], *by: str) -> QuerySet[Any]:
    """Group project-years, or sums of them, by some columns and by whether each is a `whole`."""
    whole = ExpressionWrapper(is_whole(rows), output_field=BooleanField())
    found: QuerySet[Any] = rows.order_by().values(*by, whole=whole)
    return found


def unit_name_of(rows: QuerySet[Any]) -> str:
    """Return where the name of the unit stands whose project it is: next to a glance itself."""
    return f"{own(rows, 'organisation')}__name"


def department_of(rows: QuerySet[Any]) -> str:
    """Return where the department stands to which a project belongs: on a glance itself."""
    return "department" if rows.model is Glance else f"{own(rows, 'organisation')}__department"


def sees_all_beside(seats: Sequence[Held]) -> bool:
    """Tell whether some seats see what stands beside each project-year that they see.

    An expert, an agency and the congress do not: what they are not shown may well be there.
    """
    return glanced(seats) is not None


def largest_of(seats: list[Held], year: int, day: date) -> Some:
    """Return a year's largest project-years seen from some seats, and how many there are.

    `amount` in 元 is that of the newest target in force.
    """
    shown: Any = ProjectYear.objects.select_related("project__organisation")
    shown = shown.annotate(amount=F("glance__approved"))
    return first_of(glances_of(seats, year, day), shown, F("approved").desc(nulls_last=True))


def project_year_for(
    user: Any, pk: int, day: date | None = None, seats: Sequence[Held] | None = None
) -> Any:
    """Return one project-year. Raises Http404 to whoever may not see it, as if there were none.

    `halted_by` says what halts its project and `halted_in` on which of its years, None for nothing.
    """
    halts = Hold.objects.filter(
        halting(OuterRef("year")), project_year__project=OuterRef("project"), lifted_on=None
    ).order_by("-pk")
    rows = project_years_for(user, day, seats).annotate(
        halted_by=Subquery(halts.values("reason")[:1]),
        halted_in=Subquery(halts.values("project_year")[:1]),
    )
    return _one(rows.filter(pk=pk))


def project_year_named(user: Any, code: str, *, year: int, day: date | None = None) -> Any:
    """Return the year of the project with a code. Raises Http404 as `project_year_for` does."""
    return _one(
        visible(ProjectYear, user, day or clock.today()).filter(project__code=code, year=year)
    )


def _one(rows: QuerySet[Any]) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def seen_among(user: Any, items: Iterable[Any], day: date | None = None) -> set[int]:
    """Return which of the project-years of some items a person may open."""
    keys = [item.project_year_id for item in items]
    rows = visible(ProjectYear, user, day or clock.today()).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


@cache
def reaching() -> dict[str, Any]:
    """Return the stages by which project-years can be reached, by name in the order of the year.

    A silence 静默 may be of a whole unit, and so reaches none.
    """
    paths = dict(placed())
    return {model.stage_name(): model for model in machines_in_course() if model in paths}


def reached(
    model: Any,
    user: Any,
    *,
    day: date,
    seats: Sequence[Held],
    year: int | None = None,
    **columns: Any,
) -> QuerySet[Any]:
    """Return the keys of the project-years with an object of a stage that the person sees.

    The stage is one of those that are `reaching` them. Those of other years than the one asked for
    may be left out.
    """
    path = dict(placed())[model]
    if year and own_path(model):  # it has the year of its project-year; a batch, that of its parts
        columns["year"] = year
    return visible(model, user, day, seats).filter(**columns).order_by().values(path)


def departments_for(
    user: Any, day: date | None = None, seats: Sequence[Held] | None = None
) -> QuerySet[Organisation]:
    """Return the departments whose projects a person sees."""
    return units_for(user, day, seats).filter(level=Level.DEPARTMENT)


def department_names(user: Any, day: date, seats: Sequence[Held]) -> list[tuple[str, str]]:
    """Return the same departments as choices: key and name."""
    return [(str(key), name) for key, name in _departments(user, day, tuple(seats)).rows()]


@lru_cache(maxsize=READERS)
def _departments(user: Any, day: date, seats: tuple[Held, ...]) -> Statement:
    return written(departments_for(user, day, seats).values_list("pk", "name"))


def units_for(
    user: Any, day: date | None = None, seats: Sequence[Held] | None = None
) -> QuerySet[Organisation]:
    """Return the organisations that have projects a person sees, and the departments above."""
    seen = visible(Project, user, day or clock.today(), seats)
    # Asked organisation by organisation: they are few, the projects seen by the tree are many.
    held = Q(Exists(seen.filter(organisation=OuterRef("pk"))))
    if seats is not None and glanced(seats) is None:
        little = told_little(seats)
        some = seen if little is None else Glance.objects.filter(little)
        held = Q(pk__in=some.order_by().values("organisation"))
    holders = Organisation.objects.filter(held)
    # Each with its department, in one look at the projects.
    both = Func(F("pk"), F("department"), template="unnest(ARRAY[%(expressions)s])")
    mine = holders.annotate(both=both).values("both")
    return Organisation.objects.filter(pk__in=mine).order_by("code")


def years() -> list[int]:
    """List the open budget years, newest first."""
    return list(FiscalYear.objects.order_by("-year").values_list("year", flat=True))


def target_states() -> list[tuple[str, Any]]:
    """List the states of a target as choices."""
    return list(Target.State.choices)
