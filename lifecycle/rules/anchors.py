"""Where in an object's content a comment may stand 批注位置: a field, a row, or a cell."""

from collections.abc import Iterator, Mapping
from typing import Any

KEY = "key"
"""The column that names a row where it has one; else its first column does."""


def anchors(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield every place: `goal`, `indicators`, `indicators.<key>`, `indicators.<key>.weight`."""
    for name, value in content.items():
        yield name
        if isinstance(value, list):
            for row in value:
                here = f"{name}.{_named(row)}"
                yield here
                yield from (f"{here}.{column}" for column in row)


def _named(row: Mapping[str, Any]) -> str:
    return str(row[KEY] if KEY in row else next(iter(row.values())))
