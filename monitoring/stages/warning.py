"""Warnings 预警处置: a yellow or red light asks its unit for a cause, a plan and a date.

Source: warnings.md; domain 2.4. An episode keeps its light: a worse one supersedes it. What the
timetable does here is told in one digest a day (actions.digest), never step by step.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Machine, need, state_field, step
from lifecycle.roles import UNIT_ROLES, Role


@need
def answered(warning: Any) -> str:
    """已填原因、措施和完成日期."""
    return str(warning.answer_fault())


@need
def promised_soon(warning: Any) -> str:
    """完成日期不早于今天，也不超过规定期限."""
    return str(warning.promise_fault())


@need
def order_closed(warning: Any) -> str:
    """整改通知已销号."""
    return str(warning.order_fault())


class WarningStage(Machine):
    """States and steps of one episode; the table itself is models.Warning."""

    class State(models.TextChoices):
        """Where a warning is."""

        PENDING = "pending", _("待发出")
        OPEN = "open", _("待说明")
        ACKNOWLEDGED = "acknowledged", _("已说明")
        IN_RECTIFICATION = "in_rectification", _("整改中")
        RESOLVED = "resolved", _("已解除")
        CLOSED = "closed", _("已办结")

    EDITABLE = (State.OPEN,)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    opened_on = models.DateField(_("预警日期"), null=True, editable=False)
    resolved_on = models.DateField(_("解除日期"), null=True, editable=False)
    remedied_on = models.DateField(_("整改完成日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(_("发出预警"), State.PENDING, State.OPEN, by=Role.SYSTEM)
    def open(self, act: Act) -> None:
        self.opened_on = act.day

    @step(
        _("说明情况"),
        State.OPEN,
        State.ACKNOWLEDGED,
        by=Role.UNIT_OFFICER,
        needs=[answered, promised_soon],
        files=True,
    )
    def acknowledge(self, act: Act) -> None: ...

    @step(
        _("责令整改"),
        [State.OPEN, State.ACKNOWLEDGED],
        State.IN_RECTIFICATION,
        by=(Role.DESK, Role.PERFORMANCE),
        note=True,
        checks=True,
        tells=UNIT_ROLES,
    )
    def order(self, act: Act) -> None: ...

    @step(
        _("灯已转绿"),
        [State.OPEN, State.ACKNOWLEDGED],
        State.RESOLVED,
        by=Role.SYSTEM,
    )
    def resolve(self, act: Act) -> None:
        self.resolved_on = act.day

    @step(
        _("整改完成"),
        State.IN_RECTIFICATION,
        State.RESOLVED,
        by=Role.SYSTEM,
        needs=order_closed,
    )
    def remedy(self, act: Act) -> None:
        self.resolved_on = self.remedied_on = act.day

    @step(
        _("转为红灯"),
        [State.OPEN, State.ACKNOWLEDGED, State.IN_RECTIFICATION],
        State.CLOSED,
        by=Role.SYSTEM,
    )
    def supersede(self, act: Act) -> None: ...

    @step(_("办结"), State.RESOLVED, State.CLOSED, by=(Role.DESK, Role.SYSTEM))
    def close(self, act: Act) -> None: ...
