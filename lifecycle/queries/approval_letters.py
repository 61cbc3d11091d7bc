"""Approval letters 批复: for finance and for the department itself; what a letter would say now."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import Http404

from lifecycle.models import (
    ApprovalLetter,
    ApprovalLetterItem,
    Glance,
    Organisation,
    Snapshot,
    Target,
)
from lifecycle.models.amendment import AMENDABLE
from lifecycle.models.approval_letter import standing_letters
from lifecycle.models.subject import canonical, digest
from lifecycle.queries.counted import projects
from lifecycle.rights import Held
from lifecycle.roles import DEPARTMENT_ROLES, LEVEL_OF, Level, Role
from lifecycle.rules.approval_letter import Approved, content_of
from lifecycle.scope import NOTHING

ISSUER = Role.BUDGET
"""Who approves the budget replies to the targets (谁批复预算，谁批复目标)."""
HERE = OuterRef("pk")
READERS = frozenset({ISSUER, Role.PERFORMANCE, Role.DESK, *DEPARTMENT_ROLES})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter to a department would approve now: its content and the targets, some secret.

    `lacking` names projects whose content at approval was not kept.
    """

    department: Organisation
    content: dict[str, Any]
    targets: tuple[Target, ...]
    supplements: bool
    lacking: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The digest by which the same draft is known again."""
        return digest(canonical(self.content))


def reads_letters(seats: Iterable[Held]) -> bool:
    """Tell whether one of some seats reads approval letters at all."""
    return any(seat.role in READERS for seat in seats)


def issues_letters(seats: Iterable[Held]) -> bool:
    """Tell whether one of some seats issues them."""
    return any(seat.role is ISSUER for seat in seats)


def lettered_departments(seats: Iterable[Held]) -> QuerySet[Organisation]:
    """Return the departments whose letters some seats read. Raises Http404 to everybody else."""
    seats = [seat for seat in seats if seat.role in READERS]
    if not seats:
        raise Http404
    seen = NOTHING
    for seat in seats:
        level = LEVEL_OF[seat.role]
        column = "pk" if level is Level.DEPARTMENT else str(level)
        seen |= Q(**{column: seat.organisation_id})
    return Organisation.objects.filter(seen, level=Level.DEPARTMENT)


def lettered_department(seats: Iterable[Held], pk: int) -> Organisation:
    """Return one department whose letters some seats read. Raises Http404."""
    found = lettered_departments(seats).select_related("bureau").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def letter_board(seats: Iterable[Held], year: int) -> QuerySet[Organisation]:
    """List the departments with what is approved of a year, and where their letters stand.

    All targets are counted; the money is that of projects and policies, secret ones left out.
    """
    mine, within = (_in_force(year, department=at) for at in (HERE, OuterRef(HERE)))
    letters = ApprovalLetter.objects.filter(department=HERE, year=year)
    standing = standing_letters(letters).order_by("-pk")
    return lettered_departments(seats).annotate(
        targets=_in(mine, Count("pk")),
        approved=Subquery(_sum(projects(mine.filter(is_secret=False)), Sum("approved"))),
        secret=_in(mine.filter(is_secret=True), Count("pk")),
        outstanding=_in(_outstanding(within), Count("pk")),
        letters=_in(standing, Count("pk")),
        withdrawn=_in(letters.filter(withdrawal__isnull=False), Count("pk")),
        last_number=Subquery(standing.values("number")[:1]),
        issued_on=Subquery(standing.values("issued_on")[:1]),
        out_by=Subquery(standing.values("out_by")[:1]),
    )


def _in_force(year: int, **where: Any) -> QuerySet[Glance]:
    return Glance.objects.filter(year=year, approved__isnull=False, **where)


def _in(rows: QuerySet[Any], counted: Any) -> Coalesce:
    return Coalesce(Subquery(_sum(rows, counted)), 0)


def _sum(rows: QuerySet[Any], counted: Any) -> QuerySet[Any]:
    # Grouped by a constant, so that the sum is of all rows.
    found: QuerySet[Any] = rows.order_by().values(one=Value(1)).annotate(n=counted).values("n")
    return found


def _outstanding(mine: QuerySet[Glance]) -> QuerySet[Target]:
    """Find the targets in force of some project-years that no standing letter approves yet."""
    rows = Target.objects.filter(state__in=AMENDABLE)
    later = rows.filter(project_year=OuterRef("project_year"), number__gt=OuterRef("number"))
    answered = ApprovalLetterItem.objects.filter(target=OuterRef("pk"), letter__withdrawal=None)
    within = rows.filter(project_year__in=mine.values("pk"))
    return within.filter(~Exists(later), ~Exists(answered))


def letters_of(department: Organisation) -> list[ApprovalLetter]:
    """List the letters to a department, of all years and withdrawn ones too, newest first."""
    rows = ApprovalLetter.objects.filter(department=department)
    return list(rows.select_related("department", "withdrawal").order_by("-pk"))


def last_standing(letters: Sequence[ApprovalLetter]) -> list[ApprovalLetter]:
    """Pick of the letters to a department, newest first, those that could be withdrawn."""
    first: dict[int, ApprovalLetter] = {}
    for letter in letters:
        if getattr(letter, "withdrawal", None) is None:
            first.setdefault(letter.year, letter)
    return list(first.values())


def letter_for(seats: Iterable[Held], pk: int) -> ApprovalLetter:
    """Return one letter. Raises Http404 to whoever does not read it."""
    mine = lettered_departments(seats).values("pk")
    rows = ApprovalLetter.objects.select_related("department", "withdrawal")
    found = rows.filter(pk=pk, department__in=mine).first()
    if found is None:
        raise Http404
    return found


def drafts_of(departments: Sequence[Organisation], year: int) -> list[Draft]:
    """Say what a letter to each department would approve now, in four queries for all of them."""
    targets = _outstanding_of(departments, year)
    known = Snapshot.objects.in_bulk({target.content_hash for target in targets})
    before = _numbers_before(targets)
    supplemented = _supplemented(departments, year)
    by_place: dict[int | None, list[Target]] = {}
    for target in targets:
        by_place.setdefault(target.project_year.glance.department_id, []).append(target)
    return [
        _draft(place, by_place.get(place.pk, []), year, known, before, supplemented)
        for place in departments
    ]


def _outstanding_of(departments: Sequence[Organisation], year: int) -> list[Target]:
    mine = _in_force(year, department__in=departments)
    named = ("project_year__project", "project_year__glance", "organisation")
    found = _outstanding(mine).select_related(*named)
    return list(found.order_by("project_year__project__code"))


def _supplemented(departments: Sequence[Organisation], year: int) -> set[Any]:
    rows = standing_letters().filter(department__in=departments, year=year)
    return set(rows.values_list("department", flat=True))


def _numbers_before(targets: Sequence[Target]) -> dict[int, str]:
    """Return, by project-year, the number of the newest standing letter about it."""
    years = {target.project_year_id for target in targets if target.number > 1}
    items = ApprovalLetterItem.objects.filter(
        target__project_year__in=years, letter__withdrawal=None
    ).order_by("letter")
    return dict(items.values_list("target__project_year", "letter__number"))


def _draft(
    department: Organisation,
    targets: Sequence[Target],
    year: int,
    known: Mapping[str, Snapshot],
    before: Mapping[int, str],
    supplemented: Collection[int],
) -> Draft:
    open_ones = [target for target in targets if not target.project_year.is_secret]
    kept = [target for target in open_ones if target.content_hash in known]
    content = content_of(
        list(_approved(kept, known, before)),
        department=department.name,
        bureau=department.bureau.name if department.bureau else "",
        year=year,
        secret=len(targets) - len(open_ones),
    )
    lacking = tuple(str(target) for target in open_ones if target.content_hash not in known)
    return Draft(department, content, tuple(targets), department.pk in supplemented, lacking)


def _approved(
    targets: Sequence[Target], known: Mapping[str, Snapshot], before: Mapping[int, str]
) -> Iterator[Approved]:
    for target in targets:
        project = target.project_year.project
        yield Approved(
            code=project.code,
            name=project.name,
            kind=project.kind,
            unit=target.organisation.name,
            version=target.number,
            content_hash=target.content_hash,
            content=known[target.content_hash].content,
            replaces=before.get(target.project_year_id, ""),
        )


def published_in(letter: ApprovalLetter) -> list[str]:
    """Name the projects of a letter whose target is public already."""
    rows = Target.objects.filter(letter_items__letter=letter, published_on__isnull=False)
    return list(rows.values_list("project_year__project__name", flat=True))
