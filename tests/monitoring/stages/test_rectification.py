"""Rectification orders: every cell of state × step × role, and every need."""

from datetime import date

import pytest

from lifecycle import queries
from lifecycle.refusals import Code, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire, fire_many
from monitoring.models import Rectification
from tests.conftest import NOON, put
from tests.stage_table import expected, walk

ALLOWED = """
notice_draft issue    desk,performance    issued
issued       receive  unit_officer        received
issued       escalate performance,system  escalated
received     start    unit_officer        rectifying
received     escalate performance,system  escalated
rectifying   report   unit_officer        feedback
rectifying   escalate performance,system  escalated
feedback     verify   desk,performance    verify
verify       close    desk,performance    closed
verify       reopen   desk,performance    reopened
reopened     resume   unit_officer        rectifying
reopened     escalate performance,system  escalated
escalated    resume   unit_officer        rectifying
"""
YESTERDAY = date(2023, 2, 28)


@pytest.mark.parametrize("state", Rectification.State)
def test_every_cell_of_the_table(town, order, state):
    order = put(order, order.state, finish_by=YESTERDAY)
    assert walk(order, state, town.people) == expected(ALLOWED, state)


def refusal(order, name, by):
    with pytest.raises(Refused) as refused:
        fire(order, name, by=by, note="说明", at=NOON)
    (found,) = refused.value.refusals
    return found.need, found.sentence


def test_a_list_is_owed_at_the_start(town, order):
    officer = town.people[Role.UNIT_OFFICER]
    order.items.all().delete()
    assert refusal(put(order, "received"), "start", officer) == ("listed", "尚未列出整改清单")


@pytest.mark.parametrize(
    "missing", [{"measure": " "}, {"responsible": ""}, {"due_on": None}], ids=str
)
def test_every_item_has_a_measure_a_person_and_a_day(town, order, missing):
    order.items.update(**missing)
    sentence = "“资料不全”缺少措施、责任人或期限"
    officer = town.people[Role.UNIT_OFFICER]
    assert refusal(put(order, "received"), "start", officer) == ("listed", sentence)


@pytest.mark.parametrize("missing", [{"done_on": None}, {"evidence": " "}], ids=str)
def test_every_item_is_done_and_proved_when_reported(town, order, missing):
    order.items.update(**missing)
    sentence = "“资料不全”缺少完成日期或佐证材料"
    officer = town.people[Role.UNIT_OFFICER]
    assert refusal(put(order, "rectifying"), "report", officer) == ("evidenced", sentence)


@pytest.mark.parametrize("state", ["issued", "received", "rectifying"])
def test_an_order_is_escalated_only_after_its_last_day(town, order, state):
    sentence = "尚未逾期，也未认定整改不到位"
    running = put(order, state, finish_by=NOON.date())
    assert refusal(running, "escalate", None) == ("failed_or_overdue", sentence)
    rows = Rectification.objects.all()
    assert fire_many(rows, "escalate", by=None, at=NOON).moved == []
    late = put(order, state, finish_by=YESTERDAY)
    assert fire_many(rows, "escalate", by=None, at=NOON).moved == [late.pk]


def test_an_order_found_wanting_is_escalated_before_its_last_day(town, order):
    reopened = put(order, "reopened", finish_by=date(2023, 12, 31))
    assert fire(reopened, "escalate", by=None, at=NOON).escalated_on == NOON.date()


def test_a_conclusion_is_owed_at_the_close(town, order):
    desk = town.people[Role.DESK]
    with pytest.raises(Refused) as refused:
        fire(put(order, "verify"), "close", by=desk, at=NOON)
    assert refused.value.codes == (Code.NOTE,)
    closed = fire(order, "close", by=desk, note="已补齐", at=NOON)
    assert (closed.conclusion, closed.closed_on) == ("已补齐", NOON.date())


@pytest.mark.parametrize("step", ["close", "reopen"])
def test_whoever_reported_does_not_verify(town, order, step):
    officer = town.people[Role.UNIT_OFFICER]
    fire(put(order, "rectifying"), "report", by=officer, at=NOON)
    officer.seats.create(organisation=town.desk, role=Role.DESK, starts_on="2020-01-01")
    with pytest.raises(Refused) as refused:
        fire(put(order, "verify"), step, by=officer, note="说明", at=NOON)
    assert refused.value.codes == (Code.FOUR_EYES,)


def test_an_order_gives_as_many_days_as_its_weight(town, order):
    issued = fire(order, "issue", by=town.people[Role.DESK], note="限期整改", at=NOON)
    assert (issued.requirement, issued.finish_by) == ("限期整改", date(2023, 3, 31))
    assert issued.order_no == "整改〔2023〕1号"


@pytest.mark.parametrize("state", ["issued", "received", "rectifying", "reopened"])
def test_an_order_waits_to_be_raised_only_after_its_last_day(town, order, state):
    division = town.people[Role.PERFORMANCE]
    put(order, state, finish_by=NOON.date())
    assert queries.inbox_for(division, NOON).total == 0
    put(order, state, finish_by=YESTERDAY)
    assert queries.inbox_for(division, NOON).total == 1


@pytest.mark.parametrize("state", ["issued", "received", "rectifying", "reopened"])
def test_an_order_that_waits_by_two_seats_is_counted_once(town, order, state):
    division = town.people[Role.PERFORMANCE]
    division.seats.create(organisation=town.unit, role=Role.UNIT_OFFICER, starts_on="2020-01-01")
    put(order, state, finish_by=YESTERDAY)
    assert queries.inbox_count(division, NOON.date()) == 1
    assert queries.inbox_for(division, NOON).total == 1
