"""The targets of a year held against the rules, with their money, neighbours and past."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from lifecycle.models import BudgetEvent, FiscalYear, Hold, Indicator, Project, ProjectYear, Target
from lifecycle.queries.target_check import judged_targets, summed_up
from lifecycle.transitions import fire
from tests.conftest import GOAL, YEAR, organisation, put

pytestmark = pytest.mark.django_db
CHANGED = date(2023, 6, 1)
IN_TIME = date(2023, 6, 25)
"""The fifteenth working day after the change, 22 and 23 June being holidays unknown to the test."""
BEIJING = ZoneInfo("Asia/Shanghai")


def booked(project_year, kind, amount, on=CHANGED, line=1):
    BudgetEvent.objects.create(
        project_year=project_year, kind=kind, amount=Decimal(amount), document=f"文{kind}",
        line=line, on=on,
    )  # fmt: skip


def found(day=IN_TIME, year=YEAR):
    """Return rule and level of everything found, with the name of the project."""
    return {
        (one.target.project_year.project.name, remark.code, str(remark.level))
        for one in judged_targets(year, day=day)
        for remark in one.findings
    }


@pytest.fixture
def approved(target):
    target = put(target, "approved", approved_on=date(2023, 2, 20))
    booked(target.project_year, "initial", 3_000_000, on=date(2023, 1, 1))
    return target


def copied(target, *, year=YEAR, project=None, **columns):
    """Write the same target for another project or another year."""
    project = project or target.project_year.project
    held = ProjectYear.objects.create(project=project, year=year)
    values = {"goal": GOAL, "amount": target.amount} | columns
    made = Target.objects.create(
        project_year=held, organisation=project.organisation, year=year, **values
    )
    for row in target.indicators.order_by("pk"):
        Indicator.objects.create(
            target_set=made, level=row.level, name=row.name, operator=row.operator,
            target=row.target, unit=row.unit, weight=row.weight,
        )  # fmt: skip
    return made


def test_a_good_target_has_no_finding(approved):
    assert found() == set()


@pytest.mark.parametrize(
    ("day", "level"), [(date(2023, 6, 22), "warn"), (date(2023, 6, 23), "block")]
)
def test_a_budget_that_moved_asks_for_an_amendment_within_15_working_days(approved, day, level):
    booked(approved.project_year, "increase", "600000.01")
    assert found(day) == {("校舍维修", "D1", level)}
    assert found(date(2023, 5, 31)) == set()


def test_a_budget_within_a_fifth_does_not(approved):
    booked(approved.project_year, "decrease", 600_000)
    assert found() == set()


def test_an_amendment_filed_since_answers_it(amendment, town):
    booked(amendment.target.project_year, "initial", 3_000_000, on=date(2023, 1, 1))
    booked(amendment.target.project_year, "increase", 900_000)
    assert found() == {("校舍维修", "D1", "block")}
    by = next(person for role, person in town.people.items() if str(role) == "unit_officer")
    fire(amendment, "submit", by=by, at=datetime(2023, 6, 5, 9, tzinfo=BEIJING))
    assert found() == set()


def test_a_budget_of_nothing_and_a_stopped_payment_leave_no_goal_in_force(approved):
    booked(approved.project_year, "recovery", 3_000_000)
    assert found() == {("校舍维修", "D3", "block")}
    booked(approved.project_year, "carryover", 3_000_000)
    Hold.objects.create(
        project_year=approved.project_year, kind="payment", machine="x", object_id=1,
        reason="风险", placed_on=CHANGED, lifted_on=date(2023, 6, 20),
    )  # fmt: skip
    assert found(date(2023, 6, 19)) == {("校舍维修", "D3", "block")}
    assert found(date(2023, 6, 20)) == set()


def test_a_project_handed_to_another_unit_asks_for_an_amendment(approved, town):
    other = organisation("219002", "第二小学", "unit", town.department)
    Project.objects.update(organisation=other)
    assert found() == {("校舍维修", "D2", "warn")}


def test_what_is_not_approved_has_nothing_to_amend(target):
    booked(target.project_year, "initial", 3_000_000, on=date(2023, 1, 1))
    booked(target.project_year, "recovery", 3_000_000)
    assert found() == set()


def test_two_projects_of_a_unit_with_the_same_indicators_are_remarked(approved, town):
    other = Project.objects.create(code="2", name="校舍扩建", organisation=town.unit)
    copied(approved, project=other)
    assert found() == {("校舍维修", "A6", "info"), ("校舍扩建", "A6", "info")}


def test_more_money_than_last_year_for_no_more_work_is_remarked(approved):
    copied(approved, year=2022, amount=Decimal(2_000_000))
    assert found() == {("校舍维修", "C7", "warn")}


def test_a_target_that_was_dropped_is_not_judged(target):
    put(target, "void")
    assert list(judged_targets(YEAR, day=IN_TIME)) == []


def test_a_year_that_is_not_open_has_no_rules(target):
    with pytest.raises(FiscalYear.DoesNotExist):
        list(judged_targets(2031, day=IN_TIME))


def test_the_counts_are_by_rule_and_by_department(approved):
    booked(approved.project_year, "recovery", 3_000_000)
    assert summed_up(judged_targets(YEAR, day=IN_TIME)) == {
        "rules": {"D3": 1},
        "departments": [{"code": "219", "department": "教育局", "findings": 1, "rules": {"D3": 1}}],
    }


def test_the_statements_do_not_grow_with_the_targets(approved, town, django_assert_max_num_queries):
    for number in range(5):
        project = Project.objects.create(
            code=f"9{number}", name=f"项目{number}", organisation=town.unit
        )
        copied(approved, project=project)
    with django_assert_max_num_queries(25):
        assert len(list(judged_targets(YEAR, day=IN_TIME))) == 6
