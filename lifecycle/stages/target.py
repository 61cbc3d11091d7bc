"""Performance targets 绩效目标: a unit files, department and bureau judge, the budget approves.

Source: domain 4.3.2; 财预〔2015〕88号 (谁分配资金，谁审核目标; 谁批复预算，谁批复目标).
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Audience, Machine, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.stages.target_needs import (
    MUST_BE_PUBLIC,
    amended,
    appraised,
    faultless,
    judged_by_department,
    judged_by_desk,
    judged_by_performance,
    not_secret,
    ordinary,
)


def publication_owed(_day: date) -> Q:
    """Find the targets that must be published: of key projects and whole departments, in force.

    Source: domain 1.10; what is secret is never published, what a later version replaced no more.
    """
    return MUST_BE_PUBLIC & ~Q(project_year__targets__number__gt=F("number"))


class TargetStage(Machine):
    """States and steps of one version of a target; the table itself is models.Target."""

    class State(models.TextChoices):
        """Where a target is."""

        DRAFT = "draft", _("编制中")
        UNIT_SUBMITTED = "unit_submitted", _("单位送审")
        DEPT_REVIEW = "dept_review", _("部门审核")
        BIZ_REVIEW = "biz_review", _("业务科室审核")
        PERF_REVIEW = "perf_review", _("绩效科审核")
        FINALISED = "finalised", _("审定")
        APPROVED = "approved", _("已批复")
        PUBLISHED = "published", _("已公开")
        RETURNED = "returned", _("退回修改")
        BLOCKED = "blocked", _("不得入库")
        VOID = "void", _("作废")

    EDITABLE = (State.DRAFT, State.RETURNED)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    approved_on = models.DateField(_("批复日期"), null=True, editable=False)
    published_on = models.DateField(_("公开日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("送审"),
        [State.DRAFT, State.RETURNED],
        State.UNIT_SUBMITTED,
        by=Role.UNIT_OFFICER,
        needs=[faultless, appraised],
        files=True,
        window=State.DRAFT,
    )
    def submit(self, act: Act) -> None: ...

    @step(_("撤回"), [State.UNIT_SUBMITTED, State.DEPT_REVIEW], State.DRAFT, by=UNIT_ROLES)
    def withdraw(self, act: Act) -> None: ...

    @step(
        _("受理"), State.UNIT_SUBMITTED, State.DEPT_REVIEW, by=Role.DEPARTMENT_OFFICER, checks=True
    )
    def accept(self, act: Act) -> None: ...

    @step(
        _("部门审核通过"),
        State.DEPT_REVIEW,
        State.BIZ_REVIEW,
        by=Role.DEPARTMENT_HEAD,
        needs=judged_by_department,
        checks=True,
    )
    def endorse(self, act: Act) -> None: ...

    @step(
        _("部门退回"),
        [State.UNIT_SUBMITTED, State.DEPT_REVIEW],
        State.RETURNED,
        by=DEPARTMENT_ROLES,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def dept_return(self, act: Act) -> None: ...

    @step(
        _("审定"),
        State.BIZ_REVIEW,
        State.FINALISED,
        by=Role.DESK,
        needs=[ordinary, judged_by_desk],
        checks=True,
    )
    def clear(self, act: Act) -> None: ...

    @step(
        _("转绩效科"),
        State.BIZ_REVIEW,
        State.PERF_REVIEW,
        by=Role.DESK,
        needs=judged_by_desk,
        checks=True,
    )
    def refer(self, act: Act) -> None: ...

    @step(
        _("部门不予通过"),
        State.DEPT_REVIEW,
        State.BLOCKED,
        by=Role.DEPARTMENT_HEAD,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def dept_block(self, act: Act) -> None: ...

    @step(
        _("业务科室退回"),
        State.BIZ_REVIEW,
        State.RETURNED,
        by=Role.DESK,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def desk_return(self, act: Act) -> None: ...

    @step(
        _("业务科室不予通过"),
        State.BIZ_REVIEW,
        State.BLOCKED,
        by=Role.DESK,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def desk_block(self, act: Act) -> None: ...

    @step(
        _("绩效科退回"),
        State.PERF_REVIEW,
        State.RETURNED,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def perf_return(self, act: Act) -> None: ...

    @step(
        _("绩效科不予通过"),
        State.PERF_REVIEW,
        State.BLOCKED,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def perf_block(self, act: Act) -> None: ...

    @step(
        _("重点审定"),
        State.PERF_REVIEW,
        State.FINALISED,
        by=Role.PERFORMANCE,
        needs=judged_by_performance,
        checks=True,
    )
    def finalise(self, act: Act) -> None: ...

    @step(
        _("批复"),
        State.FINALISED,
        State.APPROVED,
        by=Role.BUDGET,
        checks=True,
        tells=Audience.FILER,
    )
    def approve(self, act: Act) -> None:
        self.approved_on = act.day

    @step(
        _("调整生效"),
        State.DRAFT,
        State.APPROVED,
        by=Role.SYSTEM,
        needs=amended,
        files=True,
    )
    def adopt(self, act: Act) -> None:
        self.approved_on = act.day

    @step(
        _("公开"),
        State.APPROVED,
        State.PUBLISHED,
        by=DEPARTMENT_ROLES,
        needs=not_secret,
        owed=publication_owed,
    )
    def publish(self, act: Act) -> None:
        self.published_on = act.day

    @step(
        _("解除不得入库"),
        State.BLOCKED,
        State.RETURNED,
        by=Role.PERFORMANCE,
        note=True,
        tells=Audience.FILER,
    )
    def reopen(self, act: Act) -> None: ...

    @step(
        _("作废"),
        [State.DRAFT, State.RETURNED, State.BLOCKED],
        State.VOID,
        by=Role.UNIT_HEAD,
        note=True,
    )
    def void(self, act: Act) -> None: ...
