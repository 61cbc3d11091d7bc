"""Windows 填报窗口: from which day to which day a stage of a budget year is open for filing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lifecycle.rules.deadlines import Deadline


@dataclass(frozen=True, slots=True)
class Span:
    """Two days, both counted in; None leaves that side open."""

    opens_on: date | None = None
    closes_on: date | None = None

    def __post_init__(self) -> None:
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValueError("窗口的截止日不能早于开放日")

    def ahead(self, day: date) -> bool:
        """Tell whether it is still to open on a day."""
        return self.opens_on is not None and day < self.opens_on

    def over(self, day: date) -> bool:
        """Tell whether it has closed before a day."""
        return self.closes_on is not None and day > self.closes_on

    def holds(self, day: date) -> bool:
        """Tell whether it is open on a day."""
        return not self.ahead(day) and not self.over(day)

    def touches(self, start: date, end: date) -> bool:
        """Tell whether any day from start to end lies in it."""
        return not self.ahead(end) and not self.over(start)


def closing_day(deadlines: Mapping[str, Deadline], *, state: str, year: int) -> date | None:
    """Give the day of the year by which a pack wants a state left; None where it names no day."""
    found = deadlines.get(state)
    if found is None or found.by is None:
        return None
    month, day, offset = found.by
    return date(year + offset, month, day)
