"""What is done for a whole year is done in as many statements as for one project."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.actions import (
    ScoreEntry,
    enter_published_scores,
    enter_scores,
    issue_self_evaluations,
    propose_applications,
)
from evaluations.models import Application, SelfEvaluation
from lifecycle.models import (
    BudgetEvent,
    ImportBatch,
    Indicator,
    Project,
    ProjectYear,
    PublishedScore,
    Target,
    TransitionLog,
)
from lifecycle.transitions import fire_many
from tests.conftest import INDICATORS, NOON, YEAR, put
from tests.evaluations.conftest import met


def populate(town, count):
    start = Project.objects.count()
    for number in range(start, start + count):
        project = Project.objects.create(
            code=f"52010023T{number:012d}", name=f"项目{number}", organisation=town.unit
        )
        row = ProjectYear.objects.create(project=project, year=YEAR)
        BudgetEvent.objects.create(
            project_year=row,
            kind="initial",
            amount=Decimal(1000),
            document="年初",
            line=number,
            on=date(YEAR, 1, 1),
        )
        target = Target.objects.create(
            project_year=row, organisation=town.unit, year=YEAR, goal="目标", amount=Decimal(1000)
        )
        Indicator.objects.bulk_create(
            Indicator(
                target_set=target,
                level=level,
                name=name,
                operator=operator,
                target=value,
                unit=unit,
                weight=weight,
            )
            for level, name, operator, value, unit, weight in INDICATORS
        )
        put(target, "approved")


def through(town):
    """Issue, fill in and propose for whatever is not yet done; return how many statements."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        issue_self_evaluations(YEAR, at=NOON)
        fire_many(SelfEvaluation.objects.filter(state="issued"), "open", by=None, at=NOON)
        targets = {
            one.project_year_id: one for one in Target.objects.prefetch_related("indicators")
        }
        rows = SelfEvaluation.objects.filter(state="filling", total=None)
        entries = [ScoreEntry(row.pk, lines=met(targets[row.project_year_id])) for row in rows]
        enter_scores(entries, by=None, at=NOON)
    return len(seen)


def test_one_and_twenty_take_the_same_number_of_statements(town):
    populate(town, 1)
    through(town)
    populate(town, 1)
    one = through(town)
    populate(town, 20)
    assert through(town) == one
    assert SelfEvaluation.objects.filter(total=Decimal(90)).count() == 22
    assert TransitionLog.objects.filter(step="edit").count() == 22


def test_proposals_for_a_year_take_few_statements(town):
    populate(town, 20)
    through(town)
    for row in SelfEvaluation.objects.all():
        put(row, "confirmed", grade="good")
    with CaptureQueriesContext(connection) as seen:
        assert propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON) == 20
    assert len(seen) <= 10
    assert Application.objects.filter(proposed_amount=Decimal(1000)).count() == 20


def test_published_scores_become_totals_that_name_their_table(town):
    populate(town, 2)
    issue_self_evaluations(YEAR, at=NOON)
    fire_many(SelfEvaluation.objects.all(), "open", by=None, at=NOON)
    batch = ImportBatch.objects.create(
        kind="published_projects:2023", fingerprint="f", rows=2, at=NOON
    )
    for row, score in zip(ProjectYear.objects.order_by("pk"), ("93.78", "82"), strict=True):
        PublishedScore.objects.create(
            project_year=row, score=Decimal(score), grade="优", batch=batch
        )
    assert enter_published_scores(YEAR, by=None, at=NOON) == 2
    found = SelfEvaluation.objects.order_by("pk").values_list("total", "imported", "source")
    assert list(found) == [
        (Decimal("93.78"), True, "已公布的自评情况表（published_projects:2023）"),
        (Decimal(82), True, "已公布的自评情况表（published_projects:2023）"),
    ]


def test_a_target_that_is_not_in_force_gets_no_self_evaluation(town, target):
    assert issue_self_evaluations(YEAR, at=NOON) == 0


@pytest.mark.parametrize("again", [1, 2])
def test_issuing_again_adds_only_what_is_new(town, again):
    populate(town, again)
    assert issue_self_evaluations(YEAR, at=NOON) == again
    assert issue_self_evaluations(YEAR, at=NOON) == 0
