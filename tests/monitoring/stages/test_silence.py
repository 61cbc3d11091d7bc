"""Silences: every cell of state × step × role, every need, and what the database holds."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.models import Silence
from tests.conftest import NOON, put
from tests.monitoring.conftest import REASON
from tests.stage_table import expected, walk

ALLOWED = """
draft   submit   unit_officer,unit_head                   pending
pending approve  desk,performance                         active
pending refuse   desk,performance                         refused
pending withdraw unit_officer,unit_head                   ended
pending lift     system                                   ended
pending expire   system                                   expired
active  end      desk,performance,unit_officer,unit_head  ended
active  lift     system                                   ended
active  expire   system                                   expired
"""


@pytest.mark.parametrize("state", Silence.State)
def test_every_cell_of_the_table(town, silence, state):
    assert walk(silence, state, town.people) == expected(ALLOWED, state)


def test_nobody_approves_their_own_silence_not_even_in_the_database(town, silence):
    officer, desk = town.people[Role.UNIT_OFFICER], town.people[Role.DESK]
    asked = fire(silence, "submit", by=officer, at=NOON)
    own = put(asked, "pending", filed_by_id=desk.pk)
    with pytest.raises(Forbidden) as refused:
        fire(own, "approve", by=desk, at=NOON)
    assert refused.value.codes == (Code.FOUR_EYES,)
    assert Silence.objects.get().state == "pending"
    with pytest.raises(IntegrityError, match="silence_four_eyes"), transaction.atomic():
        put(own, "active", checked_by_id=desk.pk)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"reason": ""}, "silence_has_a_reason"),
        ({"starts_on": date(2022, 3, 1), "ends_on": date(2023, 3, 3)}, "silence_has_an_end"),
        ({"ends_on": date(2023, 2, 28)}, "silence_has_an_end"),
        (
            {"starts_on": date(2023, 12, 1), "ends_on": date(2024, 1, 1)},
            "silence_within_its_year",
        ),
        ({"rule": "over_budget"}, "silence_of_a_known_rule"),
    ],
)
def test_the_database_refuses_what_is_too_wide(silence, columns, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        put(silence, "draft", **columns)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"reason": f"{REASON[:9]} "}, "理由不少于10个字"),
        ({"ends_on": date(2023, 4, 30)}, ""),
    ],
)
def test_a_reason_of_ten_characters_and_sixty_days(town, silence, columns, sentence):
    asked = put(silence, "draft", **columns)
    officer = town.people[Role.UNIT_OFFICER]
    if not sentence:
        assert str(fire(asked, "submit", by=officer, at=NOON).state) == "pending"
        return
    with pytest.raises(Refused, match=sentence):
        fire(asked, "submit", by=officer, at=NOON)


def test_what_is_over_is_not_approved(town, silence):
    late = put(silence, "pending", starts_on=date(2023, 2, 1), ends_on=date(2023, 2, 28))
    with pytest.raises(Refused, match="截止日已经过去"):
        fire(late, "approve", by=town.people[Role.DESK], at=NOON)
