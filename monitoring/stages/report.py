"""Monitoring reports 监控填报: a unit fills in, department and desk look, the desk concludes.

Source: domain 4.3.4; 财预〔2019〕136号.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role


@need
def complete(report: Any) -> str:
    """每项指标已填实际完成值，或说明暂无数据的原因."""
    return gettext("；").join(report.unfilled())


@need
def explained(report: Any) -> str:
    """低于进度的指标和预算执行已说明偏差原因."""
    return gettext("；").join(report.unexplained())


@need
def figures_current(report: Any) -> str:
    """预算执行数与账上一致."""
    return str(report.figures_fault())


@need
def not_red(report: Any) -> str:
    """红灯项目不能认定为无问题（domain 2.4: 红灯须整改）."""
    return gettext("红灯项目不能认定为无问题") if report.project_light == "red" else ""


@not_red.in_bulk
def _red(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(project_light="red")


class ReportStage(Machine):
    """States and steps of one report; the table itself is models.Report."""

    class State(models.TextChoices):
        """Where a report is."""

        ISSUED = "issued", _("任务下发")
        FILLING = "filling", _("填报中")
        RETURNED = "returned", _("退回修改")
        SUBMITTED = "submitted", _("单位送审")
        DEPT_REVIEW = "dept_review", _("部门审核")
        BIZ_REVIEW = "biz_review", _("财政审核")
        CONCLUDED = "concluded", _("已有结论")
        ARCHIVED = "archived", _("已归档")

    class Conclusion(models.TextChoices):
        """What the desk concludes."""

        CLEAN = "clean", _("项目无问题")
        ADJUST = "adjust", _("需调整目标")
        RECTIFY = "rectify", _("需整改")

    EDITABLE = (State.FILLING, State.RETURNED)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    conclusion = models.CharField(
        _("结论"), max_length=10, choices=Conclusion.choices, default="", editable=False
    )
    submitted_on = models.DateField(_("送审日期"), null=True, editable=False)
    concluded_on = models.DateField(_("结论日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(_("开始填报"), State.ISSUED, State.FILLING, by=Role.UNIT_OFFICER)
    def start(self, act: Act) -> None: ...

    @step(
        _("送审"),
        [State.FILLING, State.RETURNED],
        State.SUBMITTED,
        by=Role.UNIT_OFFICER,
        needs=[complete, explained, figures_current],
        files=True,
        window=State.FILLING,
    )
    def submit(self, act: Act) -> None:
        self.submitted_on = act.day

    @step(_("撤回"), [State.SUBMITTED, State.DEPT_REVIEW], State.FILLING, by=UNIT_ROLES)
    def withdraw(self, act: Act) -> None:
        self.submitted_on = None

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
    def dept_return(self, act: Act) -> None:
        self.submitted_on = None

    @step(
        _("项目无问题"),
        State.BIZ_REVIEW,
        State.CONCLUDED,
        by=Role.DESK,
        needs=not_red,
        checks=True,
    )
    def conclude_clean(self, act: Act) -> None:
        self.conclusion, self.concluded_on = self.Conclusion.CLEAN, act.day

    @step(
        _("需调整目标"),
        State.BIZ_REVIEW,
        State.CONCLUDED,
        by=Role.DESK,
        note=True,
        checks=True,
        tells=UNIT_ROLES,
    )
    def conclude_adjust(self, act: Act) -> None:
        self.conclusion, self.concluded_on = self.Conclusion.ADJUST, act.day

    @step(
        _("需整改"),
        State.BIZ_REVIEW,
        State.CONCLUDED,
        by=Role.DESK,
        note=True,
        checks=True,
        tells=UNIT_ROLES,
    )
    def conclude_rectify(self, act: Act) -> None:
        self.conclusion, self.concluded_on = self.Conclusion.RECTIFY, act.day

    @step(
        _("业务科室退回"),
        State.BIZ_REVIEW,
        State.RETURNED,
        by=Role.DESK,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def desk_return(self, act: Act) -> None:
        self.submitted_on = None

    @step(_("归档"), State.CONCLUDED, State.ARCHIVED, by=(Role.PERFORMANCE, Role.SYSTEM))
    def archive(self, act: Act) -> None: ...
