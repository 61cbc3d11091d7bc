"""Which stage of a last day is reminded of."""

import pytest

from monitoring.rules.reminders import stage_now, stages_reached


@pytest.mark.parametrize(
    ("past", "reached"),
    [
        (-8, ()),
        (-7, (-7,)),
        (-4, (-7,)),
        (-3, (-7, -3)),
        (-1, (-7, -3, -1)),
        (0, (-7, -3, -1, 0)),
        (1, (-7, -3, -1, 0, 1)),
        (4, (-7, -3, -1, 0, 1)),
        (5, (-7, -3, -1, 0, 1, 5)),
    ],
)
def test_what_was_reached_stays_reached(past, reached):
    assert stages_reached(past) == reached


@pytest.mark.parametrize(
    ("past", "known", "stage"),
    [
        (-8, (), None),
        (-3, (-7,), -3),
        (-3, (-7, -3), None),
        (2, (-7, -3), 1),
        (9, (-7, -3, -1, 0, 1), 5),
        (9, (5,), None),
    ],
)
def test_of_several_missed_stages_the_latest_speaks_once(past, known, stage):
    assert stage_now(past, known=known) == stage
