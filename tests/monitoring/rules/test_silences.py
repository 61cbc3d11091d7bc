"""What a silence covers, and how long it may last."""

from datetime import date

import pytest

from monitoring.rules.silences import Case, Ground, Matcher, grounds_of, last_day, silenced

MONEY, GOAL, OVER = Ground.EXECUTION, Ground.GOAL, Ground.OVER_BUDGET


@pytest.mark.parametrize(
    ("starts_on", "last"),
    [
        (date(2023, 3, 1), date(2023, 4, 30)),
        (date(2023, 11, 1), date(2023, 12, 31)),
        (date(2023, 11, 2), date(2023, 12, 31)),
    ],
)
def test_it_ends_within_sixty_days_and_its_year(starts_on, last):
    assert last_day(starts_on, year=2023) == last


def case(*grounds, unit=1, project=5, month=7):
    return Case(unit, project, month, frozenset(grounds))


@pytest.mark.parametrize(
    ("matchers", "grounds", "covered"),
    [
        ([], [MONEY], False),
        ([Matcher(1)], [MONEY], True),
        ([Matcher(2)], [MONEY], False),
        ([Matcher(1, 5)], [MONEY], True),
        ([Matcher(1, 6)], [MONEY], False),
        ([Matcher(1, 5, "execution")], [MONEY], True),
        ([Matcher(1, 5, "execution")], [MONEY, GOAL], False),
        ([Matcher(1, 5, "execution"), Matcher(1, None, "goal")], [MONEY, GOAL], True),
        ([Matcher(1, 5, "goal")], [MONEY], False),
        ([Matcher(1, 5, month=7)], [MONEY], True),
        ([Matcher(1, 5, month=8)], [MONEY], False),
        ([Matcher(1)], [MONEY, OVER], False),
        ([Matcher(1)], [], True),
        ([Matcher(1, 5, "goal")], [], False),
    ],
)
def test_every_ground_must_be_covered_and_over_budget_never_is(matchers, grounds, covered):
    assert silenced(case(*grounds), by=matchers) is covered


def test_the_grounds_are_the_bad_parts_of_the_light():
    found = grounds_of("red", goal="green", mismatch="yellow", missing="", over_budget=True)
    assert found == {MONEY, Ground.MISMATCH, OVER}
