"""Key evaluation 财政重点绩效评价: the bureau has an agency and experts evaluate what matters most.

Source: domain 4.3.7; 财预〔2020〕10号 (财政评价; results are fed back, used and published).
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.stages.department_evaluation import all_scored
from evaluations.stages.self_evaluation import not_secret
from lifecycle.fields import ScoreField
from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role


@need
def justified(evaluation: Any) -> str:
    """写明选定理由和评价金额."""
    return str(evaluation.selection_fault())


@need
def agency_cleared(evaluation: Any) -> str:
    """已指派第三方机构并作回避声明."""
    return str(evaluation.agency_fault())


@need
def weights_full(evaluation: Any) -> str:
    """评价指标体系权重合计100."""
    return str(evaluation.weights_fault())


@need
def replied(evaluation: Any) -> str:
    """被评价单位已反馈意见，或反馈期限已过."""
    return str(evaluation.reply_fault())


@need
def experts_stand(evaluation: Any) -> str:
    """指派的专家均已评分."""
    return str(evaluation.experts_fault())


@need
def result_proposed(evaluation: Any) -> str:
    """已提出结果应用建议."""
    return str(evaluation.application_fault())


class KeyEvaluationStage(Machine):
    """States and steps of a key evaluation; the table itself is models.KeyEvaluation."""

    class State(models.TextChoices):
        """Where a key evaluation is."""

        CANDIDATE = "candidate", _("候选")
        SELECTED = "selected", _("已选定")
        COMMISSIONED = "commissioned", _("已委托")
        PLAN_REVIEW = "plan_review", _("方案评审")
        FIELD = "field", _("现场评价")
        DRAFT_REPORT = "draft_report", _("征求意见")
        UNIT_REPLY = "unit_reply", _("意见反馈")
        REPORT_REVIEW = "report_review", _("报告评审")
        FINAL = "final", _("定稿")
        FEEDBACK = "feedback", _("结果反馈")
        APPLIED = "applied", _("结果应用")
        PUBLISHED = "published", _("已公开")

    EDITABLE = (State.COMMISSIONED, State.FIELD)
    EDITORS = (Role.AGENCY,)

    state = state_field(State)
    draft_score = ScoreField(_("机构评分"), null=True, editable=False)
    score = ScoreField(_("评价得分"), null=True, editable=False)
    grade = models.CharField(_("评价等级"), max_length=10, blank=True, editable=False)
    final_on = models.DateField(_("定稿日期"), null=True, editable=False)
    published_on = models.DateField(_("公开日期"), null=True, editable=False)

    class Meta:
        abstract = True

    def points(self) -> Any:
        """Add up the scores of the indicators."""
        raise NotImplementedError

    def panel(self) -> Any:
        """Give the mean score of the experts."""
        raise NotImplementedError

    def grade_of(self, score: Any) -> str:
        """Grade a score by the pack of the year."""
        raise NotImplementedError

    @step(_("选定"), State.CANDIDATE, State.SELECTED, by=Role.LEADER, needs=justified)
    def select(self, act: Act) -> None: ...

    @step(_("委托"), State.SELECTED, State.COMMISSIONED, by=Role.PERFORMANCE, needs=agency_cleared)
    def commission(self, act: Act) -> None: ...

    @step(
        _("提交方案"),
        State.COMMISSIONED,
        State.PLAN_REVIEW,
        by=Role.AGENCY,
        needs=[agency_cleared, weights_full],
        files=True,
    )
    def submit_plan(self, act: Act) -> None: ...

    @step(_("方案通过"), State.PLAN_REVIEW, State.FIELD, by=Role.PERFORMANCE, checks=True)
    def pass_plan(self, act: Act) -> None: ...

    @step(
        _("方案退回"),
        State.PLAN_REVIEW,
        State.COMMISSIONED,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def return_plan(self, act: Act) -> None: ...

    @step(
        _("提交报告初稿"),
        State.FIELD,
        State.DRAFT_REPORT,
        by=Role.AGENCY,
        needs=[agency_cleared, weights_full, all_scored],
        files=True,
        each=True,
    )
    def draft(self, act: Act) -> None:
        self.draft_score = self.points()

    @step(
        _("反馈意见"),
        State.DRAFT_REPORT,
        State.UNIT_REPLY,
        by=(*UNIT_ROLES, *DEPARTMENT_ROLES, Role.SYSTEM),
        needs=replied,
    )
    def reply(self, act: Act) -> None: ...

    @step(
        _("报告评审"),
        State.UNIT_REPLY,
        State.REPORT_REVIEW,
        by=Role.EXPERT,
        needs=experts_stand,
        checks=True,
    )
    def review(self, act: Act) -> None: ...

    @step(
        _("报告退回"),
        [State.DRAFT_REPORT, State.UNIT_REPLY, State.REPORT_REVIEW],
        State.FIELD,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def return_report(self, act: Act) -> None: ...

    @step(
        _("定稿"),
        State.REPORT_REVIEW,
        State.FINAL,
        by=Role.PERFORMANCE,
        needs=experts_stand,
        checks=True,
        each=True,
    )
    def finalise(self, act: Act) -> None:
        self.score = self.panel()
        self.grade = self.grade_of(self.score)
        self.final_on = act.day

    @step(
        _("结果反馈"),
        State.FINAL,
        State.FEEDBACK,
        by=Role.PERFORMANCE,
        tells=(Role.DEPARTMENT_HEAD, Role.UNIT_HEAD),
    )
    def feed_back(self, act: Act) -> None: ...

    @step(_("结果应用"), State.FEEDBACK, State.APPLIED, by=Role.PERFORMANCE, needs=result_proposed)
    def apply(self, act: Act) -> None: ...

    @step(_("公开"), State.APPLIED, State.PUBLISHED, by=Role.PERFORMANCE, needs=not_secret)
    def publish(self, act: Act) -> None:
        self.published_on = act.day
