"""Silences 静默: a unit asks that mails about a warning stop for a while, finance decides.

Source: warnings.md. A silence changes no state, light or count: it is asked when mails are made.
"""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import UNIT_ROLES, Role

FINANCE = (Role.DESK, Role.PERFORMANCE)


def nobody(_day: date) -> models.Q:
    """Find no row: a step that anybody may take and nobody waits for."""
    return models.Q(pk__in=[])


@need
def bounded(silence: Any) -> str:
    """理由字数和期限符合规则包，且不跨预算年度."""
    return str(silence.bounds_fault())


@need
def ahead(silence: Any) -> str:
    """截止日尚未过去."""
    return str(silence.lateness_fault())


class SilenceStage(Machine):
    """States and steps of one silence; the table itself is models.Silence."""

    class State(models.TextChoices):
        """Where a silence is."""

        DRAFT = "draft", _("拟申请")
        PENDING = "pending", _("待审批")
        ACTIVE = "active", _("静默中")
        REFUSED = "refused", _("未同意")
        ENDED = "ended", _("已结束")
        EXPIRED = "expired", _("已到期")

    EDITABLE = (State.DRAFT,)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    approved_on = models.DateField(_("批准日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("申请静默"),
        State.DRAFT,
        State.PENDING,
        by=UNIT_ROLES,
        needs=bounded,
        files=True,
        tells=FINANCE,
    )
    def submit(self, act: Act) -> None: ...

    @step(
        _("同意静默"),
        State.PENDING,
        State.ACTIVE,
        by=FINANCE,
        needs=ahead,
        checks=True,
        tells=Audience.FILER,
    )
    def approve(self, act: Act) -> None:
        self.approved_on = act.day

    @step(
        _("不同意"),
        State.PENDING,
        State.REFUSED,
        by=FINANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def refuse(self, act: Act) -> None: ...

    @step(_("撤回申请"), State.PENDING, State.ENDED, by=UNIT_ROLES, owed=nobody)
    def withdraw(self, act: Act) -> None: ...

    @step(
        _("立即结束"),
        State.ACTIVE,
        State.ENDED,
        by=(*FINANCE, *UNIT_ROLES),
        note=True,
        tells=Audience.FILER,
        owed=nobody,
    )
    def end(self, act: Act) -> None: ...

    @step(_("预警解除，提前结束"), [State.PENDING, State.ACTIVE], State.ENDED, by=Role.SYSTEM)
    def lift(self, act: Act) -> None: ...

    @step(_("到期"), [State.PENDING, State.ACTIVE], State.EXPIRED, by=Role.SYSTEM)
    def expire(self, act: Act) -> None: ...
