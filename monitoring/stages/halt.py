"""Halts 项目暂停或终止: the division records what a document decided, a second person confirms.

Source: 财预〔2019〕136号 (serious problems: the project is suspended 暂缓执行, its payments stop).
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import Role
from monitoring.stages.pause import CONCERNED, DECIDERS
from monitoring.stages.silence import nobody


@need
def documented(halt: Any) -> str:
    """文件日期不在今天之后."""
    return str(halt.document_fault())


class HaltStage(Machine):
    """States and steps of one halt; the table itself is models.Halt."""

    class State(models.TextChoices):
        """Where a halt is; the project stands still in HALTED alone."""

        DRAFT = "draft", _("拟登记")
        RECORDED = "recorded", _("待复核")
        HALTED = "halted", _("暂停或终止中")
        REJECTED = "rejected", _("未通过")
        RESUMED = "resumed", _("已恢复")

    EDITABLE = (State.DRAFT,)
    EDITORS = (Role.PERFORMANCE,)
    INTERNAL = (State.DRAFT, State.RECORDED, State.REJECTED)

    state = state_field(State)
    halted_on = models.DateField(_("生效日期"), null=True, editable=False)
    resumed_on = models.DateField(_("恢复日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("登记暂停或终止"),
        State.DRAFT,
        State.RECORDED,
        by=Role.PERFORMANCE,
        needs=documented,
        files=True,
        tells=DECIDERS,
    )
    def record(self, act: Act) -> None: ...

    @step(
        _("复核通过"),
        State.RECORDED,
        State.HALTED,
        by=DECIDERS,
        needs=documented,
        checks=True,
        tells=(Audience.FILER, *CONCERNED),
    )
    def confirm(self, act: Act) -> None:
        self.halted_on = act.day

    @step(
        _("复核不通过"),
        State.RECORDED,
        State.REJECTED,
        by=DECIDERS,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def reject(self, act: Act) -> None: ...

    @step(
        _("恢复项目"),
        State.HALTED,
        State.RESUMED,
        by=DECIDERS,
        note=True,
        checks=True,
        tells=(Audience.FILER, *CONCERNED),
        owed=nobody,
    )
    def resume(self, act: Act) -> None:
        self.resumed_on = act.day
