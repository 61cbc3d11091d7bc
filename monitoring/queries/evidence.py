"""What monitoring tells the quality rules: how each indicator runs in its year."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lifecycle.queries.evidence import evidence
from lifecycle.rules.quality import Track
from monitoring.models.report import Reading
from monitoring.rules.lights import Light, Possibility

MIDSUMMER = 7
"""A blue light up to this month says that the target was set low (domain 3.5 C5)."""
SAID = (
    "report__project_year", "key", "report__month", "actual", "possibility", "light",
)  # fmt: skip


@evidence("tracks")
def tracks(year: int, project: int | None) -> dict[tuple[int, str], Track]:
    """Follow every indicator of a year through its reports, by project-year and key."""
    rows = Reading.objects.filter(report__year=year).order_by("report__month")
    if project is not None:
        rows = rows.filter(report__project_year__project=project)
    return followed(rows.values_list(*SAID))


def followed(rows: Iterable[Any]) -> dict[tuple[int, str], Track]:
    """Sum up readings, oldest first."""
    found: dict[tuple[int, str], Track] = {}
    for project_year, key, month, actual, possibility, light in rows:
        track = found.get((project_year, str(key)), Track())
        found[project_year, str(key)] = replace(
            track,
            actual=track.actual if actual is None else actual,
            impossible=track.impossible + (possibility == Possibility.IMPOSSIBLE),
            blue=track.blue or (light == Light.BLUE and month <= MIDSUMMER),
        )
    return found
