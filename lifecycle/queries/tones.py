"""What a state means 状态含义, derived from the declared steps: no second list of states."""

from functools import cache

from lifecycle.machine import Edge
from lifecycle.models import Subject
from lifecycle.queries.inbox import returned_states
from lifecycle.rules.parts import Tone
from lifecycle.scope import machines


@cache
def stage_named(stage: str) -> type[Subject]:
    """Return the table of a stage (`app.model`). Raises LookupError."""
    found = next((model for model in machines() if model.stage() == stage), None)
    if found is None:
        raise LookupError(stage)
    return found


@cache
def tone(model: type[Subject], state: str) -> Tone:
    """Tell whether it waits for a judgement, moves, came back, is done, or ended otherwise.

    Nothing ordinary leads on from a resting state: it is an end where a reason is always given to
    come there and the stage can rest elsewhere too, else it is done. The first state never rests.
    """
    if state in returned_states(model):
        return Tone.RETURNED
    states = [str(each) for each in model.State if str(each) != model.initial()]
    resting = [each for each in states if not _onward(model, each)]
    if state not in resting:
        judged = any(edge.about.checks for edge in _onward(model, state))
        return Tone.WAITING if judged else Tone.MOVING
    into = [edge for edge in model.edges() if edge.target == state]
    refused = bool(into) and all(edge.about.note for edge in into) and len(resting) > 1
    return Tone.ENDED if refused else Tone.DONE


def finished(model: type[Subject], state: str) -> bool:
    """Tell whether an object in a state has come to an end, done or otherwise."""
    return tone(model, state) in (Tone.DONE, Tone.ENDED)


def _onward(model: type[Subject], state: str) -> list[Edge]:
    # A step that owes a reason and judges nothing undoes or gives up: an exception, not the way.
    here = [edge for edge in model.edges() if edge.source == state]
    return [edge for edge in here if edge.about.checks or not edge.about.note]
