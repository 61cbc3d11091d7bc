"""Where a proposal to the library stands 建议: derived from what was ruled and released."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from lifecycle.rules.library import Entry, Library, Template


class Standing(StrEnum):
    """What has become of a proposal."""

    WAITING = "waiting"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    RELEASED = "released"
    OVERTAKEN = "overtaken"


STANDING_LABELS = {
    Standing.WAITING: "待审核",
    Standing.REFUSED: "不采纳",
    Standing.ACCEPTED: "已采纳，待发布",
    Standing.RELEASED: "已发布",
    Standing.OVERTAKEN: "原指标已有变化，须重新提出",
}


def standing(
    *,
    accepted: bool | None,
    adopted: bool,
    proposed: Entry,
    base: Entry | None,
    newest: Entry | None,
) -> Standing:
    """Tell where a proposal stands; `newest` is the entry of its code in the newest release.

    One that a later release already says word for word is as good as released; one whose entry
    was changed otherwise is overtaken, so that nobody's later change is undone unseen.
    """
    if accepted is None:
        return Standing.WAITING
    if not accepted:
        return Standing.REFUSED
    if adopted or newest == proposed:
        return Standing.RELEASED
    return Standing.ACCEPTED if newest == base else Standing.OVERTAKEN


def amended(library: Library, entries: Mapping[str, Entry]) -> Library:
    """Return a library with some entries put in or replaced, by their codes.

    A line of a template keeps its weight; its example value goes where the operator changed.
    """
    known = {entry.code for entry in library.entries}
    kept = [entries.get(entry.code, entry) for entry in library.entries]
    new = [entry for code, entry in entries.items() if code not in known]
    return Library([*kept, *new], [_follows(one, entries) for one in library.templates])


def _follows(template: Template, entries: Mapping[str, Entry]) -> Template:
    lines = []
    for line in template.lines:
        now = entries.get(line.entry.code, line.entry)
        aim = line.aim if now.operator is line.entry.operator else None
        lines.append(replace(line, entry=now, aim=aim))
    return replace(template, lines=lines)
