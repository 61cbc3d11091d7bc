"""A library written as the table from which it is read: what goes out comes in unchanged."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal

from lifecycle.rules.indicators import (
    ACCUMULATION_LABELS,
    LEVEL_ONE_LABELS,
    LEVEL_ONE_OF,
    LEVEL_TWO_LABELS,
    TYPED_SIGNS,
)
from lifecycle.rules.library import METHOD_LABELS, Entry, Library, Line, Template
from lifecycle.rules.library_file import COLUMNS, DEFINING, entry_faults

FIELDS = (
    "sector", "field", "project_type", "level", "level", "name", "operator", "unit", "reference",
    "basis", "data_source", "method", "accumulation", "numerator", "denominator", "evidence",
    "achieved", "partly", "missed",
)  # fmt: skip
"""What each defining column of the table says of an entry."""
FIELD_OF = dict(zip(DEFINING, FIELDS, strict=True))


def library_table(library: Library) -> str:
    """Write all entries, then the lines of each template, as CSV."""
    out = io.StringIO()
    sheet = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    sheet.writeheader()
    sheet.writerows(_rows(library))
    return out.getvalue()


def entry_cells(entry: Entry) -> dict[str, str]:
    """Write what defines an entry, by the columns of the table."""
    cells = {name: getattr(entry, field) for name, field in FIELD_OF.items()}
    return cells | {
        "一级指标": LEVEL_ONE_LABELS[LEVEL_ONE_OF[entry.level]],
        "二级指标": LEVEL_TWO_LABELS[entry.level],
        "指标性质": TYPED_SIGNS[entry.operator],
        "参考值": _figure(entry.reference),
        "评分方法": METHOD_LABELS[entry.method] if entry.method else "",
        "累计方式": ACCUMULATION_LABELS[entry.accumulation] if entry.accumulation else "",
    }


def proposal_faults(entry: Entry) -> list[tuple[str, str]]:
    """List what keeps an entry from standing in the table, each with the field of the entry."""
    found = entry_faults(0, entry_cells(entry))
    return [(FIELD_OF[fault.column], fault.sentence) for fault in found]


def _rows(library: Library) -> Iterator[Mapping[str, str]]:
    for entry in library.entries:
        yield {"编码": entry.code, **entry_cells(entry)}
    for template in library.templates:
        for at, line in enumerate(template.lines):
            yield _placed(template, line, goal="" if at else template.goal)


def _placed(template: Template, line: Line, *, goal: str) -> Mapping[str, str]:
    return {
        "编码": line.entry.code,
        "模板": template.name,
        "总体目标": goal,
        "权重": _figure(line.weight),
        "示例值": line.aim.shown if line.aim else "",
    }


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
