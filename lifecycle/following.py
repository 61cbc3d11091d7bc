"""What follows from a step: opening, closing or freezing other objects in its transaction.

A stage may touch its own row alone, and a step must not be taken without its consequence,
whichever page, task or command takes it. So an action says which step it follows, and `fire`
runs it before the transaction ends.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lifecycle.machine import Act

Consequence = Callable[[Sequence[Any], Act], None]

CONSEQUENCES: dict[tuple[str, str], list[Consequence]] = {}


def follows(stage: str, *steps: str) -> Callable[[Consequence], Consequence]:
    """Register an action as the consequence of steps of a stage (`app.model`)."""

    def register(action: Consequence) -> Consequence:
        for step in steps:
            CONSEQUENCES.setdefault((stage, step), []).append(action)
        return action

    return register


def has_consequence(stage: str, step: str) -> bool:
    """Tell whether anything follows from a step."""
    return (stage, step) in CONSEQUENCES


def run(stage: str, step: str, moved: Sequence[Any], act: Act) -> None:
    """Run what follows from a step that these objects have taken."""
    for action in CONSEQUENCES.get((stage, step), ()):
        action(moved, act)
