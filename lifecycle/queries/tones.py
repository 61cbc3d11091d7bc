"""What a state means 状态含义, derived from the declared steps: no second list of states."""

from functools import cache

from lifecycle.models import Subject
from lifecycle.queries.inbox import returned_states
from lifecycle.rules.parts import Tone
from lifecycle.scope import machines


def stage_named(stage: str) -> type[Subject]:
    """Return the table of a stage (`app.model`). Raises LookupError."""
    found = next((model for model in machines() if model.stage() == stage), None)
    if found is None:
        raise LookupError(stage)
    return found


@cache
def tone(model: type[Subject], state: str) -> Tone:
    """Tell whether it waits for a judgement, moves, came back, is done, or ended otherwise.

    A last state that is only ever reached with a reason given is an end, any other is done.
    """
    if state in returned_states(model):
        return Tone.RETURNED
    onward = [edge for edge in model.edges() if edge.source == state]
    if not onward:
        into = [edge for edge in model.edges() if edge.target == state]
        return Tone.ENDED if all(edge.about.note for edge in into) else Tone.DONE
    return Tone.WAITING if any(edge.about.checks for edge in onward) else Tone.MOVING
