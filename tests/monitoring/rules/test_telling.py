"""When a warning is worth a mail: new, worse, again, resolved; and what keeps mails back."""

from datetime import date

import pytest

from monitoring.rules.inhibitions import Inhibition
from monitoring.rules.lights import Light
from monitoring.rules.telling import Bar, Standing, Told, Why, held_back, must_wait, why_tell

DAY = date(2023, 8, 15)
RED, YELLOW = Light.RED, Light.YELLOW


def told(light=RED, level=1, month=7, workdays=0, *, resolved=False):
    return Told(light, level, month, workdays, resolved)


@pytest.mark.parametrize(
    ("now", "last", "why"),
    [
        (Standing(RED, 1, 7), None, Why.NEW),
        (Standing(YELLOW, 1, 7), None, Why.NEW),
        (Standing(RED, 1, 7), told(workdays=4), None),
        (Standing(RED, 1, 7), told(workdays=5), Why.AGAIN),
        (Standing(RED, 1, 7), told(YELLOW), Why.RISEN),
        (Standing(RED, 2, 7), told(level=1), Why.RISEN),
        (Standing(RED, 1, 7), told(level=2), None),
        (Standing(YELLOW, 1, 7), told(YELLOW, workdays=99), None),
        (Standing(YELLOW, 1, 8), told(YELLOW, month=7), Why.AGAIN),
        (Standing(YELLOW, 1, 7), told(RED), None),
        (Standing(RED, 1, 7, promised_on=DAY), told(workdays=5), None),
        (Standing(RED, 1, 7, promised_on=date(2023, 8, 14)), told(workdays=5), Why.AGAIN),
        (Standing(RED, 2, 7, promised_on=DAY), told(level=1), Why.RISEN),
        (Standing(RED, 1, 7, over=True), told(), Why.RESOLVED),
        (Standing(RED, 1, 7, over=True), told(resolved=True), None),
        (Standing(RED, 1, 7, over=True), None, None),
    ],
)
def test_why_a_person_is_told(now, last, why):
    assert why_tell(now, last=last, on=DAY) is why


def bar(**changes):
    nothing = {
        "silenced": False,
        "mute": None,
        "amended_workdays": None,
        "goal_alone": True,
        "ordered": False,
        "flaps": False,
    }
    return held_back(**nothing | changes)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, None),
        ({"silenced": True, "ordered": True}, Bar.SILENCED),
        ({"mute": Inhibition.UNLOADED}, Bar.UNLOADED),
        ({"silenced": True, "mute": Inhibition.UNLOADED}, Bar.SILENCED),
        ({"mute": Inhibition.HALTED, "ordered": True, "flaps": True}, Bar.HALTED),
        ({"amended_workdays": 20}, Bar.AMENDING),
        ({"amended_workdays": 21}, None),
        ({"amended_workdays": 3, "goal_alone": False}, None),
        ({"ordered": True}, Bar.ORDERED),
        ({"flaps": True}, Bar.FLAPPING),
    ],
)
def test_what_keeps_mails_back(changes, found):
    assert bar(**changes) is found


@pytest.mark.parametrize(
    ("gap", "mails", "waits"), [(10, 200, False), (11, 1, True), (1, 201, True), (9, 0, False)]
)
def test_a_long_gap_or_many_mails_wait_for_a_word(gap, mails, waits):
    assert must_wait(gap_days=gap, mails=mails) is waits
