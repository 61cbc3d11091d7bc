"""A month is judged again only when something that a sweep reads has changed."""

from datetime import date, timedelta

import pytest
from django.db import connection

from lifecycle.models import (
    FiscalYear,
    PlannedPayment,
    Project,
    ProjectYear,
    RulePack,
    Touch,
    TransitionLog,
)
from lifecycle.roles import Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.transitions import fire
from monitoring.actions import Entry, record_readings
from monitoring.marks import RESTLESS, sweep_if_changed
from monitoring.models import LightResult, Report, SweepMark, Warning  # noqa: A004
from monitoring.sweep import Swept
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST, JULY, entries, paid
from tests.monitoring.test_sweep import project_year_of

DAY = date(2023, 8, 1)
NEXT = date(2023, 8, 2)


def swept(on=DAY, month=JULY):
    return sweep_if_changed(YEAR, month=month, as_of=on)


def everything():
    """Every row that a sweep may write."""
    return (
        list(LightResult.objects.order_by("pk").values()),
        list(Warning.objects.order_by("pk").values()),
        list(SweepMark.objects.order_by("pk").values()),
        TransitionLog.objects.count(),
    )


def lights(kind="project"):
    rows = LightResult.objects.filter(kind=kind).order_by("revision")
    return list(rows.values_list("light", "pack", "as_of"))


def submit(report, town):
    return fire(report, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST)


@pytest.fixture
def judged(project_year):
    """July judged once, with 40 of 100 paid: yellow."""
    paid(project_year, 40)
    assert swept() == Swept(judged=1, written=3, opened=1)
    return project_year


@pytest.mark.parametrize("on", [DAY, NEXT, DAY + timedelta(days=300)])
def test_nothing_new_is_nothing_to_judge(judged, on):
    before = everything()
    assert swept(on) is None
    assert everything() == before


def test_a_month_without_any_fact_is_judged_once_too(project_year):
    assert swept() == Swept(judged=1, written=3)
    assert swept() is None


def test_a_mark_says_for_each_month_when_it_was_last_judged(judged):
    assert swept(month=6) == Swept(judged=1, written=3)
    assert swept(month=6) is None
    assert swept() is None
    paid(judged, 60, revision=2, on=NEXT)
    assert swept(NEXT) is not None
    marks = SweepMark.objects.order_by("month").values_list("year", "month", "as_of")
    assert list(marks) == [(YEAR, 6, DAY), (YEAR, JULY, NEXT)]


def test_a_new_execution_row_is_judged(judged):
    paid(judged, 10, revision=2)
    assert swept() == Swept(judged=1, written=2, opened=1, superseded=1)
    assert [light for light, _pack, _on in lights()] == ["yellow", "red"]
    assert swept() is None


def test_a_new_execution_row_of_another_month_is_not_of_this_one(judged):
    paid(judged, 10, month=8)
    assert swept() is None
    assert swept(month=8) is not None


def test_an_execution_row_counts_from_its_day_on(judged):
    paid(judged, 10, revision=2, on=NEXT)
    assert swept(DAY) is None
    assert swept(NEXT) == Swept(judged=1, written=2, opened=1, superseded=1)


def test_a_filed_report_is_judged_and_its_way_onward_is_not(report, town):
    assert swept() == Swept(judged=1, written=3)
    assert lights("goal") == [("grey", "national v1", DAY)]
    submit(report, town)
    assert swept() == Swept(judged=1, written=2)
    fire(report, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=AUGUST)
    fire(report, "endorse", by=town.people[Role.DEPARTMENT_HEAD], at=AUGUST)
    assert swept() is None
    assert [light for light, _pack, _on in lights("goal")] == ["grey", "green"]


def test_a_reading_that_is_not_filed_yet_is_no_fact(report, town):
    swept()
    officer = town.people[Role.UNIT_OFFICER]
    bad = Entry(possibility="impossible", cause="funds")
    record_readings(report, entries(report, 维修校舍数量=bad), by=officer, at=AUGUST)
    assert swept() is None


def test_another_reading_is_judged_when_it_is_filed(report, town):
    officer = town.people[Role.UNIT_OFFICER]
    submit(report, town)
    assert swept() == Swept(judged=1, written=3)
    withdrawn = fire(report, "withdraw", by=officer, at=AUGUST)
    bad = Entry(actual=6, possibility="impossible", cause="funds")
    record_readings(withdrawn, entries(report, 维修校舍数量=bad), by=officer, at=AUGUST)
    submit(report, town)
    assert swept() == Swept(judged=1, written=2, opened=1)
    assert [light for light, _pack, _on in lights("goal")] == ["green", "red"]
    assert swept() is None


def test_a_report_taken_back_and_filed_unchanged_is_the_same_fact(report, town):
    submit(report, town)
    swept()
    fire(report, "withdraw", by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    submit(report, town)
    assert swept() == Swept(judged=1, written=0)
    assert swept() is None


def test_a_new_pack_is_applied(judged):
    body = to_json(NATIONAL)
    body["lights"] |= {"red_below": "70"}
    pack = RulePack.objects.create(name="national", version=2, body=body)
    FiscalYear.objects.update(pack=pack)
    assert swept() == Swept(judged=1, written=3, opened=1, superseded=1)
    assert lights() == [("yellow", "national v1", DAY), ("red", "national v2", DAY)]
    assert swept() is None


def test_a_new_project_is_judged(judged, town):
    project = Project.objects.create(
        code="52010023T000000000002", name="新项目", organisation=town.unit
    )
    ProjectYear.objects.create(project=project, year=YEAR)
    assert swept() == Swept(judged=2, written=3)
    assert swept() is None


def test_a_light_fixed_by_a_conclusion_is_read_again(report, town):
    submit(report, town)
    swept()
    by = town.people[Role.DESK]
    fire(put(Report.objects.get(), "biz_review"), "conclude_clean", by=by, at=AUGUST)
    assert swept() == Swept(judged=1, written=0)
    assert swept() is None


def test_a_resolved_warning_is_closed_on_a_later_day_without_a_new_fact(judged):
    paid(judged, 60, revision=2)
    assert swept() == Swept(judged=1, written=2, resolved=1)
    assert str(Warning.objects.get().state) == "resolved"
    assert swept() == Swept(judged=1, written=0)
    assert swept(NEXT) == Swept(judged=1, written=0, closed=1)
    assert swept(NEXT) is None


def nodes(plan):
    return [plan, *(node for below in plan.get("Plans", ()) for node in nodes(below))]


def test_whatever_statistics_say_no_index_of_a_year_is_read_for_each_bad_light(judged):
    words = {"year": YEAR, "month": JULY, "as_of": DAY, "rule": "project_light", "unfiled": []}
    with connection.cursor() as cursor:
        for other in ("hashjoin", "mergejoin", "seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {RESTLESS}", words)
        [[whole]] = cursor.fetchone()
    found = {one.get("Index Name") for one in nodes(whole["Plan"]) if one.get("Alias") == "x"}
    assert found
    assert not found & {None, "light_by_month", "light_of_projects", "light_corrected"}


def test_a_year_that_is_not_open_is_refused_and_leaves_no_mark(year):
    with pytest.raises(FiscalYear.DoesNotExist):
        sweep_if_changed(YEAR + 1, month=JULY, as_of=DAY)
    assert not SweepMark.objects.exists()


def test_of_many_only_what_was_written_is_judged(town):
    years = [project_year_of(town, number) for number in range(5)]
    for one in years:
        paid(one, 60)
    assert swept() == Swept(judged=5, written=15)
    paid(years[3], 40, revision=2)
    assert swept() == Swept(judged=1, written=2, opened=1)
    for one in years[:3]:
        paid(one, 50, revision=2)
    assert swept() == Swept(judged=5, written=3), "above three in ten the whole costs less"
    assert swept() is None


def test_a_fact_of_a_later_day_waits_for_its_day(town):
    years = [project_year_of(town, number) for number in range(4)]
    swept()
    paid(years[0], 40, on=NEXT)
    assert swept() is None
    assert swept(NEXT) == Swept(judged=1, written=2, opened=1)


def test_a_late_run_of_an_earlier_day_takes_nothing_away(town):
    years = [project_year_of(town, number) for number in range(4)]
    swept(NEXT)
    paid(years[0], 40, on=DAY)
    assert swept(DAY) == Swept(judged=1, written=0)
    assert swept(NEXT) == Swept(judged=1, written=2, opened=1)
    assert swept(NEXT) is None


def test_a_report_grows_late_by_time_alone(issued):
    assert swept(DAY) == Swept(judged=1, written=3)
    due = issued.due_on
    assert swept(due) is None
    assert swept(due + timedelta(days=1)) == Swept(judged=1, written=1, opened=1)
    assert lights()[-1][0] == "yellow"
    assert swept(due + timedelta(days=8)) == Swept(judged=1, written=1, opened=1, superseded=1)
    assert lights()[-1][0] == "red"


def test_days_of_downtime_are_made_up_for_in_their_order(project_year):
    for number, amount in enumerate((60, 40, 60, 10)):
        paid(project_year, amount, revision=number + 1, on=DAY + timedelta(days=number))
    for number in range(5):
        swept(DAY + timedelta(days=number))
    assert [light for light, _pack, _on in lights()] == ["green", "yellow", "green", "red"]
    states = Warning.objects.order_by("pk").values_list("light", "state")
    assert [(light, str(state)) for light, state in states] == [
        ("yellow", "closed"),
        ("red", "open"),
    ]


def test_a_payment_plan_touches_every_month(project_year):
    PlannedPayment.objects.create(project_year=project_year, month=3, amount=1, on=DAY)
    assert sorted(Touch.objects.values_list("month", flat=True)) == list(range(1, 13))
