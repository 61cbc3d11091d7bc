"""When an episode opens, worsens and ends."""

from datetime import date

import pytest

from monitoring.rules.episodes import Episode, Move, moves
from monitoring.rules.lights import Light

TODAY = date(2023, 8, 2)
YESTERDAY = date(2023, 8, 1)
GREEN, YELLOW, RED, BLUE, GREY = Light
OPEN, SUPERSEDE, RESOLVE, CLOSE = Move


@pytest.mark.parametrize(
    ("light", "expected"),
    [(GREEN, ()), (BLUE, ()), (GREY, ()), (YELLOW, (OPEN,)), (RED, (OPEN,))],
)
@pytest.mark.parametrize("last", [None, Episode("closed", YELLOW, 6)])
def test_a_bad_light_without_episode_opens_one(light, last, expected):
    assert moves(light, month=7, last=last, as_of=TODAY) == expected


@pytest.mark.parametrize("state", ["open", "acknowledged"])
@pytest.mark.parametrize(
    ("before", "light", "expected"),
    [
        (YELLOW, YELLOW, ()),
        (YELLOW, RED, (SUPERSEDE, OPEN)),
        (YELLOW, GREEN, (RESOLVE,)),
        (YELLOW, BLUE, (RESOLVE,)),
        (YELLOW, GREY, ()),
        (RED, RED, ()),
        (RED, YELLOW, ()),
        (RED, GREEN, (RESOLVE,)),
        (RED, GREY, ()),
    ],
)
def test_an_episode_keeps_its_light_until_it_is_worse_or_good(state, before, light, expected):
    assert moves(light, month=7, last=Episode(state, before, 6), as_of=TODAY) == expected


@pytest.mark.parametrize(
    ("before", "light", "expected"),
    [(RED, GREEN, ()), (YELLOW, GREEN, ()), (RED, RED, ()), (YELLOW, RED, (SUPERSEDE, OPEN))],
)
def test_under_order_only_the_order_ends_it_or_a_worse_light(before, light, expected):
    last = Episode("in_rectification", before, 7)
    assert moves(light, month=7, last=last, as_of=TODAY) == expected


@pytest.mark.parametrize(
    ("light", "resolved", "expected"),
    [
        (GREEN, TODAY, ()),
        (RED, TODAY, ()),
        (GREEN, YESTERDAY, (CLOSE,)),
        (YELLOW, YESTERDAY, (CLOSE, OPEN)),
    ],
)
def test_a_resolved_episode_is_closed_one_run_later(light, resolved, expected):
    last = Episode("resolved", RED, 7, resolved_on=resolved)
    assert moves(light, month=7, last=last, as_of=TODAY) == expected


@pytest.mark.parametrize(
    ("before", "opened", "light", "expected"),
    [
        (RED, 7, RED, ()),
        (RED, 7, YELLOW, ()),
        (YELLOW, 7, RED, (OPEN,)),
        (RED, 6, RED, (OPEN,)),
    ],
)
def test_a_closed_order_answers_for_the_light_of_its_month(before, opened, light, expected):
    last = Episode("closed", before, opened, YESTERDAY, remedied=True)
    assert moves(light, month=7, last=last, as_of=TODAY) == expected
