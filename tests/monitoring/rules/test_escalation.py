import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.pack import NATIONAL
from monitoring.rules.escalation import Step, next_level, response_days
from monitoring.rules.lights import Light

AGES = st.integers(0, 60)
PERIODS = st.integers(0, 6)


@pytest.mark.parametrize(
    ("age", "acknowledged", "periods", "overdue", "step"),
    [
        (0, False, 1, 0, Step.OFFICER),
        (4, False, 1, 0, Step.OFFICER),
        (5, False, 1, 0, Step.HEAD_AND_REVIEWER),
        (5, True, 1, 0, Step.OFFICER),
        (9, True, 1, 0, Step.OFFICER),
        (0, True, 2, 0, Step.HEAD_AND_REVIEWER),
        (9, False, 1, 0, Step.HEAD_AND_REVIEWER),
        (10, False, 1, 0, Step.LEADER_AND_DIVISION),
        (10, True, 1, 0, Step.LEADER_AND_DIVISION),
        (0, True, 1, 1, Step.LEADER_AND_DIVISION),
        (19, True, 2, 1, Step.LEADER_AND_DIVISION),
        (20, False, 1, 0, Step.BUREAU_LEADER),
        (0, True, 3, 0, Step.BUREAU_LEADER),
    ],
)
def test_a_warning_rises_by_age_by_red_periods_and_by_an_overdue_plan(
    age, acknowledged, periods, overdue, step
):
    found = next_level(
        age, acknowledged=acknowledged, red_periods=periods, plan_overdue_workdays=overdue
    )
    assert found is step


@given(AGES, AGES, PERIODS, PERIODS, st.booleans())
def test_a_warning_never_falls_as_it_ages(age, more_age, periods, more_periods, acknowledged):
    here = next_level(age, acknowledged=acknowledged, red_periods=periods)
    later = next_level(
        age + more_age, acknowledged=acknowledged, red_periods=periods + more_periods
    )
    assert here <= later


@given(AGES, PERIODS)
def test_an_acknowledgement_never_raises_a_warning(age, periods):
    quiet = next_level(age, acknowledged=True, red_periods=periods)
    assert quiet <= next_level(age, acknowledged=False, red_periods=periods)


@pytest.mark.parametrize(
    ("light", "deadlines"),
    [
        (Light.YELLOW, (Deadline(workdays=10),)),
        (Light.RED, (Deadline(workdays=5), Deadline(days=30))),
        (Light.BLUE, (Deadline(workdays=10),)),
        (Light.GREEN, ()),
        (Light.GREY, ()),
    ],
)
def test_each_light_sets_its_deadlines(light, deadlines):
    assert response_days(light, terms=NATIONAL.deadlines) == deadlines


def test_a_pack_without_a_deadline_sets_none():
    assert response_days(Light.RED, terms={}) == ()
