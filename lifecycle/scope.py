"""What each person sees 可见范围: the one function that every page, list and search asks (R19)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet, Value

from lifecycle import rights
from lifecycle.models import Assignment, Organisation, Project, ProjectYear, Subject
from lifecycle.rights import Held
from lifecycle.roles import ASSIGNED, BUREAU_SIDE, CITY_WIDE, LEVEL_OF, Level, Role

NOTHING = Q(pk__in=[])
EVERYTHING = Q(Value(True))  # noqa: FBT003 - the truth itself: what asks nothing costs nothing
BY_THE_TREE = frozenset(
    role for role in LEVEL_OF if role in CITY_WIDE or LEVEL_OF[role] is not Level.BUREAU
)
"""Roles that see all that lies below their seat."""


def visible(rows: Any, user: Any, day: date, seats: Sequence[Held] | None = None) -> QuerySet[Any]:
    """Narrow a stage's table, the projects or the project-years to what a person sees on a day.

    `rows` is a model or a queryset. A substitute sees what the absent person sees, except that
    an assignment 指派 is personal. Whoever holds no seat sees nothing. Whoever asks for several
    tables reads the person's seats once and hands them over.
    """
    return visible_from(rows, rights.seats_of(user, day) if seats is None else seats, day)


def visible_from(rows: Any, seats: Iterable[Held], day: date) -> QuerySet[Any]:
    """Narrow the same to what is seen from some of a person's seats, known already."""
    queryset = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    seen = NOTHING
    for seat in seats:
        seen |= _by_seat(queryset.model, seat, day)
    return queryset.filter(seen)


def _by_seat(model: Any, seat: Held, day: date) -> Q:
    if seat.role is Role.AUDITOR:
        return EVERYTHING
    if seat.role is Role.CONGRESS:
        return below(seat, _place(model)) & _for_congress(model)
    if seat.role in BY_THE_TREE:
        return below(seat, _place(model)) & _open_to(model, seat)
    return _by_assignment(model, seat, day) & _open_to(model, seat)


def undecided(model: Any, seats: Iterable[Held]) -> tuple[str, ...]:
    """Name the states of what the bureau has not decided yet, for whoever is not of its side."""
    own = any(seat.role in BUREAU_SIDE for seat in seats)
    return () if own else tuple(map(str, getattr(model, "INTERNAL", ())))


def _open_to(model: Any, seat: Held) -> Q:
    hidden = undecided(model, [seat])
    return ~Q(state__in=hidden) if hidden else Q()


def _place(model: Any) -> str:
    return "project__organisation" if model is ProjectYear else "organisation"


def below(seat: Held, place: str = "organisation") -> Q:
    """Match what lies in a seat's organisation or below it, by the level columns alone."""
    level = LEVEL_OF[seat.role]
    if level is Level.BUREAU and seat.whole:
        return EVERYTHING  # nothing need be looked up where nothing lies outside
    here = Q(pk=seat.organisation_id, level=level)
    if level is not Level.UNIT:
        here |= Q(**{str(level): seat.organisation_id})
    # The organisations are named first: they are few, and each is looked up in an index.
    return Q(**{f"{place}__in": Organisation.objects.filter(here).values("pk")})


def glanced(seats: Iterable[Held]) -> Q | None:
    """Match the glances 一览 that some seats see; None where one sees by more than the tree."""
    seen = NOTHING
    for seat in seats:
        if _beyond(seat):
            return None
        if seat.role is Role.AUDITOR:
            seen = EVERYTHING
        elif seat.role in BY_THE_TREE:
            seen |= _glances_below(LEVEL_OF[seat.role], seat.organisation_id)
    return seen


def told_little(seats: Sequence[Held]) -> Q | None:
    """Match the same where nothing is told of a target that is not in force.

    Then the glances serve the congress too, which may see an older target than the newest.
    """
    others = [seat for seat in seats if seat.role is not Role.CONGRESS]
    seen = glanced(others)
    if seen is None:
        return None
    for seat in seats:
        if seat.role is Role.CONGRESS:
            seen |= _glances_below(LEVEL_OF[seat.role], seat.organisation_id) & Q(to_congress=True)
    return seen


def summed(seats: Sequence[Held]) -> Q | None:
    """Match the sums 合计 that some seats see; None where one sees by more than the tree."""
    return None if any(map(_beyond, seats)) else places(seats)


def _beyond(seat: Held) -> bool:
    return seat.role is Role.CONGRESS or (seat.role in ASSIGNED and seat.own)


def sees_in_force(seats: Iterable[Held]) -> bool:
    """Tell whether some seats see the target in force of every project-year that they see."""
    # An expert sees what is assigned; the congress all that has left its writers' hands.
    return not any(seat.role in ASSIGNED and seat.own for seat in seats)


def _glances_below(level: Level, place: int) -> Q:
    # A unit is the organisation itself, by which there is an index.
    here = Q(organisation=place) if level is Level.UNIT else Q()
    return here & Q(**{str(level): place})


def places(seats: Sequence[Held], place: str = "organisation") -> Q:
    """Match what belongs to an organisation on which some seats look down, by the tree alone."""
    seen = NOTHING
    for seat in seats:
        if seat.role is Role.AUDITOR:
            return EVERYTHING
        seen |= below(seat, place) if seat.role in BY_THE_TREE else NOTHING
    return seen


def assigned(model: type[Subject], seat: Held, day: date) -> Q:
    """Match the objects of a stage to which the holder of an outside seat is assigned."""
    return Q(pk__in=_assignments(seat, day).filter(machine=model.stage()).values("object_id"))


def _assignments(seat: Held, day: date) -> QuerySet[Assignment]:
    if seat.role not in ASSIGNED or not seat.own:
        return Assignment.objects.none()
    rows = Assignment.objects.filter(person=seat.principal_id, role=seat.role, starts_on__lte=day)
    return rows.exclude(ends_on__lt=day)


def _by_assignment(model: Any, seat: Held, day: date) -> Q:
    if issubclass(model, Subject):
        return assigned(model, seat, day)
    years = ProjectYear.objects.filter(_years_of(seat, day))
    return Q(pk__in=years.values("project" if model is Project else "pk"))


def _years_of(seat: Held, day: date) -> Q:
    found = NOTHING
    for machine, path in placed():
        rows = machine._default_manager.filter(assigned(machine, seat, day))
        found |= Q(pk__in=rows.values(path))
    return found


def _for_congress(model: Any) -> Q:
    # 报人大审议 the project-year, with what has left its writers' hands; and what is published.
    if model is ProjectYear:
        return Q(to_congress=True)
    if model is Project:
        years = ProjectYear.objects.filter(to_congress=True)
        return Q(pk__in=years.values("project"))
    path = own_path(model)
    if not path:
        return Q(published_on__isnull=False) if has_field(model, "published_on") else NOTHING
    drafts = {model.initial(), *map(str, (*model.EDITABLE, *model.INTERNAL))}
    return Q(**{f"{path}__to_congress": True}) & ~Q(state__in=drafts)


def machines() -> list[type[Subject]]:
    """List every stage's table."""
    return list(_machines())


@cache
def _machines() -> tuple[type[Subject], ...]:
    return tuple(model for model in apps.get_models() if issubclass(model, Subject))


def windowed_stages() -> dict[str, type[Subject]]:
    """Return the stages that may have a window for filing, by the names that packs use."""
    return {model.stage_name(): model for model in machines() if model.window_states()}


def placed() -> Iterator[tuple[type[Subject], str]]:
    """Yield each stage with the path by which its objects hang on a project-year.

    A batch that has no project-year of its own hangs on those of its parts.
    """
    for model in machines():
        parts = (f"{part}__project_year" for part in model.PARTS)
        inherited = next((path for path in parts if has_field(model, path)), "")
        if path := own_path(model) or inherited:
            yield model, path


@cache
def own_path(model: Any) -> str:
    """Return the path to an object's one project-year, its own or that of what it is about."""
    about = [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and issubclass(field.related_model, Subject)
    ]
    paths = ("project_year", *(f"{name}__project_year" for name in about))
    return next((path for path in paths if has_field(model, path)), "")


def has_field(model: Any, path: str) -> bool:
    """Tell whether a model has a column, its own or, past `__`, one of a related table."""
    name, _mark, rest = path.partition("__")
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return not rest or has_field(found.related_model, rest)


def named(model: Any) -> list[str]:
    """List what to join so that an object can be written with its unit and its project."""
    path = own_path(model)
    return ["organisation", *([f"{path}__project__organisation"] if path else [])]
