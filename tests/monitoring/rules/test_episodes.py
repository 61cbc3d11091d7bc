"""When an episode opens, worsens and ends."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.queries.packs import shipped_body
from lifecycle.rules.pack import NATIONAL, from_json
from monitoring.rules.episodes import Episode, Move, flapping, moves, recovered
from monitoring.rules.lights import Light
from monitoring.rules.limits import Limits

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


STEADY = Limits(**from_json(shipped_body("steady")).lights)
LOOSE = Limits(**NATIONAL.lights)


@pytest.mark.parametrize(
    ("pace", "limits", "ends"),
    [
        ("80", STEADY, False),
        ("84.9999", STEADY, False),
        ("85", STEADY, True),
        ("80", LOOSE, True),
        (None, STEADY, True),
    ],
)
def test_a_warning_ends_only_clear_of_the_limit(pace, limits, ends):
    found = None if pace is None else Decimal(pace)
    assert recovered(found, month=7, limits=limits) is ends


@pytest.mark.parametrize(
    ("lights", "revisions", "flaps"),
    [
        ("ryr", 1, False),
        ("rgrg", 1, True),
        ("grgr", 1, True),
        ("rgrr", 1, False),
        ("rgrgg", 1, True),
        ("rgrggg", 1, False),
        ("rgrgggr", 1, False),
        ("g", 2, False),
        ("g", 3, True),
        ("", 0, False),
    ],
)
def test_three_changes_in_three_periods_flap_until_two_stable_ones(lights, revisions, flaps):
    names = {"r": Light.RED, "y": Light.YELLOW, "g": Light.GREEN}
    history = [names[one] for one in lights]
    assert flapping(history, revisions=revisions, limits=STEADY) is flaps
    assert not flapping(history, revisions=revisions, limits=LOOSE)
