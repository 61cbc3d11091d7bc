"""The chapters of the demonstration year, each on its day; every app tells its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

Telling = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One day of the story: what happens, and when.

    Told in one transaction, or in one for each half of the desks where nobody above a desk acts.
    """

    name: str
    title: str
    on: date
    tell: Telling
    by_desks: bool = False

    @property
    def parts(self) -> tuple[int | None, ...]:
        """The halves in which it is told; None is the whole city at once."""
        return (0, 1) if self.by_desks else (None,)

    def mark(self, part: int | None) -> str:
        """Name what is told, as the database remembers it."""
        return self.name if part is None else f"{self.name}/{part}"


CHAPTERS: dict[str, Chapter] = {}
YEAR = 2023


def chapter(
    title: str, *, on: tuple[int, int, int], by_desks: bool = False
) -> Callable[[Telling], Telling]:
    """Register a chapter; `on` is month, day and the offset from the budget year."""
    month, day, offset = on

    def register(tell: Telling) -> Telling:
        name = f"{tell.__module__}.{tell.__qualname__}"
        CHAPTERS[name] = Chapter(name, title, date(YEAR + offset, month, day), tell, by_desks)
        return tell

    return register


def in_order() -> Iterator[Chapter]:
    """Yield the chapters by their day; those of one day in the order of their names."""
    yield from sorted(CHAPTERS.values(), key=lambda found: (found.on, found.name))
