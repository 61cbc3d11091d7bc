"""How far a year is 进度: every stage's objects counted by state, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from lifecycle.models import FiscalYear, Subject
from lifecycle.queries.stages import course
from lifecycle.queries.tallies import tallies
from lifecycle.queries.tones import tone
from lifecycle.rights import Held
from lifecycle.rules.parts import Tone
from lifecycle.scope import machines, undecided


@dataclass(frozen=True, slots=True)
class Progress:
    """One stage of a year: how many objects there are, by state and by what the state means."""

    stage: str
    label: str
    states: tuple[tuple[str, str, int], ...]
    """Code, word and count of each state that has any, in the order of the stage."""
    tones: dict[Tone, int]

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.tones.values())


def progress_of(seats: list[Held], year: int) -> list[Progress]:
    """Count a year's objects stage by stage in the order of the year, in one query.

    They are read from the tallies: who sees by more than the tree is shown no progress.
    """
    counted: dict[str, dict[str, int]] = {}
    rows: Any = tallies(seats, years=[year]).order_by().values_list("machine", "state")
    for stage, state, n in rows.annotate(whole=Sum("n")):
        if n:
            counted.setdefault(stage, {})[state] = n
    tables = sorted(machines(), key=course)
    return [_progress(one, _told(one, counted.get(one.stage(), {}), seats)) for one in tables]


def _told(model: type[Subject], counts: dict[str, int], seats: Sequence[Held]) -> dict[str, int]:
    hidden = undecided(model, seats)
    return {state: n for state, n in counts.items() if state not in hidden}


def _progress(model: Any, counts: dict[str, int]) -> Progress:
    states = tuple(
        (str(state), str(state.label), counts[str(state)])
        for state in model.State
        if str(state) in counts
    )
    tones: dict[Tone, int] = {}
    for state, _label, n in states:
        means = tone(model, state)
        tones[means] = tones.get(means, 0) + n
    return Progress(model.stage(), str(model._meta.verbose_name), states, tones)


def packs_in_force() -> QuerySet[FiscalYear]:
    """Return the open years, newest first, each with the rule pack by which it is judged."""
    return FiscalYear.objects.select_related("pack").order_by("-year")
