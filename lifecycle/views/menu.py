"""The menu 菜单: pages that every app adds, and the stages with what waits for a person there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.queries import Frame
from lifecycle.rights import Held

Words = str | Promise
PAGES: list[tuple[str, Words]] = [
    ("home", _("首页")),
    ("inbox", _("待办")),
    ("review", _("审核")),
    ("projects", _("项目")),
    ("calendar", _("日历")),
    ("process", _("环节运行")),
    ("leader", _("全市总览")),
]
"""The pages of the menu, each by the name of its address."""
SEEN_BY: dict[str, Callable[[Sequence[Held]], bool]] = {"leader": queries.sees_city}
"""Pages for some seats alone; others find no such page."""
STAGES: dict[str, str] = {}
"""The page of each stage (`app.model`), by the name of its address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    label: Words
    url: str
    here: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Menu:
    """The pages, and below them the stages in the order of the year."""

    pages: tuple[Entry, ...]
    stages: tuple[Entry, ...]


def add(
    name: str, label: Words, *, seen_by: Callable[[Sequence[Held]], bool] | None = None
) -> None:
    """Put a page in the menu, once, by the name of its address; `seen_by` asks for whom."""
    if name not in dict(PAGES):
        PAGES.append((name, label))
    if seen_by is not None:
        SEEN_BY[name] = seen_by


def add_stage(stage: str, name: str) -> None:
    """Say on which page a stage is worked; until then its line leads to the to-do list."""
    STAGES[stage] = name


def drawn(at: str, frame: Frame) -> Menu:
    """Draw the menu for a person on the page named `at`."""
    waiting = sum(frame.counts.values())
    pages = (
        Entry(label, reverse(name), name == at, waiting if name == "inbox" else 0)
        for name, label in PAGES
        if name not in SEEN_BY or SEEN_BY[name](frame.seats)
    )
    stages = (_stage(model, at, frame) for model in queries.machines_in_course())
    return Menu(tuple(pages), tuple(stages))


def _stage(model: Any, at: str, frame: Frame) -> Entry:
    stage = model.stage()
    name = STAGES.get(stage, "")
    url = reverse(name) if name else f"{reverse('inbox')}?stage={stage}"
    return Entry(
        model._meta.verbose_name, url, bool(name) and name == at, frame.counts.get(stage, 0)
    )
