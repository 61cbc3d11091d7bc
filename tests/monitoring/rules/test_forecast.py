"""Where a year will end, from earlier years that stood alike."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.rules import forecast
from monitoring.rules.forecast import (
    CENTRES,
    LEAST,
    NEAREST,
    STEPS,
    Band,
    bands,
    outlook,
    proportional,
    quantiles,
)

PERCENT = st.decimals(0, 100, places=2)
SIXTY = Decimal(60)


def d(text):
    return Decimal(str(text))


def spread(*gains):
    """A band at zero whose quantiles rise evenly between the two ends named."""
    low, high = gains
    return tuple(d(low) + (d(high) - d(low)) * n / STEPS for n in range(STEPS + 1))


def test_too_few_earlier_courses_say_nothing():
    pairs = [(d(50), d(90))] * (LEAST - 1)
    assert bands(pairs) == []
    assert outlook(d(50), known=[]) is None


def test_so_many_are_enough_at_every_place():
    found = bands([(d(50), d(90))] * LEAST)
    assert [band.at for band in found] == list(CENTRES)
    assert {band.gains for band in found} == {(d("40.00"),) * (STEPS + 1)}
    assert {band.courses for band in found} == {LEAST}


def test_only_the_nearest_speak_for_a_place():
    slow = [(d(10), d(30))] * NEAREST
    quick = [(d(60), d(100))] * NEAREST
    at = {band.at: band for band in bands(slow + quick)}
    assert set(at[10].gains) == {d("20.00")}
    assert set(at[60].gains) == {d("40.00")}
    assert at[10].courses == NEAREST


def test_of_those_that_stood_at_the_same_place_all_speak():
    pairs = [(d(0), d(10))] * NEAREST + [(d(0), d(90))] * NEAREST
    band = bands(pairs)[0]
    assert band.courses == 2 * NEAREST
    assert (band.gains[0], band.gains[-1]) == (d("10.00"), d("90.00"))


def test_quantiles_lie_between_neighbours_by_straight_line():
    assert quantiles([d(0), d(10)])[STEPS // 2] == d("5.00")
    assert quantiles([d(3)]) == (d("3.00"),) * (STEPS + 1)
    assert quantiles([d(1), d(2), d(4)])[STEPS * 3 // 4] == d("3.00")


def test_the_middle_is_expected_and_eight_in_ten_lie_between():
    found = outlook(d(40), known=[Band(0, spread(10, 50), 99)], red_below=SIXTY)
    assert (found.low, found.expected, found.high) == (d(54), d(70), d(86))
    assert found.courses == 99


@pytest.mark.parametrize(
    ("gains", "red"),
    [((10, 50), 25), ((20, 50), 0), ((19, 39), 5), ((0, 10), 100), ((0, 20), 100)],
)
def test_the_chance_of_red_is_the_part_below_the_limit(gains, red):
    found = outlook(d(40), known=[Band(0, spread(*gains), 99)], red_below=SIXTY)
    assert found.red == red


def test_without_a_red_limit_there_is_no_chance_of_red():
    assert outlook(d(40), known=[Band(0, spread(0, 9), 99)]).red is None


def test_between_two_places_the_nearer_counts_more():
    known = [Band(0, (d(0),) * (STEPS + 1), 50), Band(20, (d(40),) * (STEPS + 1), 80)]
    found = outlook(d(15), known=known)
    assert found.expected == d(45)
    assert found.courses == 50


def test_nothing_ends_beyond_the_whole_unless_it_is_there_already():
    known = [Band(0, (d(90),) * (STEPS + 1), 50)]
    assert outlook(d(40), known=known).expected == 100
    assert outlook(d(105), known=known).expected == 105


@pytest.mark.parametrize(
    ("now", "month", "line"), [("35", 7, "60.00"), ("70", 7, "100"), ("0", 3, "0.00")]
)
def test_the_line_of_time_is_drawn_on_to_the_whole_at_most(now, month, line):
    assert proportional(d(now), month=month) == d(line)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(PERCENT, PERCENT), min_size=LEAST, max_size=80), PERCENT)
def test_an_outlook_is_ordered_and_stays_within_the_year(pairs, now):
    found = outlook(now, known=bands(pairs), red_below=SIXTY)
    assert 0 <= found.low <= found.expected <= found.high <= 100
    assert 0 <= found.red <= 100


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(PERCENT, PERCENT), min_size=LEAST, max_size=60), st.randoms())
def test_the_order_of_the_earlier_courses_does_not_matter(pairs, chance):
    mixed = list(pairs)
    chance.shuffle(mixed)
    assert bands(mixed) == bands(pairs)


def test_a_test_holds_the_forecast_against_the_line_and_what_came():
    known = bands([(d(30), d(90))] * LEAST)
    found = forecast.tested(6, [(d(30), d(90)), (d(30), d(80))], known=known, red_below=SIXTY)
    assert (found.month, found.courses) == (6, 2)
    assert (found.error, found.line_error) == (d("5.00"), d("25.00"))
    assert found.within == d("50.00")
    assert found.brier == 0


def test_a_chance_of_red_that_did_not_come_costs_its_square():
    known = bands([(d(30), d(50))] * LEAST)
    found = forecast.tested(6, [(d(30), d(50)), (d(30), d(70))], known=known, red_below=SIXTY)
    assert found.brier == d("0.5000")


def test_nothing_is_tested_where_nothing_was_known():
    assert forecast.tested(6, [(d(30), d(90))], known=[], red_below=SIXTY) is None
