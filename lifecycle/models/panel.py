"""What is written beside an ex-ante appraisal by others: signed rows that never change."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards
from lifecycle.fields import LineField, MoneyField, ProseField, ScoreField, choices_of
from lifecycle.models.organisation import Assignment
from lifecycle.models.project import ProjectYear
from lifecycle.rules import appraisal as rules
from lifecycle.rules.appraisal import CONCLUSION_LABELS, DIMENSION_LABELS, Conclusion, Dimension
from lifecycle.rules.appraisal_report import SECTIONS, report_fault

DIMENSION_CHOICES = choices_of(DIMENSION_LABELS)
CONCLUSION_CHOICES = choices_of(CONCLUSION_LABELS)


class ExpertScore(models.Model):
    """One dimension of the sheet that one expert signed in one round."""

    appraisal = models.ForeignKey(
        "lifecycle.Appraisal", models.PROTECT, related_name="expert_scores"
    )
    round_number = models.PositiveSmallIntegerField(gettext_lazy("评估轮次"), default=1)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="scores", verbose_name=gettext_lazy("专家")
    )
    dimension = models.CharField(gettext_lazy("维度"), max_length=12, choices=DIMENSION_CHOICES)
    points = ScoreField(gettext_lazy("得分"))
    opinion = ProseField(gettext_lazy("意见"))
    signed_on = models.DateField(gettext_lazy("签署日期"))

    class Meta:
        verbose_name = gettext_lazy("专家评分")
        verbose_name_plural = gettext_lazy("专家评分")
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "round_number", "assignment", "dimension"],
                name="expert_score_once",
            ),
            guards.AppendOnly(name="expert_score_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment.person} {self.get_dimension_display()} {self.points}"


class AppraisalReport(models.Model):
    """One version of an agency's report: 送审稿, 专家会后修订稿, final; the last one counts."""

    appraisal = models.ForeignKey("lifecycle.Appraisal", models.PROTECT, related_name="reports")
    round_number = models.PositiveSmallIntegerField(gettext_lazy("评估轮次"), default=1)
    number = models.PositiveSmallIntegerField(gettext_lazy("版次"))
    matter = ProseField(gettext_lazy("评估对象"), blank=True)
    method = ProseField(gettext_lazy("评估方式和方法"), blank=True)
    overall = ProseField(gettext_lazy("总体结论"), blank=True)
    advice = ProseField(gettext_lazy("相关建议"), blank=True)
    remarks = ProseField(gettext_lazy("其他需要说明的问题"), blank=True)
    annexes = ProseField(gettext_lazy("附件"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("填写人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("事前评估报告")
        verbose_name_plural = gettext_lazy("事前评估报告")
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "round_number", "number"], name="appraisal_report_once"
            ),
            guards.AppendOnly(name="appraisal_report_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal} {self.number}"

    def fault(self) -> str:
        """Say which sections and conclusions the report still lacks."""
        concluded = {Dimension(found.dimension) for found in self.findings.all()}
        sections = {name: getattr(self, name) for name in SECTIONS}
        dimensions = self.appraisal.dimensions
        return report_fault(sections, concluded=concluded, dimensions=dimensions)

    def poor(self) -> set[Dimension]:
        """Return the dimensions that the report judges 差."""
        poor = AppraisalFinding.Grade.POOR
        return {Dimension(f.dimension) for f in self.findings.all() if f.grade == poor}


class AppraisalFinding(models.Model):
    """What a report concludes on one dimension."""

    class Grade(models.TextChoices):
        """How a dimension is judged."""

        EXCELLENT = "excellent", gettext_lazy("优")
        GOOD = "good", gettext_lazy("良")
        FAIR = "fair", gettext_lazy("中")
        POOR = "poor", gettext_lazy("差")

    report = models.ForeignKey(AppraisalReport, models.PROTECT, related_name="findings")
    dimension = models.CharField(gettext_lazy("维度"), max_length=12, choices=DIMENSION_CHOICES)
    grade = models.CharField(gettext_lazy("等级"), max_length=10, choices=Grade.choices)
    text = ProseField(gettext_lazy("结论"))

    class Meta:
        verbose_name = gettext_lazy("分维度结论")
        verbose_name_plural = gettext_lazy("分维度结论")
        constraints = [
            models.UniqueConstraint(fields=["report", "dimension"], name="finding_once"),
            guards.AppendOnly(name="appraisal_finding_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} {self.get_grade_display()}"


class AppraisalReply(models.Model):
    """What the unit answers to a report under consultation 征求意见."""

    appraisal = models.ForeignKey("lifecycle.Appraisal", models.PROTECT, related_name="replies")
    round_number = models.PositiveSmallIntegerField(gettext_lazy("评估轮次"), default=1)
    accepted = models.BooleanField(gettext_lazy("同意报告结论"))
    text = ProseField(gettext_lazy("反馈意见"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("反馈人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("单位反馈意见")
        verbose_name_plural = gettext_lazy("单位反馈意见")
        constraints = [guards.AppendOnly(name="appraisal_reply_append_only")]

    def __str__(self) -> str:
        return f"{self.appraisal} {self.at:%Y-%m-%d}"


class AppraisalRuling(models.Model):
    """A conclusion on the content as it stood, by the department or by finance; the last counts."""

    class Level(models.TextChoices):
        """Who ruled."""

        DEPARTMENT = "department", gettext_lazy("主管部门")
        BUREAU = "bureau", gettext_lazy("财政部门")

    appraisal = models.ForeignKey("lifecycle.Appraisal", models.PROTECT, related_name="rulings")
    level = models.CharField(gettext_lazy("层级"), max_length=12, choices=Level.choices)
    round_number = models.PositiveSmallIntegerField(gettext_lazy("评估轮次"), default=1)
    content_hash = LineField(gettext_lazy("内容指纹"), max_length=64)
    conclusion = models.CharField(gettext_lazy("结论"), max_length=10, choices=CONCLUSION_CHOICES)
    approved = MoneyField(gettext_lazy("核定金额（元）"))
    reason = ProseField(gettext_lazy("理由"), blank=True)
    conditions = ProseField(gettext_lazy("附带条件"), blank=True)
    poor = LineField(gettext_lazy("评为差的维度"), max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("评估人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("事前评估结论")
        verbose_name_plural = gettext_lazy("事前评估结论")
        constraints = [guards.AppendOnly(name="appraisal_ruling_append_only")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.get_conclusion_display()}"

    @property
    def poor_dimensions(self) -> set[Dimension]:
        """The dimensions that this ruling judges 差."""
        return {Dimension(name) for name in self.poor.split(",") if name}

    def fault(self) -> str:
        """Say why this ruling cannot stand: amount, reason, or the veto 一票否决."""
        said = Conclusion(self.conclusion)
        fault = rules.approved_fault(
            self.appraisal.declared, approved=self.approved, conclusion=said
        )
        return fault or self._veto_fault(said) or self._reason_fault(said)

    def _veto_fault(self, said: Conclusion) -> str:
        poor = self.poor_dimensions | self.appraisal.poor()
        if said is Conclusion.REFUSE or not rules.vetoed(poor):
            return ""
        return rules.veto_fault(self.appraisal.dimensions)

    def _reason_fault(self, said: Conclusion) -> str:
        if self.reason.strip():
            return ""
        if said is not Conclusion.SUPPORT:
            words = {"conclusion": CONCLUSION_LABELS[said]}
            return _("%(conclusion)s须写明理由") % words
        if self.appraisal.suggested() in (None, said):
            return ""
        return _("结论与专家评分不一致，须写明理由")


class PoolEntry(models.Model):
    """What an appraisal lets into the project pool 项目库: so much, under these conditions."""

    project_year = models.ForeignKey(
        ProjectYear,
        models.PROTECT,
        related_name="pool_entries",
        verbose_name=gettext_lazy("年度项目"),
    )
    appraisal = models.OneToOneField(
        "lifecycle.Appraisal", models.PROTECT, related_name="pool_entry"
    )
    approved = MoneyField(gettext_lazy("核定金额（元）"))
    conditions = ProseField(gettext_lazy("附带条件"), blank=True)
    on = models.DateField(gettext_lazy("入库日期"))

    class Meta:
        verbose_name = gettext_lazy("入库项目")
        verbose_name_plural = gettext_lazy("入库项目")
        constraints = [guards.AppendOnly(name="pool_entry_append_only")]

    def __str__(self) -> str:
        return f"{self.project_year} {self.approved}"
