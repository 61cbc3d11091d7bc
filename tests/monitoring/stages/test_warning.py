"""Warnings: every cell of state × step × role, and every need."""

from datetime import date

import pytest

from lifecycle.models import Demand
from lifecycle.refusals import Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import open_rectification
from monitoring.models import Warning  # noqa: A004
from tests.conftest import NOON, put
from tests.stage_table import expected, walk

ALLOWED = """
pending          open        system            open
open             acknowledge unit_officer      acknowledged
open             order       desk,performance  in_rectification
open             resolve     system            resolved
open             supersede   system            closed
acknowledged     order       desk,performance  in_rectification
acknowledged     resolve     system            resolved
acknowledged     supersede   system            closed
in_rectification remedy      system            resolved
in_rectification supersede   system            closed
resolved         close       desk,system       closed
"""


@pytest.mark.parametrize("state", Warning.State)
def test_every_cell_of_the_table(town, warning, state):
    assert walk(warning, state, town.people) == expected(ALLOWED, state)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"cause": ""}, "请填写：原因"),
        ({"plan": " "}, "请填写：措施"),
        ({"promised_on": None}, "请填写：完成日期"),
        ({"cause": "", "plan": "", "promised_on": None}, "请填写：原因、措施、完成日期"),
    ],
)
def test_an_answer_has_cause_plan_and_date(town, warning, columns, sentence):
    opened = put(warning, "open", **columns)
    with pytest.raises(Refused) as refused:
        fire(opened, "acknowledge", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert [(r.need, r.sentence) for r in refused.value.refusals] == [("answered", sentence)]


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        (date(2023, 2, 28), False),
        (date(2023, 3, 1), True),
        (date(2023, 3, 22), True),
        (date(2023, 3, 23), False),
    ],
)
def test_a_promise_lies_within_fifteen_working_days(town, warning, day, taken):
    opened = put(warning, "open", promised_on=day)
    officer = town.people[Role.UNIT_OFFICER]
    if taken:
        assert str(fire(opened, "acknowledge", by=officer, at=NOON).state) == "acknowledged"
        return
    with pytest.raises(Refused, match="完成日期应在2023-03-01至2023-03-22之间"):
        fire(opened, "acknowledge", by=officer, at=NOON)


def test_a_warning_under_order_waits_until_the_order_is_closed(town, warning, project_year):
    waiting = put(warning, "in_rectification")
    order = open_rectification(
        project_year,
        source=Demand.Source.MONITORING,
        machine="monitoring.warning",
        object_id=warning.pk,
        problem="支付慢",
    )
    with pytest.raises(Refused, match="整改通知尚未销号"):
        fire(waiting, "remedy", by=None, at=NOON)
    put(order, "closed")
    assert fire(waiting, "remedy", by=None, at=NOON).remedied_on == NOON.date()
