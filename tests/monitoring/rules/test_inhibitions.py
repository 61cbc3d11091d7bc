"""Inhibition: what has no say while another rule stands, and what is told of the rest."""

import pytest

from monitoring.rules.inhibitions import Inhibition, inhibitions, told_grounds
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
