"""The stages of a project-year as a person sees them: where each object is, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.models import Subject, TransitionLog
from lifecycle.scope import machines, named, placed, visible

COURSE = (
    "appraisal", "target", "amendment", "report", "warning", "rectification",
    "self_evaluation", "department_evaluation", "key_evaluation", "application", "publication",
)  # fmt: skip
"""The stages in the order of a budget year; a stage not named here comes last."""
LINES_SHOWN = 300


@dataclass(frozen=True, slots=True)
class StateMark:
    """One state in a row of them: whether the object is there."""

    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """One object, and where among the states of its stage it stands."""

    subject: Any
    states: tuple[StateMark, ...]
    days_left: int | None

    @property
    def state(self) -> str:
        """Name the present state."""
        return next((mark.label for mark in self.states if mark.here), "")

    @property
    def place(self) -> int:
        """Count the present state among all, from 1."""
        return 1 + next(i for i, mark in enumerate(self.states) if mark.here)

    @property
    def finished(self) -> bool:
        """Whether no step leads on."""
        return next(self.subject.edges_here(), None) is None


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage of a project-year with its objects, oldest first."""

    name: str
    label: str
    objects: tuple[Placed, ...]

    @property
    def mark(self) -> str:
        """Say whether the stage lies ahead, is going on, or is done."""
        if not self.objects:
            return "ahead"
        return "done" if all(placed.finished for placed in self.objects) else "now"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log in words."""

    entry: TransitionLog
    stage: str
    step: str
    before: str
    after: str


def course(model: type[Subject]) -> int:
    """Return the place of a stage in the year."""
    name = model.stage_name()
    return COURSE.index(name) if name in COURSE else len(COURSE)


def machines_in_course() -> list[type[Subject]]:
    """List every stage's table in the order of the year."""
    return sorted(machines(), key=course)


def subject_for(user: Any, stage: str, pk: int, day: date | None = None) -> Any:
    """Return one object of a stage (`app.model`). Raises Http404 to whoever may not see it."""
    model = next((found for found in machines() if found.stage() == stage), None)
    if model is None:
        raise Http404
    found = _whole(visible(model, user, day or clock.today())).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def placed_for(subject: Any, day: date) -> Placed:
    """Say where an object stands among the states of its stage."""
    here = str(subject.state)
    marks = tuple(StateMark(str(s.label), str(s) == here) for s in type(subject).State)
    due = subject.due_on
    return Placed(subject, marks, (due - day).days if due else None)


def timeline_for(project_year: Any, user: Any, day: date | None = None) -> list[StageView]:
    """List every stage in the order of the year, with the objects that the person sees."""
    day = day or clock.today()
    found = []
    for model, path in sorted(placed(), key=lambda pair: course(pair[0])):
        rows = _whole(visible(model, user, day)).filter(**{path: project_year}).distinct()
        objects = tuple(placed_for(subject, day) for subject in rows.order_by("pk"))
        found.append(StageView(model.stage_name(), str(model._meta.verbose_name), objects))
    return found


def _whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    # All that the needs of a step read, in a constant number of queries.
    model = rows.model
    return rows.select_related("filed_by", *named(model)).prefetch_related(
        *model.PARTS, *model.FACTS
    )


def history_for(stages: Sequence[StageView]) -> list[Line]:
    """List what happened to the objects of a timeline, newest first."""
    return history_of([placed.subject for stage in stages for placed in stage.objects])


def history_of(subjects: Sequence[Any]) -> list[Line]:
    """List what happened to some objects, newest first."""
    keys: dict[str, list[int]] = {}
    for subject in subjects:
        keys.setdefault(subject.stage(), []).append(subject.pk)
    if not keys:
        return []
    wanted = Q()
    for stage, some in keys.items():
        wanted |= Q(machine=stage, object_id__in=some)
    lines = TransitionLog.objects.filter(wanted).order_by("-pk")[:LINES_SHOWN]
    return [in_words(entry) for entry in lines]


def in_words(entry: TransitionLog) -> Line:
    """Write a line of the log in the words of its stage; a code without words stays a code."""
    model: Any = next((found for found in machines() if found.stage() == entry.machine), None)
    if model is None:
        return Line(entry, entry.machine, entry.step, entry.before, entry.after)
    steps = step_words(model)
    states = {str(value): str(label) for value, label in model.State.choices}
    return Line(
        entry=entry,
        stage=str(model._meta.verbose_name),
        step=steps.get(entry.step, entry.step),
        before=states.get(entry.before, entry.before),
        after=states.get(entry.after, entry.after),
    )


def step_words(model: Any) -> dict[str, str]:
    """Name every step of a stage, and the change of content, as its log line does."""
    return {edge.name: str(edge.about.label) for edge in model.edges()} | {"edit": _("修改内容")}
