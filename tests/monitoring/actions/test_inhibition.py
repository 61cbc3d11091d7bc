"""Inhibition in what is mailed and shown: a missing batch, a missing report, over budget."""

from datetime import date

import pytest

from lifecycle.models import Installation, Notice, Project, ProjectYear
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import ask_for_payments, send_warnings
from monitoring.models import LightResult, Warning  # noqa: A004
from monitoring.queries.standing import standing_of
from monitoring.rules.inhibitions import INHIBITION_LABELS, Inhibition
from monitoring.sweep import sweep
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST, judged, mails, paid
from tests.page import Page

DAY, LATER = AUGUST.date(), date(2023, 11, 1)


def page(client, town, warning):
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST})
    client.force_login(town.people[Role.DESK])
    return " ".join(Page(client.get(f"/alerts/{warning.pk}/")).text.split())


def said(inhibition):
    return f"抑制：{INHIBITION_LABELS[inhibition]}。"


def stand(day):
    (found,) = standing_of(list(Warning.objects.select_related("project_year")), on=day).values()
    return found


@pytest.fixture
def red_in_july(project_year, opened):
    """A warning of execution that opened in July, and an October that nobody has judged yet."""
    judged(project_year)
    paid(project_year, 10)
    return opened


def october(project_year, *, goal="grey"):
    """Judge October as the sweep does where a project has no payments."""
    for kind, light, inputs in (
        ("execution", "grey", {"paid": None}),
        ("project", "red" if goal == "red" else "grey", {"execution": "grey", "goal": goal}),
    ):
        LightResult.objects.create(
            project_year=project_year, year=YEAR, month=10, kind=kind, light=light,
            sentence="尚未取得预算执行数据，不判灯", pack="national v1", as_of=LATER, inputs=inputs,
        )  # fmt: skip


def test_a_month_whose_payments_are_not_loaded_stops_the_mails_of_execution(
    town, project_year, red_in_july, client
):
    october(project_year)
    assert send_warnings(LATER).mails == 0
    assert stand(LATER).label == INHIBITION_LABELS[Inhibition.UNLOADED]
    assert said(Inhibition.UNLOADED) in page(client, town, red_in_july)
    assert str(Warning.objects.get().state) == "open"


def test_the_mails_go_on_once_the_batch_is_there(town, project_year, red_in_july):
    october(project_year)
    other = Project.objects.create(code="52010023T000000000009", name="乙", organisation=town.unit)
    paid(ProjectYear.objects.create(project=other, year=YEAR), 1, month=10, on=LATER)
    # This project alone has no row in a batch that is loaded: that is no missing batch.
    assert stand(LATER).inhibited == ()
    assert send_warnings(LATER).mails == 4


def test_a_missing_batch_says_nothing_of_a_goal(project_year, red_in_july):
    october(project_year, goal="red")
    assert stand(LATER).bar is None
    assert send_warnings(LATER).mails == 4


def test_finance_is_told_once_that_a_month_is_missing(town, project_year):
    assert ask_for_payments(YEAR, 7, on=DAY) == ask_for_payments(YEAR, 7, on=LATER) == 2
    rows = Notice.objects.filter(kind="monitoring.execution.unloaded")
    assert {row.person for row in rows} == {
        town.people[Role.BUDGET], town.people[Role.PERFORMANCE]
    }  # fmt: skip
    assert rows.count() == 2
    paid(project_year, 1)
    assert ask_for_payments(YEAR, 7, on=LATER) == 0


def test_a_missing_report_leaves_neither_goal_nor_mismatch_to_be_told(
    town, issued, project_year, client
):
    overdue = put(issued, "filling", due_on=date(2023, 7, 20))
    overdue.readings.update(actual=1)
    sweep(YEAR, month=7, as_of=DAY)
    newest = LightResult.objects.get(kind="project")
    assert newest.inputs["missing"] in ("yellow", "red")
    assert (newest.inputs["goal"], "mismatch" in newest.inputs) == ("grey", False)
    found = stand(DAY)
    assert found.inhibited == (Inhibition.UNREPORTED,)
    assert not found.told & {"goal", "mismatch"}
    assert said(Inhibition.UNREPORTED) in page(client, town, Warning.objects.get())


def test_over_budget_is_one_row_and_tells_no_yellow_ground(town, project_year, opened, client):
    over = "超预算：已支出120元 > 全年预算100元 → 红灯"
    judged(project_year, goal="yellow", sentence=over, mismatch="yellow")
    found = stand(DAY)
    assert (found.inhibited, found.told) == (
        (Inhibition.OVER_BUDGET,), {"execution", "over_budget"}
    )  # fmt: skip
    assert found.bar is None
    shown = page(client, town, opened)
    assert said(Inhibition.OVER_BUDGET) in shown
    assert "预警缘由： 预算执行 、 超预算" in shown
    send_warnings(DAY)
    officer = mails().get(person=town.people[Role.UNIT_OFFICER])
    assert officer.body.count("校舍维修") == 1


def test_the_yellow_warning_of_a_project_ends_when_it_is_over_budget(project_year, opened):
    put(opened, "open", light="yellow")
    paid(project_year, 120)
    sweep(YEAR, month=7, as_of=DAY)
    lights = Warning.objects.exclude(state="closed").values_list("light", flat=True)
    assert list(lights) == ["red"]


def test_inhibition_changes_no_state_and_resolving_is_still_told(project_year, red_in_july):
    send_warnings(DAY)
    october(project_year)
    before = Warning.objects.values().get()
    assert send_warnings(LATER).mails == 0
    assert Warning.objects.values().get() == before
    fire(Warning.objects.get(), "resolve", by=None, at=AUGUST.replace(month=11))
    assert send_warnings(date(2023, 11, 2)).mails > 0
