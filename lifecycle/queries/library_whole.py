"""A release of the library as plain values, as the rules read and write it."""

from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.models import LibraryIndicator, LibraryRelease, LibraryTemplate
from lifecycle.models.library import Described
from lifecycle.models.subject import plain
from lifecycle.rules.differences import Difference, Wording, differences
from lifecycle.rules.indicators import Accumulation, LevelTwo, Operator
from lifecycle.rules.library import Entry, Library, Line, Method, Template
from lifecycle.rules.typed_aim import Aim

COLUMNS = tuple(column.name for column in fields(Entry) if column.name != "code")


def entry_of(row: Described, code: str) -> Entry:
    """Return what a row says of an indicator, under a code."""
    values: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    values |= {
        "level": LevelTwo(row.level),
        "operator": Operator(row.operator),
        "method": Method(row.method) if row.method else None,
        "accumulation": Accumulation(row.accumulation) if row.accumulation else None,
    }
    return Entry(code=code, **values)


def library_of(release: LibraryRelease) -> Library:
    """Return all that a release holds, in the order in which it was taken in."""
    rows = release.indicators.order_by("pk")
    entries = {row.pk: entry_of(row, row.code) for row in rows}
    templates = release.templates.order_by("pk").prefetch_related("lines")
    return Library(list(entries.values()), [_template(one, entries) for one in templates])


def _template(found: LibraryTemplate, entries: dict[int, Entry]) -> Template:
    rows = sorted(found.lines.all(), key=lambda row: row.pk)
    lines = [Line(entries[row.indicator_id], row.weight, _aim(row)) for row in rows]
    return Template(found.name, found.goal, lines)


def _aim(row: Any) -> Aim | None:
    if row.target is None and row.due is None and not row.wording:
        return None
    return Aim(Operator(row.operator), row.wording, row.target, row.target_high, due=row.due)


def changes_of(seen: Described | Entry, now: Described | Entry) -> list[Difference]:
    """Compare what is said of one indicator, by the labels that a person reads."""
    return differences(_said(seen), _said(now), wording=_wording())


def compared(seen: Library | None, now: Library) -> list[Difference]:
    """Compare two releases: entries by their code, templates by their name."""
    before = _content(seen) if seen else {"entries": [], "templates": []}
    return differences(before, _content(now), wording=_wording())


def _content(library: Library) -> dict[str, Any]:
    entries = [{"code": entry.code, **_said(entry)} for entry in library.entries]
    templates = [
        {"name": one.name, "goal": one.goal, "lines": "；".join(map(_line, one.lines))}
        for one in library.templates
    ]
    return {"entries": entries, "templates": templates}


def _line(line: Line) -> str:
    aim = line.aim.shown if line.aim else ""
    return " ".join(filter(None, (line.entry.code, f"{line.weight.normalize():f}", aim)))


def _said(row: Described | Entry) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in COLUMNS}


def _wording() -> Wording:
    found = {name: LibraryIndicator._meta.get_field(name) for name in COLUMNS}
    labels = {name: str(getattr(column, "verbose_name", name)) for name, column in found.items()}
    choices = {name: getattr(column, "flatchoices", ()) for name, column in found.items()}
    words = {name: {str(k): str(v) for k, v in some} for name, some in choices.items() if some}
    placed = {f"entries.{name}": label for name, label in labels.items()}
    placed |= {"entries": _("指标"), "entries.code": _("编码"), "templates": _("模板")}
    placed |= {"templates.goal": _("年度总体目标"), "templates.lines": _("指标和权重")}
    return Wording(labels | placed, words | {f"entries.{n}": some for n, some in words.items()})
