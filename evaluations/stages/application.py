"""Result application 结果应用: what a grade does to next year's budget, decided by a person.

Source: domain 4.3.9; 中发〔2018〕34号 (低效无效资金一律削减或取消); 财预〔2020〕10号.
"""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import MoneyField
from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import Role


@need
def source_confirmed(application: Any) -> str:
    """所依据的评价结果已确认，且与提出建议时一致."""
    return str(application.source_fault())


@need
def answered(application: Any) -> str:
    """主管部门已表态，或异议期限已过."""
    return str(application.answer_fault())


@answered.in_bulk
def _unanswered(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    answers = rows.model._meta.get_field("answers").related_model._default_manager
    same = answers.filter(application=OuterRef("pk"), proposed_amount=OuterRef("proposed_amount"))
    return rows.exclude(Exists(same))


@need
def not_held(application: Any) -> str:
    """没有暂停或终止、未解除的红灯、未完成的整改或列入结果应用的暂缓拨付，压减、取消、暂缓除外."""
    return str(application.hold_fault())


@not_held.in_bulk
def _held(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    holds = rows.model._meta.get_field("project_year").related_model.holds.rel.related_model
    same = {"project_year__project": OuterRef("project_year__project")}
    return rows.filter(Exists(holds._default_manager.filter(lifted_on=None, **same)))


class ApplicationStage(Machine):
    """States and steps of a result application; the table itself is models.Application."""

    class State(models.TextChoices):
        """Where an application is."""

        PROPOSED = "proposed", _("建议")
        DEPT_OBJECTION = "dept_objection", _("征求部门意见")
        DECIDED = "decided", _("已决定")
        APPLIED = "applied", _("已应用")
        REPORTED = "reported", _("已报告")

    EDITABLE = (State.PROPOSED, State.DEPT_OBJECTION)
    EDITORS = (Role.DESK, Role.PERFORMANCE)

    state = state_field(State)
    proposed_amount = MoneyField(_("建议金额（元）"))
    decided_amount = MoneyField(_("决定金额（元）"), null=True, blank=True)
    decided_on = models.DateField(_("决定日期"), null=True, editable=False)
    applied_on = models.DateField(_("应用日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("征求意见"),
        State.PROPOSED,
        State.DEPT_OBJECTION,
        by=Role.DESK,
        needs=source_confirmed,
        files=True,
        tells=Role.DEPARTMENT_HEAD,
    )
    def consult(self, act: Act) -> None: ...

    @step(
        _("退回重提"),
        State.DEPT_OBJECTION,
        State.PROPOSED,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def send_back(self, act: Act) -> None: ...

    @step(
        _("决定"),
        State.DEPT_OBJECTION,
        State.DECIDED,
        by=Role.PERFORMANCE,
        needs=answered,
        checks=True,
        each=True,
        tells=Role.DEPARTMENT_HEAD,
    )
    def decide(self, act: Act) -> None:
        if self.decided_amount is None:
            self.decided_amount = self.proposed_amount
        self.decided_on = act.day

    @step(
        _("应用"),
        State.DECIDED,
        State.APPLIED,
        by=Role.BUDGET,
        needs=[source_confirmed, not_held],
        checks=True,
    )
    def apply(self, act: Act) -> None:
        self.applied_on = act.day

    @step(_("报告"), State.APPLIED, State.REPORTED, by=Role.PERFORMANCE)
    def report(self, act: Act) -> None: ...
