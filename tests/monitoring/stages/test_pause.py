"""Pauses of payment: every cell of state × step × role, every need, what the database holds."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.models import Pause
from tests.conftest import NOON, put
from tests.stage_table import expected, walk

ALLOWED = """
draft    propose performance        proposed
proposed approve performance,leader paused
proposed reject  performance,leader rejected
paused   ask     system             lift_due
paused   lift    performance,leader lifted
lift_due keep    performance,leader paused
lift_due lift    performance,leader lifted
"""


@pytest.mark.parametrize("state", Pause.State)
def test_every_cell_of_the_table(town, pause, state):
    decided = put(pause, "draft", checked_by_id=town.people[Role.BUDGET].pk)
    assert walk(decided, state, town.people) == expected(ALLOWED, state)


@pytest.mark.parametrize(
    ("state", "step"), [("proposed", "approve"), ("paused", "lift"), ("lift_due", "keep")]
)
def test_the_proposer_decides_nothing_alone(town, pause, state, step):
    division, leader = town.people[Role.PERFORMANCE], town.people[Role.LEADER]
    own = put(pause, state, filed_by_id=division.pk, checked_by_id=leader.pk)
    with pytest.raises(Forbidden) as refused:
        fire(own, step, by=division, note="继续", at=NOON)
    assert refused.value.codes == (Code.FOUR_EYES,)
    assert str(Pause.objects.get().state) == state
    with pytest.raises(IntegrityError, match="pause_four_eyes"), transaction.atomic():
        put(own, state, checked_by_id=division.pk)


@pytest.mark.parametrize("state", ["paused", "lift_due", "lifted", "rejected"])
def test_nothing_is_paused_or_resumed_without_a_person(pause, state):
    with pytest.raises(IntegrityError, match="pause_decided_by_a_person"), transaction.atomic():
        put(pause, state)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"reason": "短" * 9}, "pause_reason_long_enough"),
        ({"until": None}, "pause_ends_somehow"),
        ({"until": date(2024, 1, 1)}, "pause_within_its_year"),
    ],
)
def test_the_database_refuses_what_has_no_reason_or_no_end(pause, columns, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        put(pause, "draft", **columns)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"reason": f"{'长' * 9} "}, "原因不少于10个字"),
        ({"until": NOON.date()}, "暂缓的期限应在今天之后，且不跨预算年度"),
        ({"until": None, "condition": "验收合格"}, ""),
    ],
)
def test_a_pause_has_a_reason_and_an_end(town, pause, columns, sentence):
    asked, division = put(pause, "draft", **columns), town.people[Role.PERFORMANCE]
    if not sentence:
        assert str(fire(asked, "propose", by=division, at=NOON).state) == "proposed"
        return
    with pytest.raises(Refused, match=sentence):
        fire(asked, "propose", by=division, at=NOON)
    assert str(Pause.objects.get().state) == "draft"


@pytest.mark.parametrize("over", ["resolved", "closed"])
def test_a_warning_that_has_ended_pauses_nothing(town, pause, over):
    asked = put(pause, "proposed", filed_by_id=town.people[Role.PERFORMANCE].pk)
    put(asked.warning, over)
    leader = town.people[Role.LEADER]
    with pytest.raises(Refused, match="预警已经解除，不再暂缓拨付"):
        fire(asked, "approve", by=leader, at=NOON)
    assert str(fire(asked, "reject", by=leader, note="已解除", at=NOON).state) == "rejected"
