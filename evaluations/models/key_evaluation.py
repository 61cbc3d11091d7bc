"""Key evaluations 财政重点绩效评价: indicators, problems, the reply and the experts' opinions."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models.framework import Framed, FrameworkLine, within_weight
from evaluations.models.grading import grade_in
from evaluations.stages.key_evaluation import KeyEvaluationStage
from lifecycle import guards, traces
from lifecycle.fields import LineField, MoneyField, ProseField, ScoreField
from lifecycle.models import Assignment, ProjectYear, Subject
from lifecycle.models.subject import four_eyes, waiting
from lifecycle.roles import Role
from lifecycle.rules.appraisal import panel_score

WRITABLE = sorted(KeyEvaluationStage.EDITABLE)


class KeyEvaluation(Framed, KeyEvaluationStage, Subject):
    """One project, policy or department as a whole, evaluated for the bureau."""

    CONTENT = ("amount", "reason", "scheme", "report")
    PARTS = {
        "indicators": ("area", "name", "weight", "score", "workpaper"),
        "problems": ("problem", "serious"),
    }
    FACTS = ("project_year__project", "replies", "opinions")

    project_year = models.ForeignKey(
        ProjectYear,
        models.PROTECT,
        related_name="key_evaluations",
        verbose_name=gettext_lazy("年度项目"),
    )
    amount = MoneyField(gettext_lazy("评价金额（元）"))
    reason = ProseField(gettext_lazy("选定理由"), blank=True)
    scheme = ProseField(gettext_lazy("评价方案"), blank=True)
    report = ProseField(gettext_lazy("评价报告"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("财政重点评价")
        verbose_name_plural = gettext_lazy("财政重点评价")
        constraints = [
            models.UniqueConstraint(fields=["project_year", "year"], name="key_evaluation_once"),
            models.CheckConstraint(
                name="key_evaluation_graded",
                condition=~Q(state__in=["final", "feedback", "applied", "published"])
                | (Q(score__isnull=False) & ~Q(grade="")),
            ),
            four_eyes("key_evaluation"),
            guards.guarded(KeyEvaluationStage, app="evaluations", model="keyevaluation"),
            traces.tallied(KeyEvaluationStage, app="evaluations", model="keyevaluation"),
        ]
        indexes = [waiting("key_evaluation")]

    def __str__(self) -> str:
        return str(self.project_year.project)

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    @property
    def kind(self) -> str:
        """What is evaluated: a project, a policy or a department as a whole."""
        return self.project_year.project.kind

    def grade_of(self, score: Any) -> str:
        """Grade a score by the pack of the year."""
        return str(grade_in(self.year, score))

    def selection_fault(self) -> str:
        """Say what the list still owes."""
        if not self.reason.strip():
            return _("尚未写明选定理由")
        return "" if self.amount else _("评价金额应大于0")

    def assigned(self, role: Role) -> list[Assignment]:
        """List who is assigned in a role on the day of the act."""
        found = Assignment.objects.filter(
            machine=self.stage(), object_id=self.pk, role=role, starts_on__lte=self.acting_on
        )
        return list(found.exclude(ends_on__lt=self.acting_on))

    def agency_fault(self) -> str:
        """Say whether an agency is assigned and free of conflicts."""
        found = self.assigned(Role.AGENCY)
        if not found:
            return _("尚未指派第三方机构")
        return "" if all(one.cleared_on for one in found) else _("第三方机构尚未作回避声明")

    def reply_fault(self) -> str:
        """Say whether the unit may still answer the draft."""
        if any(reply.content_hash == self.content_hash for reply in self.replies.all()):
            return ""
        if self.due_on is not None and self.due_on < self.acting_on:
            return ""
        return _("被评价单位尚未反馈意见，期限未到")

    def current_opinions(self) -> list["ExpertOpinion"]:
        """List the experts' opinions of the report as it stands."""
        return [one for one in self.opinions.all() if one.content_hash == self.content_hash]

    def experts_fault(self) -> str:
        """Say which experts have not scored, or are not free of conflicts."""
        found = self.assigned(Role.EXPERT)
        if not found:
            return _("尚未指派专家")
        if not all(one.cleared_on for one in found):
            return _("有专家尚未作回避声明")
        given = {opinion.person_id for opinion in self.current_opinions()}
        lacking = sum(one.person_id not in given for one in found)
        return _("还有%(n)s位专家未评分") % {"n": lacking} if lacking else ""

    def panel(self) -> Any:
        """Give the mean of the experts' scores."""
        return panel_score([opinion.score for opinion in self.current_opinions()])

    def application_fault(self) -> str:
        """Say whether the result has been turned into a proposal for a budget."""
        found = self.project_year.applications.filter(key_evaluation=self).exists()
        return "" if found else _("尚未提出结果应用建议")


class EvaluationIndicator(FrameworkLine):
    """One indicator of a key evaluation."""

    evaluation = models.ForeignKey(KeyEvaluation, models.PROTECT, related_name="indicators")

    class Meta:
        verbose_name = gettext_lazy("重点评价指标")
        verbose_name_plural = gettext_lazy("重点评价指标")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "name"], name="evaluation_indicator_once"
            ),
            within_weight("evaluation_indicator_within_weight"),
            guards.FrozenPart(
                name="evaluation_indicator_frozen",
                parent="evaluations_keyevaluation",
                column="evaluation_id",
                editable=WRITABLE,
            ),
        ]


class EvaluationProblem(models.Model):
    """A problem found 发现的问题; fed back, it asks for a rectification order."""

    evaluation = models.ForeignKey(KeyEvaluation, models.PROTECT, related_name="problems")
    problem = ProseField(gettext_lazy("问题"))
    serious = models.BooleanField(gettext_lazy("严重"), default=False)

    class Meta:
        verbose_name = gettext_lazy("评价发现的问题")
        verbose_name_plural = gettext_lazy("评价发现的问题")
        constraints = [
            guards.FrozenPart(
                name="evaluation_problem_frozen",
                parent="evaluations_keyevaluation",
                column="evaluation_id",
                editable=WRITABLE,
            ),
        ]

    def __str__(self) -> str:
        return self.problem[:40]


class EvaluationReply(models.Model):
    """What the evaluated unit says to the draft report as it stood 反馈意见."""

    evaluation = models.ForeignKey(KeyEvaluation, models.PROTECT, related_name="replies")
    content_hash = LineField(gettext_lazy("内容指纹"), max_length=64)
    accepted = models.BooleanField(gettext_lazy("无异议"))
    text = ProseField(gettext_lazy("意见"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("反馈人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("反馈意见")
        verbose_name_plural = gettext_lazy("反馈意见")
        constraints = [
            models.CheckConstraint(
                name="objection_says_why", condition=Q(accepted=True) | ~Q(text="")
            ),
            guards.AppendOnly(name="evaluation_reply_append_only"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class ExpertOpinion(models.Model):
    """One expert's signed score of a report as it stood; never changed."""

    evaluation = models.ForeignKey(KeyEvaluation, models.PROTECT, related_name="opinions")
    content_hash = LineField(gettext_lazy("内容指纹"), max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    score = ScoreField(gettext_lazy("评分"))
    opinion = ProseField(gettext_lazy("意见"))
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("专家意见")
        verbose_name_plural = gettext_lazy("专家意见")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "person", "content_hash"], name="one_opinion_a_report"
            ),
            guards.AppendOnly(name="expert_opinion_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.score}"
