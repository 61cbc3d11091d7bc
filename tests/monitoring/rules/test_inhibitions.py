"""Inhibition: what has no say while another rule stands, and what is told of the rest."""

from datetime import date

import pytest

from monitoring.rules.inhibitions import Inhibition, halted_by, inhibitions, told_grounds
from monitoring.rules.silences import Ground

E, G, X, M, O = (  # noqa: E741 - the grounds in their order
    Ground.EXECUTION, Ground.GOAL, Ground.MISMATCH, Ground.MISSING, Ground.OVER_BUDGET,
)  # fmt: skip


@pytest.mark.parametrize(
    ("grounds", "yellow", "unloaded", "inhibited", "told"),
    [
        ({E, G, X}, {X}, False, (), {E, G, X}),
        ({G}, set(), True, (Inhibition.UNLOADED,), {G}),
        ({E, G}, set(), True, (Inhibition.UNLOADED,), {G}),
        ({M, G, X, E}, {X, M}, False, (Inhibition.UNREPORTED,), {M, E}),
        ({O, E}, set(), False, (), {O, E}),
        ({O, E, G, X}, {X}, False, (Inhibition.OVER_BUDGET,), {O, E, G}),
        ({O, E, M}, {M}, False, (Inhibition.UNREPORTED, Inhibition.OVER_BUDGET), {O, E}),
    ],
)
def test_what_is_inhibited_and_what_is_left_to_tell(grounds, yellow, unloaded, inhibited, told):
    found = inhibitions(grounds, yellow=yellow, unloaded=unloaded)
    assert found == inhibited
    assert told_grounds(grounds, yellow=yellow, inhibited=found) == told


@pytest.mark.parametrize(
    ("grounds", "left"),
    [({E, G, X}, set()), ({M}, set()), ({O}, {O}), ({O, E, G, X, M}, {O}), (set(), set())],
)
def test_of_a_halted_project_over_budget_alone_is_left_to_tell(grounds, left):
    found = inhibitions(grounds, yellow=set(), unloaded=False, halted=True)
    assert Inhibition.HALTED in found
    assert told_grounds(grounds, yellow=set(), inhibited=found) == left


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (False, "项目暂停，文号甲1号，2023年7月28日，事由：风险"),
        (True, "项目终止，文号甲1号，2023年7月28日，事由：风险"),
    ],
)
def test_a_halt_says_by_which_document_and_why(ends, said):
    assert halted_by("甲1号", on=date(2023, 7, 28), ends=ends, why="风险") == said
