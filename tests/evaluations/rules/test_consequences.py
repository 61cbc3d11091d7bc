from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.consequences import ACTION_LABELS, Action, proposal
from evaluations.rules.grades import Grade
from lifecycle.rules.pack import NATIONAL

COEFFICIENTS = NATIONAL.consequences
AMOUNTS = st.decimals(0, 10**11, places=2)


def proposed(base, grade, **options):
    return proposal(Decimal(base), grade=grade, coefficients=COEFFICIENTS, **options)


@pytest.mark.parametrize(
    ("base", "grade", "idle", "action", "amount"),
    [
        ("100", Grade.EXCELLENT, "0", Action.SUPPORT, "100.00"),
        ("100", Grade.GOOD, "0", Action.KEEP, "100.00"),
        ("100", Grade.FAIR, "0", Action.CUT, "80.00"),
        ("0.03", Grade.FAIR, "0", Action.CUT, "0.02"),
        ("100.01", Grade.FAIR, "0", Action.CUT, "80.01"),
        ("100", Grade.POOR, "0", Action.CANCEL, "0.00"),
        ("100", Grade.EXCELLENT, "0.01", Action.CUT, "99.99"),
        ("100", Grade.FAIR, "79.99", Action.CUT, "0.01"),
        ("100", Grade.FAIR, "80", Action.CUT, "0.00"),
        ("100", Grade.FAIR, "80.01", Action.CUT, "0.00"),
        ("0", Grade.GOOD, "0", Action.KEEP, "0.00"),
    ],
)
def test_a_grade_proposes_an_amount(base, grade, idle, action, amount):
    found = proposed(base, grade, idle_balance=Decimal(idle))
    assert (found.action, str(found.amount)) == (action, amount)


@pytest.mark.parametrize("grade", Grade)
def test_what_is_not_rectified_is_held_whatever_its_grade(grade):
    held = proposed(100, grade, unrectified=True)
    assert held.action is Action.HOLD
    assert held.amount == proposed(100, grade).amount


@pytest.mark.parametrize("grade", Grade)
def test_a_halted_project_is_held_whatever_its_grade(grade):
    held, free = proposed(100, grade, halt="项目终止"), proposed(100, grade)
    assert (held.action, held.amount) == (Action.HOLD, free.amount)
    assert held.sentence.endswith("，恢复前不予安排：项目终止")
    assert "恢复" not in free.sentence


def test_a_proposal_gives_its_reason():
    assert proposed(100, Grade.FAIR, idle_balance=Decimal(5)).sentence == (
        "等级中：100元 × 0.80，收回沉淀资金5元，建议压减，75.00元"
    )
    assert proposed(100, Grade.GOOD, unrectified=True).sentence == (
        "等级良：100元 × 1.00，建议暂缓安排，100.00元，整改完成前不予拨付"
    )


def test_every_action_has_its_word():
    assert set(ACTION_LABELS) == set(Action)


@given(AMOUNTS, st.sampled_from(Grade), AMOUNTS, st.booleans())
def test_an_amount_is_never_negative_nor_a_part_of_a_cent(base, grade, idle, late):
    amount = proposed(base, grade, idle_balance=idle, unrectified=late).amount
    assert 0 <= amount <= base
    assert amount.as_tuple().exponent == -2
