"""Pauses of payment 暂缓拨付: the division proposes, a second person decides, people alone lift.

Source: warnings.md L5 (a human decision with form, never automatic); 财预〔2019〕136号 (暂缓拨款).
The timetable only asks that somebody look: it neither pauses nor resumes a payment.
"""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role

DECIDERS = (Role.PERFORMANCE, Role.LEADER)
CONCERNED = (*UNIT_ROLES, *DEPARTMENT_ROLES, Role.DESK, Role.BUDGET)


def to_be_decided(_day: date) -> models.Q:
    """Match the pauses of which somebody must say whether they go on; of others one may."""
    return models.Q(state="lift_due")


@need
def complete(pause: Any) -> str:
    """原因不少于10个字，有期限或恢复条件，期限在今天之后且不跨预算年度."""
    return str(pause.terms_fault())


@need
def still_red(pause: Any) -> str:
    """红灯预警尚未解除."""
    return str(pause.ended_fault())


class PauseStage(Machine):
    """States and steps of one pause; the table itself is models.Pause."""

    class State(models.TextChoices):
        """Where a pause is; payments are held in PAUSED and LIFT_DUE."""

        DRAFT = "draft", _("拟提出")
        PROPOSED = "proposed", _("待决定")
        PAUSED = "paused", _("暂缓拨付中")
        LIFT_DUE = "lift_due", _("待决定是否恢复")
        REJECTED = "rejected", _("未同意")
        LIFTED = "lifted", _("已恢复拨付")

    EDITABLE = (State.DRAFT,)
    EDITORS = (Role.PERFORMANCE,)
    INTERNAL = (State.DRAFT, State.PROPOSED, State.REJECTED)

    state = state_field(State)
    paused_on = models.DateField(_("暂缓起"), null=True, editable=False)
    kept_on = models.DateField(_("决定继续日期"), null=True, editable=False)
    lifted_on = models.DateField(_("恢复日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("提出暂缓拨付"),
        State.DRAFT,
        State.PROPOSED,
        by=Role.PERFORMANCE,
        needs=[complete, still_red],
        files=True,
        tells=DECIDERS,
    )
    def propose(self, act: Act) -> None: ...

    @step(
        _("同意暂缓拨付"),
        State.PROPOSED,
        State.PAUSED,
        by=DECIDERS,
        needs=[complete, still_red],
        checks=True,
        tells=(Audience.FILER, *CONCERNED),
    )
    def approve(self, act: Act) -> None:
        self.paused_on = act.day

    @step(
        _("不同意暂缓"),
        State.PROPOSED,
        State.REJECTED,
        by=DECIDERS,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def reject(self, act: Act) -> None: ...

    @step(
        _("提请决定是否恢复"),
        State.PAUSED,
        State.LIFT_DUE,
        by=Role.SYSTEM,
        tells=DECIDERS,
    )
    def ask(self, act: Act) -> None: ...

    @step(
        _("继续暂缓"),
        State.LIFT_DUE,
        State.PAUSED,
        by=DECIDERS,
        note=True,
        checks=True,
        tells=(Audience.FILER, *CONCERNED),
    )
    def keep(self, act: Act) -> None:
        self.kept_on = act.day

    @step(
        _("恢复拨付"),
        [State.PAUSED, State.LIFT_DUE],
        State.LIFTED,
        by=DECIDERS,
        note=True,
        checks=True,
        tells=(Audience.FILER, *CONCERNED),
        owed=to_be_decided,
    )
    def lift(self, act: Act) -> None:
        self.lifted_on = act.day
