"""An appraisal and an amendment, ready to go, and the panel that judges the first."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from lifecycle.actions.windows import set_window
from lifecycle.models import (
    Amendment,
    AmendmentLine,
    Appraisal,
    AppraisalFinding,
    AppraisalMaterial,
    AppraisalReply,
    AppraisalReport,
    AppraisalRuling,
    AppraisalScore,
    ExpertScore,
    Target,
)
from lifecycle.models.measure import MEASURE
from lifecycle.privileges import restrict
from lifecycle.refusals import Code, Refused
from lifecycle.roles import Role
from lifecycle.rules.appraisal import DIMENSIONS, Conclusion
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.rules.materials import PROJECT
from lifecycle.rules.windows import Span
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON, YEAR, assign, put, seated
from tests.ground import standing

PAST = Span(date(2022, 9, 1), date(2022, 10, 31))
"""A window that closed months before the tests' day."""
DECLARED = Decimal("8000000.00")


@pytest.fixture
def as_the_application(db):
    """Go on as the role under which the application runs, which may not rewrite what it wrote."""
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE lifecycle_app")  # a role is there for all databases at once
    restrict(connection)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lifecycle_app")


@standing
def appraisal(project_year):
    """An appraisal of a new project, scored and documented, ready to start and to submit."""
    type(project_year).objects.filter(pk=project_year.pk).update(is_new=True)
    project_year.refresh_from_db()
    made = Appraisal.objects.create(
        project_year=project_year,
        organisation=project_year.project.organisation,
        year=YEAR,
        kind="project",
        declared=DECLARED,
    )
    for dimension in DIMENSIONS:
        AppraisalScore.objects.create(
            appraisal=made, dimension=dimension, points=18, opinion="依据充分"
        )
    for material in PROJECT:
        AppraisalMaterial.objects.create(
            appraisal=made, name=material.name, provided=True, file_name="附件.pdf"
        )
    return made


def ruled(appraisal, by, conclusion, *, level="bureau", approved=None, **columns):
    if approved is None:
        approved = 0 if conclusion == Conclusion.REFUSE else 6_000_000
    columns = {"reason": "测算依据不足", "round_number": appraisal.round_number} | columns
    return AppraisalRuling.objects.create(
        appraisal=appraisal,
        level=level,
        content_hash=appraisal.content_hash,
        conclusion=conclusion,
        approved=approved,
        by=by,
        at=NOON,
        **columns,
    )


def scored(appraisal, assignment, points=17):
    for dimension in DIMENSIONS:
        given = points[dimension] if isinstance(points, dict) else points
        ExpertScore.objects.create(
            appraisal=appraisal,
            round_number=appraisal.round_number,
            assignment=assignment,
            dimension=dimension,
            points=given,
            opinion="同意",
            signed_on=NOON.date(),
        )


def reported(appraisal, by, grade="good"):
    report = AppraisalReport.objects.create(
        appraisal=appraisal,
        round_number=appraisal.round_number,
        number=appraisal.reports.count() + 1,
        by=by,
        at=NOON,
        **dict.fromkeys(SECTIONS, "略"),
    )
    for dimension in DIMENSIONS:
        AppraisalFinding.objects.create(
            report=report, dimension=dimension, grade=grade, text="合理"
        )
    return report


def replied(appraisal, by):
    return AppraisalReply.objects.create(
        appraisal=appraisal, round_number=appraisal.round_number, accepted=True, by=by, at=NOON
    )


@standing
def experts(town):
    """Five experts, the first of them the one of the cast."""
    others = [seated(f"expert{n}", Role.EXPERT, town.outside) for n in range(2, 6)]
    return [town.people[Role.EXPERT], *others]


@standing
def panel(appraisal, town, experts):
    """The agency and five experts, assigned and cleared: the experts' assignments."""
    assign(town.people[Role.AGENCY], Role.AGENCY, appraisal)
    return [assign(expert, Role.EXPERT, appraisal) for expert in experts]


@standing
def amendment(target):
    """An amendment of the approved version that asks for a better satisfaction, no more money."""
    target = put(target, "approved", approved_on=date(2023, 2, 20))
    made = Amendment.objects.create(
        target=target,
        organisation=target.organisation,
        year=YEAR,
        reason_kind="policy",
        reason="上级政策要求提高满意度",
        goal=GOAL,
        amount=target.amount,
    )
    for row in target.indicators.order_by("pk"):
        values = {name: getattr(row, name) for name in MEASURE}
        if row.name == "师生满意度":
            values["target"] = 95
        AmendmentLine.objects.create(amendment=made, **values)
    return made


def latest(project_year):
    return Target.objects.filter(project_year=project_year).latest("number")


def refused(subject, name, by, at=NOON):
    """Return the needs that refuse a step, and their sentences."""
    with pytest.raises(Refused) as caught:
        fire(subject, name, by=by, note="说明", at=at)
    assert set(caught.value.codes) == {Code.NEED}
    return [(found.need, found.sentence) for found in caught.value.refusals]


def passes(subject, name, by, at=NOON):
    """Take a step and undo it; return the state it led to."""
    with transaction.atomic():
        point = transaction.savepoint()
        moved = fire(subject, name, by=by, note="说明", at=at)
        transaction.savepoint_rollback(point)
    return moved.state


@standing
def division(town):
    return town.people[Role.PERFORMANCE]


@standing
def officer(town):
    return town.people[Role.UNIT_OFFICER]


@standing
def closed(division):
    """The window of the targets of the year, closed months ago."""
    return set_window("target", year=YEAR, span=PAST, note="按预算编制日程", by=division, at=NOON)
