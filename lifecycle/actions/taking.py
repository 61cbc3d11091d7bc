"""Taking indicators over into a draft 选用: added below what stands there, never over it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lifecycle.actions.writing import Line, key_of, write_content
from lifecycle.models import Target
from lifecycle.queries.taking import Values, offers_of


def take_indicators(
    target: Target,
    rows: Sequence[Values],
    *,
    by: Any,
    version: int | None = None,
    at: datetime | None = None,
) -> Target:
    """Add indicators to a target that may be changed, as one edit of its content.

    What it has already by name or by entry is left out, so the same rows once more change
    nothing. Raises Refused, or ValidationError for what cannot be stored.
    """
    new = [Line("", offer.values) for offer in offers_of(target, rows) if not offer.why_not]
    if not new:
        return target
    standing = sorted(target.indicators.all(), key=lambda row: row.pk)
    kept = [Line(key_of(row), {}) for row in standing]
    return write_content(
        target, by=by, changes={}, part="indicators", lines=[*kept, *new], version=version, at=at
    )
