"""Rectification 整改: an order goes out, the unit lists, acts and reports, finance verifies.

Source: domain 4.3.8.
"""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import ProseField
from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import UNIT_ROLES, Role

FINANCE = (Role.DESK, Role.PERFORMANCE)


@need
def listed(order: Any) -> str:
    """已列整改清单，每项有措施、责任人和期限."""
    return gettext("；").join(order.unlisted())


@need
def evidenced(order: Any) -> str:
    """每项已有完成日期和佐证材料."""
    return gettext("；").join(order.unproved())


@need
def failed_or_overdue(order: Any) -> str:
    """整改不到位，或已过整改期限."""
    late = order.finish_by is not None and order.finish_by < order.acting_on
    if late or str(order.state) == RectificationStage.State.REOPENED:
        return ""
    return gettext("尚未逾期，也未认定整改不到位")


def past_its_day(day: date) -> models.Q:
    """Find the orders whose last day is past: only those wait to be raised."""
    return models.Q(finish_by__lt=day)


class RectificationStage(Machine):
    """States and steps of one order; the table itself is models.Rectification."""

    class State(models.TextChoices):
        """Where an order is."""

        NOTICE_DRAFT = "notice_draft", _("通知拟稿")
        ISSUED = "issued", _("已发通知")
        RECEIVED = "received", _("已接收")
        REOPENED = "reopened", _("整改不到位")
        ESCALATED = "escalated", _("已升级督办")
        RECTIFYING = "rectifying", _("整改中")
        FEEDBACK = "feedback", _("整改反馈")
        VERIFY = "verify", _("核查中")
        CLOSED = "closed", _("已销号")

    EDITABLE = (State.RECEIVED, State.RECTIFYING)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    days = models.PositiveSmallIntegerField(_("整改期限（天）"), default=30)
    requirement = ProseField(_("整改要求"), default="", editable=False)
    conclusion = ProseField(_("核查结论"), default="", editable=False)
    issued_on = models.DateField(_("发出日期"), null=True, editable=False)
    finish_by = models.DateField(_("整改期限"), null=True, editable=False)
    escalated_on = models.DateField(_("升级日期"), null=True, editable=False)
    closed_on = models.DateField(_("销号日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("发出整改通知"),
        State.NOTICE_DRAFT,
        State.ISSUED,
        by=FINANCE,
        note=True,
        tells=UNIT_ROLES,
        each=True,
    )
    def issue(self, act: Act) -> None:
        self.requirement, self.issued_on = act.note, act.day
        self.finish_by = act.day + timedelta(days=self.days)

    @step(_("接收"), State.ISSUED, State.RECEIVED, by=Role.UNIT_OFFICER)
    def receive(self, act: Act) -> None: ...

    @step(_("开始整改"), State.RECEIVED, State.RECTIFYING, by=Role.UNIT_OFFICER, needs=listed)
    def start(self, act: Act) -> None: ...

    @step(
        _("反馈整改结果"),
        State.RECTIFYING,
        State.FEEDBACK,
        by=Role.UNIT_OFFICER,
        needs=[listed, evidenced],
        files=True,
    )
    def report(self, act: Act) -> None: ...

    @step(_("开始核查"), State.FEEDBACK, State.VERIFY, by=FINANCE, checks=True)
    def verify(self, act: Act) -> None: ...

    @step(
        _("销号"),
        State.VERIFY,
        State.CLOSED,
        by=FINANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def close(self, act: Act) -> None:
        self.conclusion, self.closed_on = act.note, act.day

    @step(
        _("整改不到位"),
        State.VERIFY,
        State.REOPENED,
        by=FINANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def reopen(self, act: Act) -> None: ...

    @step(
        _("继续整改"),
        [State.REOPENED, State.ESCALATED],
        State.RECTIFYING,
        by=Role.UNIT_OFFICER,
    )
    def resume(self, act: Act) -> None: ...

    @step(
        _("升级督办"),
        [State.ISSUED, State.RECEIVED, State.RECTIFYING, State.REOPENED],
        State.ESCALATED,
        by=(Role.PERFORMANCE, Role.SYSTEM),
        needs=failed_or_overdue,
        owed=past_its_day,
        tells=(Role.UNIT_HEAD, Role.DEPARTMENT_HEAD, Role.DESK, Role.PERFORMANCE),
    )
    def escalate(self, act: Act) -> None:
        self.escalated_on = act.day
