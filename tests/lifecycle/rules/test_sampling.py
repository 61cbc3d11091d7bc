"""The sample: what is always drawn, and what anybody can draw again from the seed."""

from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.sampling import (
    Candidate,
    Ground,
    Lot,
    SampleNumbers,
    always,
    by_lot,
    draw_lots,
    draw_sample,
    seed_fault,
)

NUMBERS = SampleNumbers(always_from=Decimal(20_000_000), share=Decimal(20))
SEED = "20230301-0715"


def small(n):
    return [Candidate(f"5201{k:04d}", Decimal(6_000_000)) for k in range(n)]


@pytest.mark.parametrize(
    ("amount", "known", "ground"),
    [
        ("19999999.99", {}, None),
        ("20000000", {}, Ground.AMOUNT),
        ("20000000.01", {}, Ground.AMOUNT),
        ("1", {"concern": True}, Ground.CONCERN),
        ("1", {"bond": True}, Ground.BOND),
        ("30000000", {"bond": True, "concern": True}, Ground.BOND),
    ],
)
def test_large_contested_and_bond_projects_are_always_drawn(amount, known, ground):
    assert always(Candidate("1", Decimal(amount), **known), numbers=NUMBERS) == ground


@pytest.mark.parametrize(("rest", "drawn"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2)])
def test_a_share_of_the_rest_is_drawn_rounded_up(rest, drawn):
    candidates = [*small(rest), Candidate("bond", bond=True)]
    assert by_lot(candidates, numbers=NUMBERS) == drawn
    found = draw_sample(candidates, numbers=NUMBERS, seed=SEED)
    assert sum(lot.ground is Ground.LOT for lot in found) == drawn
    assert [lot.code for lot in found] == [one.code for one in candidates]
    assert found[-1] == Lot("bond", True, Ground.BOND)


def test_anybody_draws_the_same_again_with_a_plain_digest():
    codes = [one.code for one in small(10)]
    smallest = sorted(codes, key=lambda code: sha256(f"{SEED}:{code}".encode()).hexdigest())[:2]
    found = draw_sample(small(10), numbers=NUMBERS, seed=SEED)
    assert {lot.code for lot in found if lot.chosen} == set(smallest)


def test_another_seed_draws_another_sample():
    drawn = {
        tuple(lot.chosen for lot in draw_sample(small(40), numbers=NUMBERS, seed=f"seed-{n:03d}"))
        for n in range(5)
    }
    assert len(drawn) == 5


@given(st.permutations(range(12)))
def test_the_order_of_the_list_decides_nothing(order):
    rows = small(12)
    straight = draw_sample(rows, numbers=NUMBERS, seed=SEED)
    mixed = draw_sample([rows[n] for n in order], numbers=NUMBERS, seed=SEED)
    assert {lot.code: lot for lot in straight} == {lot.code: lot for lot in mixed}


def test_so_many_lots_as_are_wanted_are_drawn():
    found = draw_lots(["甲", "乙", "丙"], seed=SEED, wanted=2)
    assert [lot.chosen for lot in found] == [True, True, False]
    assert [lot.lot for lot in found] == sorted(lot.lot for lot in found)


@pytest.mark.parametrize("seed", ["202303", "a" * 64, "A-1-b-2"])
def test_a_seed_is_six_to_sixty_four_plain_characters(seed):
    assert seed_fault(seed) == ""


@pytest.mark.parametrize("seed", ["", "12345", "a" * 65, "1234 56", "种子种子种子", "123456\n"])
def test_any_other_seed_is_told_in_a_sentence(seed):
    assert seed_fault(seed).startswith("种子应为6至64位")
