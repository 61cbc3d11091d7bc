"""The budget year 预算年度 that a person looks at: chosen, or that of the business clock."""

from collections.abc import Collection
from datetime import date
from typing import Any

from lifecycle import clock
from lifecycle.queries.projects import years


def year_shown(offered: Collection[int], chosen: Any, day: date) -> int:
    """Return the chosen year while it is open, else the running one, else the newest before it."""
    if chosen in offered:
        return int(chosen)
    past = [year for year in offered if year <= day.year]
    return max(past or offered, default=day.year)


def current_year(chosen: Any = None, day: date | None = None) -> int:
    """Return the year that is looked at, for whoever has no page around it."""
    return year_shown(years(), chosen, day or clock.today())
