"""The rule as SQL gives what the rule in Python gives: lights, words and inputs, to the digit."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.models import Execution, PlannedPayment, Project, ProjectYear
from lifecycle.models.calendar import work_calendar
from lifecycle.queries.money import planned_payments
from lifecycle.queries.packs import shipped_body, shipped_packs
from lifecycle.rules.deadlines import workdays_between
from lifecycle.rules.indicators import Attainment, Operator
from lifecycle.rules.pack import NATIONAL, from_json
from monitoring import results
from monitoring.models import LightResult, Reading, Report
from monitoring.rules.alerts import missing_report
from monitoring.rules.limits import Limits, limits_of
from monitoring.rules.verdict import NOT_MISSING, verdict
from monitoring.sweep.judging import judge
from monitoring.sweep.parameters import Run
from tests.conftest import YEAR

PROJECTS = 8
DAY = date(2023, 8, 14)
CENTS = st.decimals(0, 10**11, places=2)
EDGE_MONEY = st.sampled_from(
    [Decimal(text) for text in
     ("0", "0.01", "15", "34.99", "35", "46.66", "46.67", "60", "70", "70.01", "80", "99.99",
      "100", "100.01", "599999999999.99", "999999999999.99")]
)  # fmt: skip
MONEY = EDGE_MONEY | CENTS
QUANTITY = st.sampled_from(
    [Decimal(text) for text in
     ("0", "-1", "0.0001", "3", "7", "9", "10", "22", "29.99", "30", "40", "60", "100", "119.9999",
      "120", "3000")]
) | st.decimals(-(10**9), 10**9, places=4)  # fmt: skip
MAYBE = st.none() | QUANTITY
READING = st.fixed_dictionaries(
    {
        "operator": st.sampled_from([str(one) for one in Operator]),
        "level": st.sampled_from(["quantity", "quality"]),
        "target": MAYBE,
        "target_high": MAYBE,
        "actual": MAYBE,
        "attainment": st.sampled_from(["", *(str(one) for one in Attainment)]),
        "possibility": st.sampled_from(["", "", "certain", "possible", "impossible"]),
        "due": st.none() | st.dates(date(2023, 1, 1), date(2023, 12, 31)),
        "weight": st.sampled_from([Decimal(n) for n in ("0", "10", "12.5", "0.01")]),
        "accumulation": st.sampled_from(["", "cumulative", "latest", "ratio"]),
        "milestone": MAYBE,
        "milestone_month": st.none() | st.integers(1, 12),
    }
).map(lambda row: row if row["milestone_month"] else row | {"milestone": None})
FILED = st.none() | st.sampled_from([DAY - timedelta(days=n) for n in (-1, 0, 9)])
PLAN = st.lists(st.tuples(st.integers(1, 12), MONEY), max_size=3, unique_by=lambda one: one[0])
FACTS = st.tuples(
    st.none() | st.tuples(MONEY, MONEY),
    st.none() | st.tuples(FILED, st.sampled_from([None, 0, 1, 9]), st.lists(READING, max_size=4)),
    st.just([]) | PLAN,
)
TABLES = st.sampled_from(
    [limits_of(from_json(shipped_body(name)).lights) for name in shipped_packs()]
)
PERCENT = st.decimals(0, 150, places=2)
RANDOM = st.builds(
    lambda red, green, rest, **words: Limits(
        min(red, green), max(red, green) + 1, *rest, **words
    ),
    PERCENT, PERCENT, st.tuples(*[PERCENT] * 5),
    short=st.sampled_from(["banded", "dual"]), point=st.sampled_from(["linear", "grey"]),
    blue_by=st.sampled_from(["year", "pace"]),
)  # fmt: skip


def bring(town, facts, month):
    projects = Project.objects.bulk_create(
        Project(code=f"52010023T{number:012d}", name=f"项目{number}", organisation=town.unit)
        for number in range(len(facts))
    )
    years = ProjectYear.objects.bulk_create(ProjectYear(project=p, year=YEAR) for p in projects)
    for project_year, (money, report, plan) in zip(years, facts, strict=True):
        if money is not None:
            paid, budget = money
            Execution.objects.create(
                project_year=project_year, month=month, paid=paid, budget=budget,
                document="支付", on=DAY,
            )  # fmt: skip
        if report is not None:
            file(project_year, town, month, *report)
        PlannedPayment.objects.bulk_create(
            PlannedPayment(project_year=project_year, month=due, amount=amount, on=DAY)
            for due, amount in plan
        )
    return years


def file(project_year, town, month, filed, late, readings):
    report = Report.objects.create(
        project_year=project_year, organisation=town.unit, year=YEAR, month=month,
        submitted_on=filed, due_on=None if late is None else DAY - timedelta(days=late),
    )  # fmt: skip
    Reading.objects.bulk_create(
        Reading(report=report, key=uuid.uuid4(), name=f"指标{n}", **reading)
        for n, reading in enumerate(readings)
    )


def told_by_the_rules(project_year, month, limits):
    """Judge one project in Python, from its rows as they are stored."""
    line = Execution.objects.filter(project_year=project_year, on__lte=DAY).first()
    paid, budget = (line.paid, line.budget) if line else (None, None)
    report = Report.objects.filter(project_year=project_year).first()
    filed = report is not None and report.submitted_on is not None and report.submitted_on <= DAY
    planned = planned_payments([project_year.pk], month=month, on=DAY).get(project_year.pk)
    missing = NOT_MISSING
    if report is not None and report.submitted_on is None and report.due_on is not None:
        calendar = work_calendar(report.due_on, DAY)
        days = workdays_between(report.due_on, DAY, calendar=calendar)
        missing = missing_report(days, red_after=5)
    judged = verdict(
        paid,
        budget=budget,
        measured=[one.measured() for one in report.readings.all()] if filed else [],
        month=month,
        limits=limits,
        missing=missing,
        planned=planned,
    )
    found = results.found_in(
        judged, project_year=project_year.pk, paid=paid, budget=budget, planned=planned
    )
    return [(one.kind, str(one.light), one.sentence, one.inputs) for one in found]


def told_by_the_sweep(project_year):
    rows = LightResult.objects.filter(project_year=project_year).order_by("pk")
    found = {row[0]: row for row in rows.values_list("kind", "light", "sentence", "inputs")}
    return [found[kind] for kind in ("execution", "goal", "project")]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(FACTS, min_size=1, max_size=PROJECTS), st.integers(1, 12), TABLES | RANDOM)
def test_sql_and_python_say_the_same(town, facts, month, limits):
    with transaction.atomic():
        years = bring(town, facts, month)
        written = judge(Run(YEAR, month, DAY, "national v1", limits), missing_after=5)
        assert (written.judged, written.lights) == (len(years), 3 * len(years))
        for project_year in years:
            assert told_by_the_sweep(project_year) == told_by_the_rules(project_year, month, limits)
        again = judge(Run(YEAR, month, DAY, "national v1", limits), missing_after=5)
        assert (again.judged, again.lights) == (len(years), 0)
        transaction.set_rollback(True)


@pytest.mark.parametrize("weight", ["10", "0"])
def test_thirds_of_a_whole_meet_the_limit_and_no_weight_is_no_whole(town, weight):
    """Three thirds that miss a whole by nothing but rounding would fall on the other side."""
    third = {
        "operator": "ge", "level": "quantity", "target": Decimal(3), "target_high": None,
        "actual": Decimal(1), "attainment": "", "possibility": "", "due": None,
        "weight": Decimal(weight),
    }  # fmt: skip
    facts = [((Decimal("43.33"), Decimal(100)), (DAY, None, [third] * 3), [])]
    limits = limits_of(NATIONAL.lights)
    (project_year,) = bring(town, facts, 7)
    judge(Run(YEAR, 7, DAY, "national v1", limits), missing_after=None)
    assert told_by_the_sweep(project_year) == told_by_the_rules(project_year, 7, limits)


def test_only_those_named_are_judged_and_the_statements_do_not_grow(town):
    facts = [((Decimal(60), Decimal(100)), None, [])] * 6
    years = bring(town, facts, 7)
    limits = limits_of(NATIONAL.lights)

    def run(keys):
        with CaptureQueriesContext(connection) as found:
            written = judge(Run(YEAR, 7, DAY, "national v1", limits, keys), missing_after=5)
        return len(found), written.judged, written.lights

    queries, judged, lights = run([years[0].pk])
    assert (judged, lights) == (1, 3)
    assert run([one.pk for one in years]) == (queries, 6, 15)


@pytest.mark.parametrize("late", [0, 1, 7])
def test_a_report_that_is_not_filed_shows_in_the_light_of_the_project(town, late):
    facts = [((Decimal(60), Decimal(100)), (None, late, []), [])]
    (project_year,) = bring(town, facts, 7)
    judge(Run(YEAR, 7, DAY, "national v1", limits_of(NATIONAL.lights)), missing_after=5)
    light, sentence, inputs = told_by_the_sweep(project_year)[2][1:]
    said = {0: "green", 1: "yellow", 7: "red"}[late]
    assert light == said
    assert ("监控填报逾期" in sentence) is bool(late)
    assert inputs.get("missing") == (said if late else None)
