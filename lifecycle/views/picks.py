"""What was picked in a list: the objects, each at the version that its reader saw."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from lifecycle import queries

ONE = re.compile(r"([a-z_]+\.[a-z_]+):([0-9]{1,18})(?::([0-9]{1,9}))?")
MOST = 2000
"""So many at once; each is a line of the log and of the result."""
UNKNOWN = -1
"""The version where the list did not send one: whatever stands now."""
Picks = dict[str, dict[int, int]]
"""By stage, the keys and the versions."""


@dataclass(frozen=True, slots=True)
class Row:
    """One picked object on a page that lists them."""

    subject: Any
    reasons: tuple[str, ...] = ()


def picks_of(request: HttpRequest) -> Picks:
    """Read one object (`one`), the ticked ones (`pick`), or all of a page before (`picks`).

    The last is one field however many there are, so that no limit on fields cuts it off.
    """
    if one := request.POST.get("one"):
        return parsed([one])
    return parsed([*request.POST.getlist("pick"), *request.POST.get("picks", "").split(",")])


def parsed(words: Iterable[str]) -> Picks:
    """Read picks as they are written; what is no pick is passed over."""
    found: Picks = {}
    for word in list(words)[:MOST]:
        if match := ONE.fullmatch(word):
            stage, key, version = match.groups()
            found.setdefault(stage, {})[int(key)] = int(version) if version else UNKNOWN
    return found


def written(picks: Picks) -> str:
    """Write picks as the one field that the next page carries."""
    return ",".join(
        f"{stage}:{key}" if version == UNKNOWN else f"{stage}:{key}:{version}"
        for stage, some in picks.items()
        for key, version in some.items()
    )


def pick(subject: Any) -> str:
    """Write one object as a list sends it."""
    return f"{subject.stage()}:{subject.pk}:{subject.version}"


def seen(user: Any, stage: str, some: dict[int, int]) -> dict[int, int]:
    """Fill in the versions that a list did not send, of the objects that the person sees."""
    if UNKNOWN not in some.values():
        return some
    now = dict(queries.subjects_for(user, stage, some).values_list("pk", "version"))
    return {key: now.get(key, 0) if version == UNKNOWN else version
            for key, version in some.items()}  # fmt: skip
