"""What every chart has: a head, a table twin, a scale with round steps, and written numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
PARTS = 4
"""Steps on an axis."""
NONE = "—"
LATIN_END = "\u02ff"
Value = Decimal | Fraction | int | None


@dataclass(frozen=True, slots=True)
class Head:
    """What a chart says of itself: title, period, the day of its figures, unit."""

    title: str
    period: str
    as_of: str
    unit: str


@dataclass(frozen=True, slots=True)
class Twin:
    """The same figures as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what is written there."""

    at: str
    label: str


def ceiling(values: Iterable[Value]) -> Fraction:
    """Give the round number at which an axis from 0 ends, never below the largest value."""
    largest = max((Fraction(value) for value in values if value is not None), default=Fraction(0))
    if largest <= 0:
        return Fraction(1)
    power = Fraction(10) ** (len(str(int(largest))) - 1 if largest >= 1 else -_zeros(largest))
    return next(step * power for step in STEPS if step * power >= largest)


def _zeros(small: Fraction) -> int:
    # How often to multiply by ten until a first digit stands before the point.
    count = 0
    while small < 1:
        small, count = small * 10, count + 1
    return count


def steps(top: Fraction) -> list[Fraction]:
    """Cut an axis from 0 to its end into equal parts."""
    return [top * n / PARTS for n in range(PARTS + 1)]


def written(value: Value) -> str:
    """Write a number with thousands commas and no idle zeros; a dash for what is not known."""
    if value is None:
        return NONE
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    text = f"{Decimal(exact):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def extent(text: str, *, size: int = 12) -> int:
    """Reckon how wide a text is drawn: a Chinese character is as wide as it is high."""
    wide = sum(character > LATIN_END for character in text)
    return wide * size + (len(text) - wide) * size * 3 // 5


def placed(number: Fraction | Decimal | int) -> str:
    """Write a coordinate: two decimals at most."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def share(value: Value, *, top: Fraction, length: int) -> Fraction:
    """Give how long a value is on an axis of some length; below zero it has none."""
    if value is None:
        return Fraction(0)
    return max(Fraction(0), Fraction(value)) * length / top


def twin(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Twin:
    """Make the table twin."""
    return Twin(tuple(columns), tuple(tuple(row) for row in rows))
