"""Halts of projects: every cell of state × step × role, every need, what the database holds."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.models import Halt
from tests.conftest import NOON, put
from tests.stage_table import expected, walk

ALLOWED = """
draft    record  performance        recorded
recorded confirm performance,leader halted
recorded reject  performance,leader rejected
halted   resume  performance,leader resumed
"""


@pytest.mark.parametrize("state", Halt.State)
def test_every_cell_of_the_table(town, halt, state):
    recorded = put(halt, "draft", checked_by_id=town.people[Role.BUDGET].pk)
    assert walk(recorded, state, town.people) == expected(ALLOWED, state)


@pytest.mark.parametrize(("state", "step"), [("recorded", "confirm"), ("halted", "resume")])
def test_whoever_recorded_it_confirms_nothing_alone(town, halt, state, step):
    division, leader = town.people[Role.PERFORMANCE], town.people[Role.LEADER]
    own = put(halt, state, filed_by_id=division.pk, checked_by_id=leader.pk)
    with pytest.raises(Forbidden) as refused:
        fire(own, step, by=division, note="恢复", at=NOON)
    assert refused.value.codes == (Code.FOUR_EYES,)
    assert str(Halt.objects.get().state) == state
    with pytest.raises(IntegrityError, match="halt_four_eyes"), transaction.atomic():
        put(own, state, checked_by_id=division.pk)


@pytest.mark.parametrize("state", ["halted", "rejected", "resumed"])
def test_nothing_is_halted_or_resumed_without_a_person(halt, state):
    with pytest.raises(IntegrityError, match="halt_confirmed_by_a_person"), transaction.atomic():
        put(halt, state)


@pytest.mark.parametrize("columns", [{"document": ""}, {"reason": ""}])
def test_the_database_refuses_what_names_no_document_or_no_reason(halt, columns):
    with pytest.raises(IntegrityError, match="halt_says_by_what"), transaction.atomic():
        put(halt, "draft", **columns)


@pytest.mark.parametrize(("dated", "taken"), [(NOON.date(), True), (date(2023, 3, 2), False)])
def test_a_document_is_not_of_a_day_to_come(town, halt, dated, taken):
    recorded, division = put(halt, "draft", dated=dated), town.people[Role.PERFORMANCE]
    if taken:
        assert str(fire(recorded, "record", by=division, at=NOON).state) == "recorded"
        return
    with pytest.raises(Refused, match="文件日期不能在今天之后"):
        fire(recorded, "record", by=division, at=NOON)
    assert str(Halt.objects.get().state) == "draft"
