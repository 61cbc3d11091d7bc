"""One ex-ante appraisal 事前绩效评估 as a person sees it: nobody sees what is not theirs yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lifecycle import rights
from lifecycle.models import (
    Appraisal,
    AppraisalMaterial,
    AppraisalReply,
    AppraisalReport,
    AppraisalRuling,
    AppraisalScore,
    Assignment,
    ExpertScore,
    ProjectYear,
    visible_scores,
)
from lifecycle.queries.stages import subject_for
from lifecycle.rights import Held
from lifecycle.roles import ASSIGNED, BUREAU_SIDE, Role
from lifecycle.rules import appraisal as rules
from lifecycle.rules.appraisal import DIMENSION_LABELS, Dimension
from lifecycle.rules.appraisal_form import ITEMS
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.rules.materials import CHECKLISTS, Kind, Material
from lifecycle.scope import visible

State = Appraisal.State
DRAFTING = (State.KEY_SELECTED, State.EXPERT_SCORING, State.REPORT_DRAFT)
RULED = (State.SUPPORTED, State.PARTIAL, State.REJECTED, State.IN_POOL)


@dataclass(frozen=True, slots=True)
class Scored:
    """One dimension: its points, what to look at, and what each sheet gave it."""

    dimension: Dimension
    label: str
    weight: Decimal
    items: tuple[str, ...]
    own: AppraisalScore | None
    sheets: tuple[ExpertScore | None, ...]
    mean: Decimal | None
    apart: bool


@dataclass(frozen=True, slots=True)
class Provided:
    """One line of the checklist, and what answers it."""

    material: Material
    row: AppraisalMaterial | None

    @property
    def lacking(self) -> bool:
        """Whether it is required and not there."""
        return self.material.required and not (self.row and self.row.provided)


@dataclass(frozen=True, slots=True)
class Told:
    """One version of the report with what it concludes on each dimension."""

    report: AppraisalReport
    sections: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str, str], ...]
    fault: str


@dataclass(frozen=True, slots=True)
class AppraisalView:
    """All that a reader may see of an appraisal."""

    subject: Appraisal
    scored: tuple[Scored, ...]
    signers: tuple[str, ...]
    """Whose sheets are shown, in the order of the columns; experts see each other by number."""
    total: Decimal | None
    suggested: str
    materials: tuple[Provided, ...]
    reports: tuple[Told, ...]
    replies: tuple[AppraisalReply, ...]
    rulings: tuple[AppraisalRuling, ...]
    panel: tuple[Assignment, ...]
    inside: bool
    """Whether the reader sits in the bureau."""

    @property
    def own_total(self) -> Decimal:
        """The points that the unit gives itself."""
        return rules.total({s.dimension: s.own.points for s in self.scored if s.own})

    @property
    def department(self) -> AppraisalRuling | None:
        """The conclusion of the department that counts."""
        return self.subject.ruling(AppraisalRuling.Level.DEPARTMENT)

    @property
    def lacking(self) -> list[Provided]:
        """The required materials that are not there."""
        return [each for each in self.materials if each.lacking]

    @property
    def unscored(self) -> list[Scored]:
        """The dimensions to which the unit gave no points or no reason."""
        return [s for s in self.scored if s.own is None or not s.own.opinion.strip()]


def appraisal_for(user: Any, pk: int, day: date) -> Appraisal:
    """Return an appraisal whole. Raises Http404 to whoever may not see it."""
    found: Appraisal = subject_for(user, Appraisal.stage(), pk, day)
    found.acting_on = day
    return found


def appraisals_for(
    user: Any, year: int, *, day: date, seats: Sequence[Held]
) -> QuerySet[Appraisal]:
    """Return the appraisals of a budget year that a person sees."""
    rows = visible(Appraisal, user, day, seats).filter(year=year)
    return rows.select_related("organisation", "project_year__project")


def seen_of(subject: Appraisal, user: Any, seats: Sequence[Held], day: date) -> AppraisalView:
    """Read what a person may see of an appraisal; outsiders see their own sheet while others sign.

    Units and departments see no sheet, and the report once it is out.
    """
    held = rights.working_seats(seats, subject, day)
    roles = {seat.role for seat in held}
    inside = bool(roles & BUREAU_SIDE)
    sheets = _sheets(subject, user) if inside or roles & ASSIGNED else []
    closed = str(getattr(subject, "state", "")) != State.EXPERT_SCORING
    shown = closed and (inside or bool(roles & ASSIGNED))
    drafts = inside or Role.AGENCY in roles
    suggested = subject.suggested() if shown else None
    return AppraisalView(
        subject=subject,
        scored=_scored(subject, sheets, shown=shown),
        signers=_signers(sheets, inside=inside, user=user),
        total=subject.panel_total() if shown else None,
        suggested=_(rules.CONCLUSION_LABELS[suggested]) if suggested else "",
        materials=_materials(subject),
        reports=_reports(subject, drafts=drafts),
        replies=tuple(sorted(subject.replies.all(), key=lambda row: -row.pk)),
        rulings=_rulings(subject, inside=inside),
        panel=tuple(_panel(subject, day)) if inside else (),
        inside=inside,
    )


def _sheets(subject: Appraisal, user: Any) -> list[list[ExpertScore]]:
    rows = visible_scores(subject, user).filter(round_number=subject.round_number)
    found: dict[int, list[ExpertScore]] = {}
    for row in rows.exclude(assignment__cleared_on=None).order_by("assignment", "pk"):
        found.setdefault(row.assignment_id, []).append(row)
    return list(found.values())


def _signers(sheets: list[list[ExpertScore]], *, inside: bool, user: Any) -> tuple[str, ...]:
    people = enumerate((sheet[0].assignment.person for sheet in sheets), 1)
    return tuple(str(one) if inside or one == user else str(place) for place, one in people)


def _scored(
    subject: Appraisal, sheets: list[list[ExpertScore]], *, shown: bool
) -> tuple[Scored, ...]:
    own = {row.dimension: row for row in subject.scores.all()}
    points = subject.panel_points() if shown else {}
    differing = subject.differing() if shown else []
    return tuple(
        Scored(
            dimension=dimension,
            label=DIMENSION_LABELS[dimension],
            weight=weight,
            items=ITEMS[dimension],
            own=own.get(dimension),
            sheets=tuple(_on(sheet, dimension) for sheet in sheets),
            mean=points.get(dimension),
            apart=dimension in differing,
        )
        for dimension, weight in subject.weights.items()
    )


def _on(sheet: list[ExpertScore], dimension: Dimension) -> ExpertScore | None:
    return next((row for row in sheet if row.dimension == dimension), None)


def _materials(subject: Appraisal) -> tuple[Provided, ...]:
    rows = {row.name: row for row in subject.materials.all()}
    return tuple(
        Provided(material, rows.get(material.name)) for material in CHECKLISTS[Kind(subject.kind)]
    )


def _reports(subject: Appraisal, *, drafts: bool) -> tuple[Told, ...]:
    rows = sorted(subject.reports.all(), key=lambda row: (-row.round_number, -row.number))
    if not drafts and str(getattr(subject, "state", "")) in DRAFTING:
        rows = [row for row in rows if row.round_number < subject.round_number]
    elif not drafts:
        rows = rows[:1]
    return tuple(_told(row, subject) for row in rows)


def _told(report: AppraisalReport, subject: Appraisal) -> Told:
    found = {row.dimension: row for row in report.findings.all()}
    return Told(
        report,
        tuple((label, getattr(report, name)) for name, label in SECTIONS.items()),
        tuple(
            (DIMENSION_LABELS[d], str(found[d].get_grade_display()), found[d].text)
            for d in subject.dimensions
            if d in found
        ),
        report.fault(),
    )


def _rulings(subject: Appraisal, *, inside: bool) -> tuple[AppraisalRuling, ...]:
    rows = sorted(subject.rulings.all(), key=lambda row: -row.pk)
    settled = str(getattr(subject, "state", "")) in RULED
    hidden = () if inside or settled else (AppraisalRuling.Level.BUREAU,)
    return tuple(row for row in rows if row.level not in hidden)


def _panel(subject: Appraisal, day: date) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(machine=subject.stage(), object_id=subject.pk)
    return rows.exclude(ends_on__lt=day).select_related("person").order_by("role", "pk")


def may_open(project_year: ProjectYear, seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats may open an appraisal of a project-year now."""
    place = project_year.project.organisation_id
    roles = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
    mine = any(seat.role in roles and seat.organisation_id == place for seat in seats)
    closed = (State.DROPPED, State.REJECTED, State.IN_POOL)
    return mine and not project_year.appraisals.exclude(state__in=closed).exists()
