"""Due dates 应办结日期 as a reader needs them: how many working days are left."""

from dataclasses import dataclass
from datetime import date

from lifecycle.rules.deadlines import WorkCalendar, workdays_between

NEAR = 3
"""Working days from which on a due date is near (mail reminds at 7, 3 and 1)."""


@dataclass(frozen=True, slots=True)
class Due:
    """A last day, and the working days from today to it; negative when it is past."""

    on: date
    left: int
    today: bool
    late: bool
    provisional: bool

    @property
    def near(self) -> bool:
        """Whether it comes soon."""
        return not self.late and self.left <= NEAR


def due(on: date, *, today: date, calendar: WorkCalendar) -> Due:
    """Reckon a due date; it is late from the day after, a working day or not."""
    left = workdays_between(today, on, calendar=calendar)
    return Due(on, left, on == today, on < today, calendar.provisional(on))
