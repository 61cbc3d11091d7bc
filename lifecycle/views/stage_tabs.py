"""Tabs of the page of a project-year: each app declares those of its own stages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle import queries
from lifecycle.forms import StepForm
from lifecycle.models import Amendment, Target
from lifecycle.queries import Placed, StageView
from lifecycle.queries.contents import Words, content_of
from lifecycle.roles import BUREAU_SIDE
from lifecycle.rules.differences import Difference
from lifecycle.templatetags.marks import Words as Text
from lifecycle.views.common import Card, Hour, Request, Trouble, card_of
from lifecycle.views.deeds import openings_on
from lifecycle.views.panels import panel

PAGE = "project"
TEMPLATE = "lifecycle/tabs/stage.html"
TAB_OF: dict[str, str] = {}
"""The tab of each stage, by the stage's name."""
Changes = tuple[Difference, ...]
Extra = Callable[["ProjectPage"], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """What every tab of the page knows: the project-year, its course, the hour, the trouble."""

    request: Request
    project_year: Any
    course: tuple[StageView, ...]
    hour: Hour
    trouble: Trouble | None = None

    @property
    def url(self) -> str:
        """The address of the page without a tab."""
        return reverse("project-year", args=[self.project_year.pk])

    @property
    def typed(self) -> Any:
        """The form that was refused, with its words, where it was no step."""
        if self.trouble is None or isinstance(self.trouble.form, StepForm):
            return None
        return self.trouble

    @property
    def unseen(self) -> str:
        """What is said of a thing not shown, where it may be there; "" for who sees all."""
        return "" if queries.sees_all_beside(self.hour.seats) else _("没有您可以查看的内容")

    @property
    def subjects(self) -> list[Any]:
        """Every object of the course, by its outline."""
        return [placed.subject for stage in self.course for placed in stage.objects]

    def count(self, stage: str) -> int:
        """How many objects of a stage the reader sees."""
        return sum(len(found.objects) for found in self.course if found.name == stage)

    def cards(self, shown: "Shown") -> list[Card]:
        """Read the objects of a stage whole, newest first, each with its content and steps."""
        if not self.count(shown.stage):
            return []
        hour, user = self.hour, self.request.user
        found = queries.objects_for(
            self.project_year,
            user,
            shown.stage,
            day=hour.day,
            seats=hour.seats,
            more=shown.more,
            acting=self._acting(shown.stage),
        )
        subjects = [placed.subject for placed in found]
        said = queries.threads_among(user, subjects, day=hour.day, seats=hour.seats)
        changed = _changed(found)
        return [self._card(placed, shown, changed.get(placed.subject.pk), said) for placed in found]

    def _acting(self, stage: str) -> bool:
        # The needs of a step are asked only for whoever holds a role of it.
        roles = {seat.role for seat in self.hour.seats}
        placed = (one for found in self.course if found.name == stage for one in found.objects)
        return any(roles & set(e.about.by) for one in placed for e in one.subject.edges_here())

    def _card(
        self, placed: Placed, shown: "Shown", changes: Changes | None, said: Mapping[Any, Any]
    ) -> Card:
        content = content_of(placed.subject, said=shown.said, more=shown.more)
        return card_of(
            placed,
            self.request.user,
            at=self.hour.at,
            seats=self.hour.seats,
            trouble=self.trouble,
            content=content,
            changes=changes,
            threads=tuple(said.get((placed.subject.stage(), placed.subject.pk), ())),
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """One stage on a tab: the rows shown beside its content, and the words of bare codes."""

    stage: str
    more: tuple[str, ...] = ()
    said: Words | None = None


def _changed(found: Sequence[Placed]) -> dict[int, Changes]:
    # A version of a target against the one below; an amendment against the version it changes.
    rows = [placed.subject for placed in found]
    amended = queries.amended([row for row in rows if isinstance(row, Amendment)])
    versions = {row.number: row for row in rows if isinstance(row, Target)}
    return amended | {
        row.pk: queries.changed_since(versions[number - 1], row)
        for number, row in versions.items()
        if number - 1 in versions
    }


def stage_tab(  # noqa: PLR0913 - one tab as it is declared
    name: str,
    *,
    title: Text,
    order: int,
    stages: Sequence[Shown],
    why: Text,
    then: Text = "",
    extra: Extra | None = None,
    template: str = TEMPLATE,
) -> None:
    """Declare the tab that shows what some stages hold; `extra` adds to what is drawn."""
    TAB_OF.update({shown.stage: name for shown in stages})

    def draw(_request: Request, page: ProjectPage, _day: date) -> Mapping[str, Any]:
        groups = [(_label(page, shown), page.cards(shown)) for shown in stages]
        more = extra(page) if extra else {}
        filled = [group for group in groups if group[1]]
        bureau = bool(BUREAU_SIDE & {seat.role for seat in page.hour.seats})
        more = {"may_hide": bureau, "typed": page.typed, **more}
        opened = openings_on(
            page.project_year, page.subjects, page.hour.seats, page.hour.day, tab=name
        )
        more = {"openings": opened, **more}
        said = {"why": page.unseen or why, "then": "" if page.unseen else then}
        return {"groups": filled, **said, "several": len(stages) > 1, **more}

    panel(PAGE, name, title=title, order=order, template=template)(draw)


def _label(page: ProjectPage, shown: Shown) -> str:
    return next((found.label for found in page.course if found.name == shown.stage), "")


def linked(course: Sequence[StageView], url: str) -> tuple[StageView, ...]:
    """Let every stage of a course lead to its tab."""
    return tuple(
        replace(found, href=f"{url}?tab={TAB_OF[found.name]}" if found.name in TAB_OF else "")
        for found in course
    )
