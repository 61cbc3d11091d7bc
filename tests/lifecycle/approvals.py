"""Targets that were approved with their content kept, as the steps leave them."""

from datetime import date

from lifecycle import bookkeeping
from lifecycle.models import Indicator, Project, ProjectYear, Target
from lifecycle.models.measure import MEASURE
from tests.conftest import GOAL, YEAR, put

APPROVED_ON = date(2023, 2, 20)


def approved(target, **columns):
    """Approve a target, its content kept; `columns` are written into it first."""
    found = put(target, "approved", approved_on=APPROVED_ON, **columns)
    (mark,) = bookkeeping.seal([found])
    return put(found, "approved", content_hash=mark)


def amended(target, amount):
    """Make the next version in force, which asks for another amount."""
    made = Target.objects.create(
        project_year=target.project_year, organisation=target.organisation, year=YEAR,
        number=target.number + 1, goal=target.goal, amount=amount,
    )  # fmt: skip
    for row in target.indicators.order_by("pk"):
        Indicator.objects.create(target_set=made, **{name: getattr(row, name) for name in MEASURE})
    return approved(made)


def another(
    unit, *, code="52010023T000000000002", name="食堂改造", secret=False, amount=100, kind="project"
):
    project = Project.objects.create(code=code, name=name, organisation=unit, kind=kind)
    year = ProjectYear.objects.create(project=project, year=YEAR, is_secret=secret)
    made = Target.objects.create(
        project_year=year, organisation=unit, year=YEAR, goal=GOAL, amount=amount
    )
    Indicator.objects.create(
        target_set=made, level="quantity", name="改造食堂数", operator="ge", target=1,
        unit="个", weight=90,
    )  # fmt: skip
    return approved(made)
