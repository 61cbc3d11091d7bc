"""Department evaluation 部门评价: a department evaluates a major project of its own.

Source: domain 4.3.6; 财预〔2020〕10号 art. 13 (outputs and benefits weigh at least 60%).
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.stages.self_evaluation import not_secret
from lifecycle.fields import ScoreField
from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, Role


@need
def framework_fits(evaluation: Any) -> str:
    """指标权重合计100，产出和效益权重不低于60%."""
    return str(evaluation.framework_fault())


@need
def all_scored(evaluation: Any) -> str:
    """每项指标均已评分并有评价底稿."""
    return str(evaluation.scores_fault())


class DepartmentEvaluationStage(Machine):
    """States and steps of a department's evaluation; the table is models.DepartmentEvaluation."""

    class State(models.TextChoices):
        """Where a department evaluation is."""

        PLAN = "plan", _("方案编制")
        PLAN_REVIEW = "plan_review", _("方案审核")
        EVALUATING = "evaluating", _("评价实施")
        RESULT_SUBMITTED = "result_submitted", _("成果申报")
        RESULT_REVIEW = "result_review", _("成果审核")
        FILED = "filed", _("已备案")
        PUBLISHED = "published", _("已公开")

    EDITABLE = (State.PLAN, State.EVALUATING)
    EDITORS = DEPARTMENT_ROLES

    state = state_field(State)
    score = ScoreField(_("评价得分"), null=True, editable=False)
    grade = models.CharField(_("评价等级"), max_length=10, blank=True, editable=False)
    published_on = models.DateField(_("公开日期"), null=True, editable=False)

    class Meta:
        abstract = True

    def points(self) -> Any:
        """Add up the scores of the indicators."""
        raise NotImplementedError

    def grade_of(self, score: Any) -> str:
        """Grade a score by the pack of the year."""
        raise NotImplementedError

    @step(
        _("方案送审"),
        State.PLAN,
        State.PLAN_REVIEW,
        by=Role.DEPARTMENT_OFFICER,
        needs=framework_fits,
        files=True,
        window=State.PLAN,
    )
    def submit_plan(self, act: Act) -> None: ...

    @step(_("方案通过"), State.PLAN_REVIEW, State.EVALUATING, by=Role.DEPARTMENT_HEAD, checks=True)
    def pass_plan(self, act: Act) -> None: ...

    @step(
        _("方案退回"),
        State.PLAN_REVIEW,
        State.PLAN,
        by=Role.DEPARTMENT_HEAD,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def return_plan(self, act: Act) -> None: ...

    @step(
        _("成果申报"),
        State.EVALUATING,
        State.RESULT_SUBMITTED,
        by=Role.DEPARTMENT_OFFICER,
        needs=[framework_fits, all_scored],
        files=True,
        each=True,
    )
    def submit_result(self, act: Act) -> None:
        self.score = self.points()
        self.grade = self.grade_of(self.score)

    @step(
        _("成果审核"),
        State.RESULT_SUBMITTED,
        State.RESULT_REVIEW,
        by=Role.DEPARTMENT_HEAD,
        checks=True,
    )
    def review_result(self, act: Act) -> None: ...

    @step(
        _("成果退回"),
        [State.RESULT_SUBMITTED, State.RESULT_REVIEW],
        State.EVALUATING,
        by=(Role.DEPARTMENT_HEAD, Role.PERFORMANCE),
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def return_result(self, act: Act) -> None: ...

    @step(
        _("备案"),
        State.RESULT_REVIEW,
        State.FILED,
        by=Role.PERFORMANCE,
        checks=True,
        tells=Audience.FILER,
    )
    def file_result(self, act: Act) -> None: ...

    @step(_("公开"), State.FILED, State.PUBLISHED, by=DEPARTMENT_ROLES, needs=not_secret)
    def publish(self, act: Act) -> None:
        self.published_on = act.day
