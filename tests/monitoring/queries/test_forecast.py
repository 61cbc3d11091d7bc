"""The city's own earlier years, and what they say of a project-year."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lifecycle.models import FiscalYear, Project, ProjectYear
from lifecycle.roles import Role
from monitoring.actions import learn
from monitoring.models import ForecastBand
from monitoring.queries.forecast import execution_courses, foreseen, goal_courses
from monitoring.rules.forecast import CENTRES, LEAST
from monitoring.tasks import foresee, on_the_first
from tests.conftest import YEAR
from tests.monitoring.conftest import JULY, paid

pytestmark = pytest.mark.django_db
TODAY = date(2023, 8, 1)


@pytest.fixture
def history(town):
    """A finished year of forty projects: half of the budget in July, nine tenths in December."""
    FiscalYear.objects.create(year=YEAR - 1, pack=FiscalYear.objects.get(year=YEAR).pack)
    for n in range(LEAST + 10):
        project = Project.objects.create(
            code=f"52010022T{n:012d}", name=f"历史项目{n}", organisation=town.unit
        )
        course = ProjectYear.objects.create(project=project, year=YEAR - 1, is_new=False)
        paid(course, 40 + n % 2 * 20, on=date(2022, 8, 1))
        paid(course, 90, month=12, on=date(2023, 1, 5))
    return ProjectYear.objects.filter(year=YEAR - 1)


def test_a_course_is_where_the_newest_revision_stood_and_ended(history):
    paid(history.first(), 55, revision=2, on=date(2022, 9, 1))
    courses = execution_courses([YEAR - 1])
    assert set(courses) == {JULY}
    assert courses[JULY].count((Decimal("55.00"), Decimal("90.00"))) == 1
    assert len(courses[JULY]) == LEAST + 10


def test_a_project_without_a_budget_or_without_an_end_teaches_nothing(history, project_year):
    paid(project_year, 10)
    assert execution_courses([YEAR]) == {}
    none = history.last()
    paid(none, 0, budget=0, revision=3, on=date(2022, 9, 2))
    assert len(execution_courses([YEAR - 1])[JULY]) == LEAST + 9


def test_what_is_learned_forecasts_the_project_of_this_year(history, project_year):
    paid(project_year, 50)
    assert learn(YEAR, on=TODAY) == len(CENTRES)
    (found,) = foreseen(project_year)
    assert (found.kind, found.month, found.now) == ("execution", JULY, Decimal("50.00"))
    assert found.line == Decimal("85.71")
    assert found.outlook.expected == Decimal("90.00")
    assert (found.outlook.red, found.red_below) == (0, 60)
    assert found.years == f"{YEAR - 3}—{YEAR - 1}"


def test_learning_again_takes_the_place_of_what_was_learned(history):
    learn(YEAR, on=TODAY)
    assert learn(YEAR, on=date(2023, 9, 1)) == ForecastBand.objects.count()
    assert set(ForecastBand.objects.values_list("made_on", flat=True)) == {date(2023, 9, 1)}


def test_without_history_the_line_of_time_stands_alone(project_year):
    paid(project_year, 50)
    assert learn(YEAR, on=TODAY) == 0
    (found,) = foreseen(project_year)
    assert (found.outlook, found.line) == (None, Decimal("85.71"))


def test_a_year_that_has_ended_is_not_forecast(project_year):
    paid(project_year, 95, month=12)
    assert foreseen(project_year) == []


def test_goals_are_learned_from_reports_and_self_evaluations(report, monkeypatch):
    ends = {(report.project_year_id, str(r.key)): Decimal(9) for r in report.readings.all()}
    monkeypatch.setattr("monitoring.queries.forecast.known_of", lambda _name, _year: ends)
    ((now, end),) = goal_courses([YEAR])[JULY]
    assert (now, end) == (Decimal("60.00"), Decimal("90.00"))


def test_a_report_with_values_is_forecast_too(report):
    found = {one.kind: one for one in foreseen(report.project_year)}
    assert found["attainment"].now == Decimal("60.00")


def test_the_first_of_each_month_learns(history):
    assert [day for day in range(1, 32) if on_the_first(date(2023, 8, day))] == [1]
    foresee(TODAY)
    assert ForecastBand.objects.filter(year=YEAR, made_on=TODAY).exists()


def told(*words):
    out = StringIO()
    call_command("forecast", *words, stdout=out)
    return out.getvalue()


def test_the_command_learns_and_says_how_much(history):
    said = told("--year", str(YEAR), "--as-of", "2023-08-01")
    assert said.strip() == f"{YEAR}年度：{len(CENTRES)}条依据"


def test_the_command_tests_a_finished_year_against_those_before(history, project_year):
    paid(project_year, 50)
    paid(project_year, 80, month=12, on=date(2024, 1, 5))
    found = json.loads(told("--backtest", str(YEAR), "--format", "json"))
    (line,) = found["execution"]
    assert (line["month"], line["courses"]) == (JULY, 1)
    assert (line["error"], line["line_error"]) == ("10.00", "5.71")
    assert "平均误差10.00个百分点" in told("--backtest", str(YEAR))


def test_a_year_that_is_not_open_cannot_be_tested():
    with pytest.raises(CommandError, match="1999年度尚未设立"):
        told("--backtest", "1999")


def test_nothing_to_test_is_said(year):
    assert told("--backtest", str(YEAR)).strip() == "没有可以检验的历史"


def test_the_page_shows_the_forecast_beside_the_light(client, history, report, town):
    learn(YEAR, on=TODAY)
    client.force_login(town.people[Role.UNIT_OFFICER])
    page = client.get(f"/project-years/{report.project_year_id}/?tab=monitoring")
    text = page.content.decode()
    assert "年末预测" in text
    assert f"{YEAR - 3}—{YEAR - 1}年进度最接近的40个项目" in text
    assert "历史不足" in text
