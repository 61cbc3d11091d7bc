"""The stages of a project-year as a person sees them: where each object is, and its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import CharField, F, IntegerField, JSONField, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import checks, clock
from lifecycle.models import Person, Subject, TransitionLog
from lifecycle.models.window import SHUT, shut
from lifecycle.queries.duties import STILL_DUE, due_of, still_due
from lifecycle.rights import Held
from lifecycle.scope import machines, named, placed, visible

COURSE = (
    "appraisal", "target", "amendment", "report", "warning", "silence", "pause", "halt",
    "rectification", "self_evaluation", "department_evaluation", "key_evaluation", "application",
    "publication",
)  # fmt: skip
"""The stages in the order of a budget year; a stage not named here comes last."""
LINES_SHOWN = 300
OUTLINE = ("id", "state", "version", "since", "due_on", "year", "organisation_id")
EDITS = {"edit": gettext_lazy("修改内容"), "extend": gettext_lazy("延长期限")}
"""Lines of the log that are no step of a stage."""


@dataclass(frozen=True, slots=True)
class StateMark:
    """One state in a row of them: whether the object is there."""

    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Onward:
    """One step that leads on, and who may take it."""

    label: str
    who: str


@dataclass(frozen=True, slots=True)
class Placed:
    """One object, and where among the states of its stage it stands."""

    subject: Any
    states: tuple[StateMark, ...]
    due_on: date | None
    """The day by which somebody owes a step on it."""
    shut: bool = False
    """Whether its stage is closed to the filing that would come next."""

    @property
    def state(self) -> str:
        """Name the present state."""
        return next((mark.label for mark in self.states if mark.here), "")

    @property
    def place(self) -> int:
        """Count the present state among all, from 1."""
        return 1 + next(i for i, mark in enumerate(self.states) if mark.here)

    @property
    def onward(self) -> list[Onward]:
        """The steps that lead on from here, each with who may take it."""
        return [
            Onward(str(e.about.label), _("、").join(str(role.label) for role in e.about.by))
            for e in self.subject.edges_here()
        ]

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
    href: str = ""

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


def subject_for(
    user: Any, stage: str, pk: int, day: date | None = None, *, held: Sequence[Held] | None = None
) -> Any:
    """Return one object of a stage (`app.model`). Raises Http404 to whoever may not see it.

    `held` are the person's seats where they are known already.
    """
    model = next((found for found in machines() if found.stage() == stage), None)
    if model is None:
        raise Http404
    day = day or clock.today()
    found = _whole(visible(model, user, day, held), day).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def subjects_for(user: Any, stage: str, keys: Iterable[int], day: date | None = None) -> Any:
    """Return which of some objects of a stage a person may see. Raises Http404 without a stage."""
    model = next((found for found in machines() if found.stage() == stage), None)
    if model is None:
        raise Http404
    return visible(model, user, day or clock.today()).filter(pk__in=list(keys))


def named_among(rows: Any, keys: Iterable[int]) -> dict[int, Any]:
    """Read some objects of a stage with what their names need, by their keys."""
    found: dict[int, Any] = rows.select_related(*named(rows.model)).in_bulk(list(keys))
    return found


def placed_for(subject: Any, day: date) -> Placed:
    """Say where an object stands among the states of its stage."""
    here = str(subject.state)
    marks = tuple(StateMark(str(s.label), str(s) == here) for s in type(subject).State)
    return Placed(subject, marks, due_of(subject, day))


def course_of(project_year: Any, user: Any, *, day: date, seats: Sequence[Held]) -> list[StageView]:
    """List every stage in the order of the year, with where its objects stand, in one query.

    The objects carry their state and dates alone; `objects_for` reads them whole.
    """
    order = sorted(placed(), key=lambda pair: course(pair[0]))
    rows = [_outline(model, path, project_year, user, day, seats) for model, path in order]
    found: dict[str, list[Placed]] = {}
    for stage, number, due, span, *columns in rows[0].union(*rows[1:]):
        model: Any = next(m for m, _path in order if m.stage() == stage)
        subject = model(**dict(zip(OUTLINE, columns, strict=True)))
        subject.__dict__.update({STILL_DUE: due, SHUT: span})
        if model.NUMBERED:
            setattr(subject, model.NUMBERED, number)
        _placed_in(subject, project_year.project.organisation)
        stands = replace(placed_for(subject, day), shut=checks.shut_now(subject, day))
        found.setdefault(stage, []).append(stands)
    return [
        StageView(
            model.stage_name(),
            str(model._meta.verbose_name),
            tuple(sorted(found.get(model.stage(), ()), key=lambda each: each.subject.pk)),
        )
        for model, _path in order
    ]  # fmt: skip


def _outline(
    model: Any, path: str, project_year: Any, user: Any, day: date, seats: Sequence[Held]
) -> QuerySet[Any]:
    rows: Any = visible(model, user, day, seats).filter(**{path: project_year}).order_by()
    stage = Value(model.stage(), output_field=CharField())
    number = Cast(F(model.NUMBERED) if model.NUMBERED else Value(0), IntegerField())
    span = shut(model, day) if model.window_states() else Value(None, output_field=JSONField())
    rows = rows.annotate(
        stage_of=stage, number_of=number, **{STILL_DUE: still_due(model, day), SHUT: span}
    )
    first = ("stage_of", "number_of", STILL_DUE, SHUT)
    found: QuerySet[Any] = rows.values_list(*first, *OUTLINE)
    return found


def _placed_in(subject: Any, unit: Any) -> None:
    # The unit and its department are read already: no object needs to ask for its own again.
    for place in (unit, unit.department):
        if place is not None and place.pk == subject.organisation_id:
            subject.organisation = place


def objects_for(
    project_year: Any,
    user: Any,
    stage: str,
    *,
    day: date,
    seats: Sequence[Held],
    more: Sequence[str] = (),
    acting: bool = True,
) -> list[Placed]:
    """List the objects of one stage (by its name) that the person sees, whole, newest first.

    `more` names related rows that are shown beside the content, with who wrote them. What only
    the needs of a step read is left out for whoever takes none (`acting`).
    """
    model, path = next(pair for pair in placed() if pair[0].stage_name() == stage)
    rows = visible(model, user, day, seats).filter(**{path: project_year}).distinct()
    beside = [Prefetch(name, _signed(model, name)) for name in more]
    whole = _whole(rows.prefetch_related(*beside), day, acting=acting)
    found = whole.order_by("-pk")
    return [placed_for(subject, day) for subject in found]


def _signed(model: Any, name: str) -> QuerySet[Any]:
    child: Any = model._meta.get_field(name).related_model
    people = [f.name for f in child._meta.concrete_fields if f.related_model is Person]
    rows: QuerySet[Any] = (
        child._default_manager.select_related(*people) if people else (child._default_manager.all())
    )
    return rows


def _whole(rows: QuerySet[Any], day: date, *, acting: bool = True) -> QuerySet[Any]:
    # All that the needs of a step read, and its window, in a constant number of queries.
    model = rows.model
    joined = [path for path in model.FACTS if _forward(model, path)]
    apart = [path for path in model.FACTS if acting and path not in joined]
    rows = rows.select_related("filed_by", *named(model), *joined).prefetch_related(
        *model.PARTS, *apart
    )
    rows = rows.annotate(**{STILL_DUE: still_due(model, day)})
    return rows.annotate(**{SHUT: shut(model, day)}) if model.window_states() else rows


def _forward(model: Any, path: str) -> bool:
    # Whether every step of a path leads to one row at most, which a join brings along.
    name, _mark, rest = path.partition("__")
    found = model._meta.get_field(name)
    single = found.concrete and (found.many_to_one or found.one_to_one)
    return bool(single and (not rest or _forward(found.related_model, rest)))


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
    """Name every step of a stage, and each change beside the steps, as its log line does."""
    found = {edge.name: str(edge.about.label) for edge in model.edges()}
    return found | {name: str(words) for name, words in EDITS.items()}
