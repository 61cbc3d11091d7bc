"""What the states of every stage mean, told from the declared steps."""

import pytest

from lifecycle import queries
from lifecycle.rules.parts import Tone
from lifecycle.scope import machines

TARGET = {
    "draft": Tone.MOVING,
    "unit_submitted": Tone.WAITING,
    "dept_review": Tone.WAITING,
    "returned": Tone.RETURNED,
    "published": Tone.DONE,
    "blocked": Tone.ENDED,
    "void": Tone.ENDED,
}


@pytest.mark.parametrize(("state", "tone"), TARGET.items())
def test_a_target_says_whether_it_waits_moves_came_back_or_ended(state, tone):
    assert queries.tone(queries.stage_named("lifecycle.target"), state) is tone


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.stage())
def test_every_stage_begins_unfinished_and_can_be_finished(machine):
    tones = {str(state): queries.tone(machine, str(state)) for state in machine.State}
    assert tones[machine.initial()] in (Tone.MOVING, Tone.WAITING)
    assert {Tone.DONE, Tone.ENDED} & set(tones.values())


@pytest.mark.parametrize(
    ("stage", "state", "expected"),
    [
        ("monitoring.rectification", "closed", Tone.DONE),
        ("lifecycle.amendment", "rejected", Tone.ENDED),
    ],
)
def test_the_only_end_is_a_good_one_and_a_refusal_is_not(stage, state, expected):
    model = queries.stage_named(stage)
    assert state in [str(each) for each in model.State]
    assert queries.tone(model, state) is expected


def test_a_stage_that_is_not_there_is_not_guessed():
    with pytest.raises(LookupError):
        queries.stage_named("lifecycle.nothing")
