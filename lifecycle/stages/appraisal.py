"""Ex-ante appraisal 事前绩效评估: before money is asked for, whether and how much of it.

Source: domain 4.3.1; 中发〔2018〕34号 (新出台重大政策、项目), 部门自评估 then 财政重点评估.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import MoneyField, ProseField, choices_of
from lifecycle.machine import Act, Audience, Machine, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.rules.appraisal import CONCLUSION_LABELS
from lifecycle.stages import appraisal_needs as needs


def _settle(appraisal: Any, act: Act) -> None:
    ruling = appraisal.ruling()
    appraisal.conclusion, appraisal.approved = ruling.conclusion, ruling.approved
    appraisal.conditions, appraisal.concluded_on = ruling.conditions, act.day


class AppraisalStage(Machine):
    """States and steps of one appraisal; the table itself is models.Appraisal."""

    class State(models.TextChoices):
        """Where an appraisal is."""

        PENDING = "pending", _("待评估")
        SELF_ASSESSING = "self_assessing", _("自评估中")
        DEPT_REVIEW = "dept_review", _("部门审核")
        RETURNED = "returned", _("退回修改")
        DROPPED = "dropped", _("不予申报")
        SUBMITTED = "submitted", _("已报财政")
        DESK_REVIEW = "desk_review", _("财政审核")
        KEY_SELECTED = "key_selected", _("抽中重点")
        EXPERT_SCORING = "expert_scoring", _("专家评估")
        REPORT_DRAFT = "report_draft", _("待出具报告")
        CONSULTING = "consulting", _("征求意见")
        CONCLUDED = "concluded", _("结论")
        SUPPORTED = "supported", _("予以支持")
        PARTIAL = "partial", _("部分支持")
        REJECTED = "rejected", _("不予支持")
        REASSESS = "reassess", _("再评估")
        IN_POOL = "in_pool", _("入库")

    EDITABLE = (State.PENDING, State.SELF_ASSESSING, State.RETURNED)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    round_number = models.PositiveSmallIntegerField(_("评估轮次"), default=1, editable=False)
    key_path = models.BooleanField(_("财政重点评估"), default=False, editable=False)
    conclusion = models.CharField(
        _("评估结论"),
        max_length=10,
        choices=choices_of(CONCLUSION_LABELS),
        default="",
        editable=False,
    )
    approved = MoneyField(_("核定金额（元）"), null=True, editable=False)
    conditions = ProseField(_("附带条件"), default="", editable=False)
    concluded_on = models.DateField(_("结论日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("开始自评估"),
        State.PENDING,
        State.SELF_ASSESSING,
        by=Role.UNIT_OFFICER,
        needs=[needs.new_or_expiring, needs.large],
    )
    def start(self, act: Act) -> None: ...

    @step(
        _("报送部门"),
        [State.SELF_ASSESSING, State.RETURNED],
        State.DEPT_REVIEW,
        by=Role.UNIT_OFFICER,
        needs=[needs.new_or_expiring, needs.large, needs.documented, needs.self_scored],
        files=True,
        window=State.SELF_ASSESSING,
    )
    def submit(self, act: Act) -> None: ...

    @step(_("撤回"), State.DEPT_REVIEW, State.SELF_ASSESSING, by=UNIT_ROLES)
    def withdraw(self, act: Act) -> None: ...

    @step(
        _("放弃申报"),
        [State.PENDING, State.SELF_ASSESSING, State.RETURNED],
        State.DROPPED,
        by=Role.UNIT_HEAD,
        note=True,
    )
    def abandon(self, act: Act) -> None: ...

    @step(
        _("报财政"),
        State.DEPT_REVIEW,
        State.SUBMITTED,
        by=Role.DEPARTMENT_HEAD,
        needs=needs.favoured_by_department,
        checks=True,
    )
    def forward(self, act: Act) -> None: ...

    @step(
        _("部门退回"),
        State.DEPT_REVIEW,
        State.RETURNED,
        by=DEPARTMENT_ROLES,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def dept_return(self, act: Act) -> None: ...

    @step(
        _("部门不予申报"),
        State.DEPT_REVIEW,
        State.DROPPED,
        by=Role.DEPARTMENT_HEAD,
        needs=needs.refused_by_department,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def drop(self, act: Act) -> None: ...

    @step(_("受理"), State.SUBMITTED, State.DESK_REVIEW, by=Role.DESK, checks=True)
    def accept(self, act: Act) -> None: ...

    @step(
        _("财政退回"),
        State.DESK_REVIEW,
        State.RETURNED,
        by=(Role.DESK, Role.PERFORMANCE),
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def desk_return(self, act: Act) -> None: ...

    @step(
        _("审核完毕"),
        State.DESK_REVIEW,
        State.CONCLUDED,
        by=(Role.DESK, Role.PERFORMANCE),
        checks=True,
    )
    def clear(self, act: Act) -> None: ...

    @step(
        _("抽为重点评估"),
        State.DESK_REVIEW,
        State.KEY_SELECTED,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
    )
    def select(self, act: Act) -> None:
        self.key_path = True

    @step(
        _("组织专家评估"),
        State.KEY_SELECTED,
        State.EXPERT_SCORING,
        by=Role.PERFORMANCE,
        needs=needs.panel_seated,
        checks=True,
    )
    def convene(self, act: Act) -> None: ...

    @step(
        _("评分齐全"),
        State.EXPERT_SCORING,
        State.REPORT_DRAFT,
        by=(Role.EXPERT, Role.SYSTEM),
        needs=needs.all_scored,
        tells=Role.PERFORMANCE,
    )
    def close_scoring(self, act: Act) -> None: ...

    @step(
        _("出具报告"),
        State.REPORT_DRAFT,
        State.CONSULTING,
        by=Role.AGENCY,
        needs=needs.reported,
        tells=(Role.UNIT_OFFICER, Role.DEPARTMENT_OFFICER),
    )
    def issue(self, act: Act) -> None: ...

    @step(
        _("结束征求意见"),
        State.CONSULTING,
        State.CONCLUDED,
        by=Role.PERFORMANCE,
        needs=needs.consulted,
        checks=True,
    )
    def close_consulting(self, act: Act) -> None: ...

    @step(
        _("予以支持"),
        State.CONCLUDED,
        State.SUPPORTED,
        by=Role.PERFORMANCE,
        needs=needs.ruled_support,
        checks=True,
        tells=Audience.FILER,
        each=True,
    )
    def support(self, act: Act) -> None:
        _settle(self, act)

    @step(
        _("部分支持"),
        State.CONCLUDED,
        State.PARTIAL,
        by=Role.PERFORMANCE,
        needs=needs.ruled_partial,
        checks=True,
        tells=Audience.FILER,
        each=True,
    )
    def support_partly(self, act: Act) -> None:
        _settle(self, act)

    @step(
        _("不予支持"),
        State.CONCLUDED,
        State.REJECTED,
        by=Role.PERFORMANCE,
        needs=needs.ruled_refuse,
        checks=True,
        tells=Audience.FILER,
        each=True,
    )
    def reject(self, act: Act) -> None:
        _settle(self, act)

    @step(
        _("再评估"),
        State.CONCLUDED,
        State.REASSESS,
        by=Role.PERFORMANCE,
        needs=[needs.first_round, needs.not_vetoed],
        note=True,
        checks=True,
        tells=(Audience.FILER, Role.DESK),
    )
    def reassess(self, act: Act) -> None:
        self.round_number = 2

    @step(_("再次审核"), State.REASSESS, State.DESK_REVIEW, by=Role.DESK, checks=True)
    def review_again(self, act: Act) -> None: ...

    @step(_("入库"), [State.SUPPORTED, State.PARTIAL], State.IN_POOL, by=Role.SYSTEM)
    def enter_pool(self, act: Act) -> None: ...
