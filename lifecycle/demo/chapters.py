"""The chapters of the demonstration year, each on its day; every app tells its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

Telling = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One day of the story: what happens, and when; told in one transaction."""

    name: str
    title: str
    on: date
    tell: Telling


CHAPTERS: dict[str, Chapter] = {}
YEAR = 2023


def chapter(title: str, *, on: tuple[int, int, int]) -> Callable[[Telling], Telling]:
    """Register a chapter; `on` is month, day and the offset from the budget year."""
    month, day, offset = on

    def register(tell: Telling) -> Telling:
        name = f"{tell.__module__}.{tell.__qualname__}"
        CHAPTERS[name] = Chapter(name, title, date(YEAR + offset, month, day), tell)
        return tell

    return register


def in_order() -> Iterator[Chapter]:
    """Yield the chapters by their day; those of one day in the order of their names."""
    yield from sorted(CHAPTERS.values(), key=lambda found: (found.on, found.name))
