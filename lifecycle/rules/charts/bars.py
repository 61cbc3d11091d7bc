"""Bars along a line: one for each name, with a mark for the plan where there is one; and stacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lifecycle.rules.charts.scale import (
    Head,
    Twin,
    Value,
    ceiling,
    placed,
    share,
    steps,
    twin,
    written,
)

LENGTH = 1000
"""A track is so long; the page stretches it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One value with its name; `mark` is the plan it is held against."""

    name: str
    value: Value
    tone: str = "lead"
    mark: Value = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar ready to draw on its track."""

    name: str
    href: str
    tone: str
    length: str
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars."""

    head: Head
    twin: Twin
    rows: tuple[DrawnBar, ...]
    ticks: tuple[str, ...]
    kind: str = "bars"


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of part in every stack: its name and tone."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stack."""

    start: str
    length: str
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One stack with its parts in a row."""

    name: str
    text: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """A chart of stacks; each is as long as its sum."""

    head: Head
    twin: Twin
    series: tuple[Series, ...]
    rows: tuple[Stack, ...]
    ticks: tuple[str, ...]
    kind: str = "stacked"


def bars(
    head: Head, given: Sequence[Bar], *, top: Value = None, names: str = "", marks: str = "计划"
) -> Bars:
    """Draw a bar for each value; `top` ends the axis (100 for percent), else a round number.

    `names` and `marks` head the columns of the twin.
    """
    end = Fraction(top) if top else ceiling(n for bar in given for n in (bar.value, bar.mark))
    marked = any(bar.mark is not None for bar in given)
    columns = [names, head.unit, *([marks] if marked else [])]
    rows = (
        [bar.name, written(bar.value), *([written(bar.mark)] if marked else [])] for bar in given
    )
    drawn = tuple(_bar(bar, end) for bar in given)
    return Bars(head, twin(columns, rows), drawn, tuple(written(n) for n in steps(end)))


def _bar(bar: Bar, end: Fraction) -> DrawnBar:
    length = min(share(bar.value, top=end, length=LENGTH), Fraction(LENGTH))
    mark = "" if bar.mark is None else placed(share(bar.mark, top=end, length=LENGTH))
    return DrawnBar(bar.name, bar.href, bar.tone, placed(length), mark, written(bar.value))


def stacked(
    head: Head, series: Sequence[Series], given: Sequence[tuple[str, Sequence[Value]]],
    *, names: str = "",
) -> Stacked:  # fmt: skip
    """Draw a stack for each name; its values stand in the order of the series."""
    sums = [sum(Fraction(n) for n in values if n is not None) for _name, values in given]
    end = ceiling(sums)
    rows = ([name, *(written(n) for n in values)] for name, values in given)
    drawn = tuple(
        Stack(name, written(total), _segments(series, values, end))
        for (name, values), total in zip(given, sums, strict=True)
    )
    columns = [names, *(each.name for each in series)]
    ticks = tuple(written(n) for n in steps(end))
    return Stacked(head, twin(columns, rows), tuple(series), drawn, ticks)


def _segments(
    series: Sequence[Series], values: Sequence[Value], end: Fraction
) -> tuple[Segment, ...]:
    found, start = [], Fraction(0)
    for each, value in zip(series, values, strict=True):
        length = share(value, top=end, length=LENGTH)
        if length:
            title = f"{each.name} {written(value)}"
            found.append(Segment(placed(start), placed(length), each.tone, title))
        start += length
    return tuple(found)
