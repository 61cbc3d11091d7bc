"""Where in an object's content a comment may stand 批注位置: a field, a row, or a cell."""

from collections.abc import Iterator, Mapping
from typing import Any

from lifecycle.rules.differences import BETWEEN, Wording

KEYS = ("key", "name")
"""The columns that name a row where it has them; else its first column does."""
LONGEST = 200
"""Characters of an anchor; a longer one, or one of several lines, cannot be kept."""


def anchors(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield every place: `goal`, `indicators`, `indicators.<key>`, `indicators.<key>.weight`."""
    for name, value in content.items():
        yield name
        if isinstance(value, list):
            for row in value:
                here = anchor_of(name, row)
                yield here
                yield from (f"{here}.{column}" for column in row)


def anchor_of(part: str, row: Mapping[str, Any]) -> str:
    """Name the place of one row of a part."""
    return f"{part}.{_named(row)}"


def places(content: Mapping[str, Any], *, wording: Wording) -> dict[str, str]:
    """Say each field and each row in the words of a reader, by its anchor.

    A row has none where its anchor is another's too, or cannot be kept.
    """
    found: dict[str, str] = {}
    for name, value in content.items():
        if not isinstance(value, list):
            found[name] = wording.label(name)
        for number, row in enumerate(value if isinstance(value, list) else (), start=1):
            here = anchor_of(name, row)
            if here not in found and len(here) <= LONGEST and "\n" not in here:
                called = _called(name, row, wording) or str(number)
                found[here] = BETWEEN.join((wording.label(name), called))
    return found


def _called(part: str, row: Mapping[str, Any], wording: Wording) -> str:
    if plainly := row.get("name") or row.get("problem"):
        return str(plainly)
    column, value = next(iter(row.items()))
    said = wording.value(f"{part}.{column}", value)
    return "" if said == value else str(said)


def _named(row: Mapping[str, Any]) -> str:
    return str(next((row[key] for key in KEYS if key in row), next(iter(row.values()))))
