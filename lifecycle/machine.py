"""How a stage is declared: a Machine and its steps. This declares; `transitions.fire` does."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, Transition, transition

from lifecycle.roles import Role


@dataclass(frozen=True, slots=True)
class Act:
    """One taking of a step: who, when and in what words. Handed to the step's body."""

    by: Any
    at: datetime
    day: date
    note: str = ""


class Need:
    """A condition of a step: says what is missing, or "" when nothing is.

    `failing`, where given, narrows a queryset to the rows that the check would refuse, so that a
    bulk step asks the database once; the sentence still comes from the check itself.
    """

    def __init__(self, check: Callable[[Any], str]) -> None:
        self.check = check
        self.name = check.__name__
        self.about = (check.__doc__ or "").strip()
        self.failing: Callable[[models.QuerySet[Any]], models.QuerySet[Any]] | None = None

    def __call__(self, subject: Any) -> str:
        """Return the fault in words fit for the page."""
        return self.check(subject)

    def in_bulk(
        self, failing: Callable[[models.QuerySet[Any]], models.QuerySet[Any]]
    ) -> Callable[[models.QuerySet[Any]], models.QuerySet[Any]]:
        """Register the set-based form: a decorator beside the check."""
        self.failing = failing
        return failing


def need(check: Callable[[Any], str]) -> Need:
    """Declare a need 前置条件 from a function that returns a sentence or ""."""
    return Need(check)


Owed = Callable[[date], models.Q]
"""Which rows a step is owed on, on a day; of all others it is a right, and nobody waits for it."""


class Audience(StrEnum):
    """Whom a step tells besides those it names by role."""

    NEXT = "next"
    FILER = "filer"


@dataclass(frozen=True, slots=True)
class About:
    """What a step says of itself besides where it leads."""

    label: Any
    by: tuple[Role, ...]
    needs: tuple[Need, ...]
    note: bool
    files: bool
    checks: bool
    tells: tuple[Audience | Role, ...]
    each: bool
    window: tuple[str, ...] = ()
    owed: Owed | None = None


def step(  # noqa: PLR0913 - one line says the whole step
    label: Any,
    source: str | Sequence[str],
    target: str,
    *,
    by: Role | Sequence[Role],
    needs: Need | Sequence[Need] = (),
    note: bool = False,
    files: bool = False,
    checks: bool = False,
    tells: Audience | Role | Sequence[Audience | Role] = (),
    each: bool = False,
    window: str | Sequence[str] = (),
    owed: Owed | None = None,
) -> Callable[[Any], Any]:
    """Declare a step 流转动作. `by` has no default: no step is open to all by accident.

    `files` makes the actor the filer and seals the content; `checks` bars the filer (four eyes);
    `tells` names who gets a notice; `each` says that the body reads its row, so that a bulk step
    runs it row by row; `window` names the states from which the stage's window 填报窗口 must be
    open; `owed` narrows the rows that wait for the step: a duty of some, a right on the others.
    """
    about = About(
        label=label,
        by=(by,) if isinstance(by, Role) else tuple(by),
        needs=(needs,) if isinstance(needs, Need) else tuple(needs),
        note=note,
        files=files,
        checks=checks,
        tells=(tells,) if isinstance(tells, str) else tuple(tells),
        each=each,
        window=(window,) if isinstance(window, str) else tuple(window),
        owed=owed,
    )
    return transition(
        field="state",
        source=source if isinstance(source, str) else list(source),
        target=target,
        custom={"about": about},
    )


def state_field(states: Any) -> Any:
    """Make the guarded column of a stage; the first state is the initial one."""
    return FSMField(_("状态"), default=next(iter(states)), choices=states.choices, protected=True)


@dataclass(frozen=True, slots=True)
class Edge:
    """One step from one state."""

    name: str
    source: str
    target: str
    about: About


class Machine(models.Model):
    """The base of every stage: one guarded `state` and the steps declared on it."""

    State: ClassVar[Any]
    EDITABLE: ClassVar[tuple[str, ...]] = ()
    """States in which the content may be changed, by whom `EDITORS` says."""
    EDITORS: ClassVar[tuple[Role, ...]] = ()
    INTERNAL: ClassVar[tuple[str, ...]] = ()
    """States in which an object is the bureau's own: departments and outsiders see none of it."""
    CONTENT: ClassVar[tuple[str, ...]] = ()
    """Names of the columns that a reviewer judges; hashed with the children of `parts()`."""

    version = models.PositiveIntegerField(_("版本"), default=0, editable=False)
    since = models.DateTimeField(_("进入时间"), null=True, editable=False)
    due_on = models.DateField(_("应办结日期"), null=True, editable=False)
    content_hash = models.CharField(_("内容指纹"), max_length=64, default="", editable=False)

    class Meta:
        abstract = True

    @classmethod
    def stage(cls) -> str:
        """Name the stage as the log does: `app.model`."""
        return str(cls._meta.label_lower)

    @classmethod
    def stage_name(cls) -> str:
        """Name the stage as rule packs and drawings do: self_evaluation for SelfEvaluation."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def edges(cls) -> tuple[Edge, ...]:
        """List each step once for every state it starts from, in the order of the states."""
        return _edges(cls)

    @classmethod
    def initial(cls) -> str:
        """Return the state in which every object is born."""
        return str(next(iter(cls.State)))

    def edges_here(self) -> Iterator[Edge]:
        """Yield the steps that start from the present state."""
        here = str(getattr(self, "state", ""))
        return (edge for edge in self.edges() if edge.source == here)

    @classmethod
    def window_states(cls) -> frozenset[str]:
        """Return the states from which filing is bound to the window of the stage."""
        return frozenset(str(state) for edge in cls.edges() for state in edge.about.window)

    def edge_here(self, name: str) -> Edge | None:
        """Return the step of this name that starts from the present state, if there is one."""
        return next((edge for edge in self.edges_here() if edge.name == name), None)

    def refresh_from_db(
        self, using: Any = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Reload past the guard, for this object alone."""
        # FSMModelMixin unguards the field itself, so every thread loses the guard meanwhile.
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(using, fields, from_queryset)


_EDGES: dict[type, tuple[Edge, ...]] = {}


def _edges(stage: Any) -> tuple[Edge, ...]:
    # Read from the methods, not from the field: an abstract stage has no prepared field yet, and
    # its table's constraints are generated from these edges while the class body still runs.
    if stage not in _EDGES:
        order = [str(state) for state in stage.State]
        found = [edge for name in dir(stage) for edge in _edges_of(name, stage)]
        _EDGES[stage] = tuple(
            sorted(found, key=lambda e: (order.index(e.source), order.index(e.target), e.name))
        )
    return _EDGES[stage]


def _edges_of(name: str, stage: Any) -> Iterator[Edge]:
    meta = getattr(getattr(stage, name, None), "_django_fsm", None)
    declared: dict[str, Transition] = meta.transitions if meta else {}
    for source, found in declared.items():
        yield Edge(name, str(source), str(found.target), found.custom["about"])
