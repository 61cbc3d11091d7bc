"""Target amendment 绩效目标调整: what a project promised changes, openly and in time.

Source: domain 4.3.3; an approved amendment makes the next version, the old one stays as it was.
"""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role


@need
def reasoned(amendment: Any) -> str:
    """写明调整事由."""
    return "" if amendment.reason.strip() else gettext("请写明调整事由")


@need
def different(amendment: Any) -> str:
    """与现行绩效目标有所不同."""
    return str(amendment.sameness_fault())


@need
def faultless(amendment: Any) -> str:
    """调整后的目标没有阻断性质量问题，权重合计准确."""
    return gettext("；").join(amendment.faults())


@need
def funded(amendment: Any) -> str:
    """金额变化须附预算调整."""
    return str(amendment.budget_fault())


@need
def in_time(amendment: Any) -> str:
    """未过当年绩效目标调整的截止日."""
    return str(amendment.closing_fault())


@need
def current(amendment: Any) -> str:
    """所调整的是现行版次."""
    return str(amendment.version_fault())


@current.in_bulk
def _overtaken(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    targets = rows.model._meta.get_field("target").related_model._default_manager
    later = targets.filter(
        project_year=OuterRef("target__project_year"), number__gt=OuterRef("target__number")
    ).exclude(state="void")
    return rows.filter(Exists(later) | ~Q(target__state__in=["approved", "published"]))


@need
def unhindered(amendment: Any) -> str:
    """绩效监控审核期间不得调整."""
    return str(amendment.monitoring_fault())


@unhindered.in_bulk
def _hindered(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    years = rows.model._meta.get_field("target").related_model._meta.get_field("project_year")
    holds = years.related_model._meta.get_field("holds").related_model._default_manager
    open_review = holds.filter(
        project_year=OuterRef("target__project_year"),
        machine__startswith="monitoring.",
        kind="review_open",
        lifted_on=None,
    )
    return rows.filter(Exists(open_review))


@need
def ordinary(amendment: Any) -> str:
    """重点项目和已公开的目标须转绩效科审核."""
    return str(amendment.weight_fault())


@ordinary.in_bulk
def _weighty(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(Q(target__project_year__is_key=True) | Q(target__state="published"))


class AmendmentStage(Machine):
    """States and steps of one amendment; the table itself is models.Amendment."""

    class State(models.TextChoices):
        """Where an amendment is."""

        DRAFT = "draft", _("编制中")
        SUBMITTED = "submitted", _("单位送审")
        DEPT_REVIEW = "dept_review", _("部门审核")
        BIZ_REVIEW = "biz_review", _("业务科室审核")
        PERF_REVIEW = "perf_review", _("绩效科审核")
        APPROVED = "approved", _("已批准")
        REJECTED = "rejected", _("不予调整")
        RETURNED = "returned", _("退回修改")

    EDITABLE = (State.DRAFT, State.RETURNED)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    filed_on = models.DateField(_("报送日期"), null=True, editable=False)
    approved_on = models.DateField(_("批准日期"), null=True, editable=False)
    republish = models.BooleanField(_("须重新公开"), default=False, editable=False)

    class Meta:
        abstract = True

    @step(
        _("送审"),
        [State.DRAFT, State.RETURNED],
        State.SUBMITTED,
        by=Role.UNIT_OFFICER,
        needs=[reasoned, different, faultless, funded, in_time, current, unhindered],
        files=True,
        window=State.DRAFT,
    )
    def submit(self, act: Act) -> None:
        self.filed_on = act.day

    @step(_("撤回"), [State.SUBMITTED, State.DEPT_REVIEW], State.DRAFT, by=UNIT_ROLES)
    def withdraw(self, act: Act) -> None: ...

    @step(
        _("放弃调整"), [State.DRAFT, State.RETURNED], State.REJECTED, by=Role.UNIT_HEAD, note=True
    )
    def abandon(self, act: Act) -> None: ...

    @step(_("受理"), State.SUBMITTED, State.DEPT_REVIEW, by=Role.DEPARTMENT_OFFICER, checks=True)
    def accept(self, act: Act) -> None: ...

    @step(
        _("部门审核通过"),
        State.DEPT_REVIEW,
        State.BIZ_REVIEW,
        by=Role.DEPARTMENT_HEAD,
        checks=True,
    )
    def endorse(self, act: Act) -> None: ...

    @step(
        _("部门退回"),
        [State.SUBMITTED, State.DEPT_REVIEW],
        State.RETURNED,
        by=DEPARTMENT_ROLES,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def dept_return(self, act: Act) -> None: ...

    @step(
        _("部门不予调整"),
        State.DEPT_REVIEW,
        State.REJECTED,
        by=Role.DEPARTMENT_HEAD,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def dept_reject(self, act: Act) -> None: ...

    @step(
        _("批准"),
        State.BIZ_REVIEW,
        State.APPROVED,
        by=Role.DESK,
        needs=[ordinary, current, unhindered],
        checks=True,
        tells=Audience.FILER,
        each=True,
    )
    def approve(self, act: Act) -> None:
        _settle(self, act)

    @step(_("转绩效科"), State.BIZ_REVIEW, State.PERF_REVIEW, by=Role.DESK, checks=True)
    def refer(self, act: Act) -> None: ...

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
        _("业务科室不予调整"),
        State.BIZ_REVIEW,
        State.REJECTED,
        by=Role.DESK,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def desk_reject(self, act: Act) -> None: ...

    @step(
        _("重点批准"),
        State.PERF_REVIEW,
        State.APPROVED,
        by=Role.PERFORMANCE,
        needs=[current, unhindered],
        checks=True,
        tells=Audience.FILER,
        each=True,
    )
    def approve_key(self, act: Act) -> None:
        _settle(self, act)

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
        _("绩效科不予调整"),
        State.PERF_REVIEW,
        State.REJECTED,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def perf_reject(self, act: Act) -> None: ...


def _settle(amendment: Any, act: Act) -> None:
    amendment.approved_on = act.day
    amendment.republish = amendment.amends_published()
