"""Shapes of a JSON body: each names every fault with its place, then reads what is faultless."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from lifecycle.rules.text import text_fault


class Shape(Protocol):
    """What a part of a body looks like."""

    def faults(self, value: object, *, place: str) -> list[str]:
        """Say everything that is wrong, each sentence beginning with its place."""
        ...

    def read(self, value: Any) -> Any:
        """Give the value of a part without faults."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number between two bounds, written as text or whole: a JSON float is not exact."""

    low: Decimal | int
    high: Decimal | int

    def faults(self, value: object, *, place: str) -> list[str]:
        """Say when it is no number or out of bounds."""
        number = _decimal(value)
        if number is None or not self.low <= number <= self.high:
            return [f'{place}：应为{self.low}到{self.high}之间的数，并写成文字（如"60"）']
        return []

    def read(self, value: Any) -> Decimal:
        """Give it as a decimal."""
        return Decimal(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds."""

    low: int
    high: int

    def faults(self, value: object, *, place: str) -> list[str]:
        """Say when it is not whole or out of bounds."""
        if not isinstance(value, int) or value is True or not self.low <= value <= self.high:
            return [f"{place}：应为{self.low}到{self.high}之间的整数"]
        return []

    def read(self, value: Any) -> int:
        """Give it as it is."""
        return int(value)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of clean text."""

    def faults(self, value: object, *, place: str) -> list[str]:
        """Say when it is empty or unclean."""
        if not isinstance(value, str) or not value.strip():
            return [f"{place}：应为文字，且不能为空"]
        fault = text_fault(value, multiline=False)
        return [f"{place}：{fault}"] if fault else []

    def read(self, value: Any) -> str:
        """Give it as it is."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Record:
    """Named parts, all of them and no others, made into one thing."""

    parts: Mapping[str, Shape]
    make: Callable[..., Any] = dict
    check: Callable[[Any], Iterable[str]] = lambda _made: ()
    optional: bool = False
    may_lack: Collection[str] = ()
    """Parts that a body written before they existed does not have."""

    def faults(self, value: object, *, place: str) -> list[str]:
        """Say which parts are missing, unknown or at fault, or what does not fit together."""
        if not isinstance(value, Mapping):
            return [f"{place}：应为一组名称和值"]
        spared = self.parts if self.optional else {*value, *self.may_lack}
        missing = [key for key in self.parts if key not in spared]
        found = [f"{inside(place, key)}：缺少这一项" for key in missing]
        for key, part in value.items():
            found += self._part_faults(str(key), part, place=place)
        return found or [f"{place}：{sentence}" for sentence in self._misfits(value)]

    def _misfits(self, value: Mapping[str, Any]) -> list[str]:
        try:
            return list(self.check(self.read(value)))
        except ValueError as error:
            return [str(error)]

    def _part_faults(self, key: str, part: object, *, place: str) -> list[str]:
        shape = self.parts.get(key)
        if shape is None:
            return [f"{inside(place, key)}：没有这一项"]
        return shape.faults(part, place=inside(place, key))

    def read(self, value: Any) -> Any:
        """Make the thing from its parts."""
        return self.make(**{key: self.parts[key].read(part) for key, part in value.items()})


@dataclass(frozen=True, slots=True)
class Rows:
    """Any number of the same shape, in order."""

    row: Shape
    check: Callable[[Any], Iterable[str]] = lambda _made: ()

    def faults(self, value: object, *, place: str) -> list[str]:
        """Say what is wrong in each row, or with the rows together."""
        if not isinstance(value, list | tuple):
            return [f"{place}：应为列表"]
        found = []
        for at, row in enumerate(value):
            found += self.row.faults(row, place=f"{place}[{at}]")
        return found or [f"{place}：{sentence}" for sentence in self.check(self.read(value))]

    def read(self, value: Any) -> tuple[Any, ...]:
        """Give the rows as a tuple."""
        return tuple(self.row.read(row) for row in value)


@dataclass(frozen=True, slots=True)
class Several:
    """So many parts in a fixed order."""

    parts: Sequence[Shape]

    def faults(self, value: object, *, place: str) -> list[str]:
        """Say what is wrong in each part."""
        if not isinstance(value, list | tuple) or len(value) != len(self.parts):
            return [f"{place}：应为{len(self.parts)}项的列表"]
        found = []
        for at, (shape, part) in enumerate(zip(self.parts, value, strict=True)):
            found += shape.faults(part, place=f"{place}[{at}]")
        return found

    def read(self, value: Any) -> tuple[Any, ...]:
        """Give the parts as a tuple."""
        return tuple(shape.read(part) for shape, part in zip(self.parts, value, strict=True))


def table(keys: Collection[str], *, of: Shape, **options: Any) -> Record:
    """Give the shape of a table: the same shape under each key."""
    return Record(dict.fromkeys(keys, of), **options)


def plain(value: Any) -> Any:
    """Turn decimals, tuples and dataclasses into what JSON can hold, unset fields left out."""
    if is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in fields(value)}
        return {key: plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def inside(place: str, key: str) -> str:
    """Name a part of a place."""
    return f"{place}.{key}" if place else key


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
