"""Performance targets 绩效目标, their indicators 绩效指标 and the judgements 四性审核 of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import LineField, MoneyField, ProseField, ScoreField
from lifecycle.models.measure import DETAILS, MEASURE, Measure, drafted, upward, well_defined
from lifecycle.models.project import Project, ProjectYear
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import Subject, counted, four_eyes, waiting
from lifecycle.rules import quality
from lifecycle.rules.pack import Pack
from lifecycle.stages.target import TargetStage


class Target(TargetStage, Subject):
    """One version of what a project promises for its year's money.

    Version 1 is approved with the budget; an amendment makes number n + 1 and leaves n as it is.
    """

    CONTENT = ("goal", "amount", "waived")
    PARTS = {"indicators": MEASURE}
    LATER = {"indicators": frozenset(DETAILS)}
    NUMBERED = "number"
    FACTS = ("project_year__project", "reviews", "amendment")

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="targets", verbose_name=gettext_lazy("年度项目")
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("版次"), default=1)
    goal = ProseField(gettext_lazy("年度总体目标"))
    amount = MoneyField(gettext_lazy("预算金额（元）"))
    waived = LineField(gettext_lazy("免设指标"), max_length=100, blank=True)
    amendment = models.OneToOneField(
        "lifecycle.Amendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcome",
        verbose_name=gettext_lazy("由何调整"),
    )

    class Meta:
        verbose_name = gettext_lazy("绩效目标")
        verbose_name_plural = gettext_lazy("绩效目标")
        constraints = [
            models.UniqueConstraint(fields=["project_year", "number"], name="target_number_once"),
            models.UniqueConstraint(
                fields=["project_year"],
                condition=~Q(state__in=["approved", "published", "void"]),
                name="one_open_target",
            ),
            models.CheckConstraint(
                name="first_version_amends_nothing",
                condition=Q(amendment=None) | Q(number__gt=1),
            ),
            four_eyes("target"),
            traces.Glanced(name="target_glanced", follow="target"),
            guards.guarded(TargetStage, app="lifecycle", model="target"),
            traces.tallied(
                TargetStage,
                app="lifecycle",
                model="target",
                part="number",
                dated=True,
                without=["void"],
                also={"amount": "amount"},
            ),
        ]
        indexes = [
            counted("target", "number", "project_year"),
            waiting("target", "project_year", "number"),
        ]

    def __str__(self) -> str:
        return str(self.project_year.project)

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    @property
    def which(self) -> str:
        """Name the version."""
        return _("第%(n)s版") % {"n": self.number}

    def faults(self) -> list[str]:
        """List what keeps the target from being filed."""
        return quality.goal_faults(self.draft(pack_of(self.year).pack))

    def findings(self) -> list[quality.Finding]:
        """List all that the quality rules remark of the text alone, what blocks and what not."""
        return quality.findings(self.draft(pack_of(self.year).pack))

    def draft(self, pack: Pack) -> quality.GoalDraft:
        """Return the plain values that the quality rules judge, with the limits of a pack."""
        rows = sorted(self.indicators.all(), key=lambda row: row.pk)
        return drafted(self, rows, pack=pack, project=self.project_year.project.name)

    def appraisal_fault(self) -> str:
        """Say what the ex-ante appraisal still owes."""
        # A policy that expires is appraised though it is not new (domain 1.9).
        policy = self.project_year.project.kind == Project.Kind.POLICY
        if not self.project_year.is_new and not policy:
            return ""
        appraisals = list(self.project_year.appraisals.all())
        if not appraisals:
            return self._unappraised_fault()
        last = max(appraisals, key=lambda found: found.pk)
        if not last.supports:
            return _("事前绩效评估尚未给出支持的结论")
        if self.amount > last.approved:
            return _("申报金额超过事前绩效评估核定的金额")
        return ""

    def _unappraised_fault(self) -> str:
        if not self.project_year.is_new:
            return ""
        least = pack_of(self.year).pack.appraisal.min_amount
        return _("新增重大项目须先作事前绩效评估") if self.amount >= least else ""

    def amendment_fault(self) -> str:
        """Say when no approved amendment stands behind this version."""
        if self.amendment is not None and str(self.amendment.state) == "approved":
            return ""
        return _("没有已批准的绩效目标调整")

    def judgement_fault(self, level: str) -> str:
        """Say what the judgement on a level still owes for the content as it stands."""
        found = [r for r in self.reviews.all() if r.level == level and r.passes]
        if any(review.content_hash == self.content_hash for review in found):
            return ""
        return _("尚未按四性给出优或良的审核意见")


class Indicator(Measure):
    """One measure of a target; `key` is the same in every version."""

    target_set = models.ForeignKey(Target, models.PROTECT, related_name="indicators")

    class Meta:
        verbose_name = gettext_lazy("绩效指标")
        verbose_name_plural = gettext_lazy("绩效指标")
        constraints = [
            models.UniqueConstraint(fields=["target_set", "key"], name="indicator_key_once"),
            models.UniqueConstraint(fields=["target_set", "name"], name="indicator_name_once"),
            upward(""),
            *well_defined("indicator"),
            guards.FrozenPart(
                name="indicator_frozen",
                parent="lifecycle_target",
                column="target_set_id",
                editable=sorted(TargetStage.EDITABLE),
            ),
        ]
        indexes = [
            models.Index(
                fields=["library"],
                condition=Q(library__isnull=False),
                name="indicator_of_library",
            ),
        ]


class TargetReview(models.Model):
    """One judgement of a target's four natures 四性, of the content it was made on."""

    class Level(models.TextChoices):
        """Who judged."""

        DEPARTMENT = "department", gettext_lazy("主管部门")
        DESK = "desk", gettext_lazy("业务科室")
        PERFORMANCE = "performance", gettext_lazy("绩效科")

    target = models.ForeignKey(Target, models.PROTECT, related_name="reviews")
    level = models.CharField(gettext_lazy("层级"), max_length=12, choices=Level.choices)
    content_hash = LineField(gettext_lazy("内容指纹"), max_length=64)
    completeness = ScoreField(gettext_lazy("完整性"))
    relevance = ScoreField(gettext_lazy("相关性"))
    appropriateness = ScoreField(gettext_lazy("适当性"))
    feasibility = ScoreField(gettext_lazy("可行性"))
    passes = models.BooleanField(gettext_lazy("优或良"))
    opinion = ProseField(gettext_lazy("意见"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("审核人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("四性审核")
        verbose_name_plural = gettext_lazy("四性审核")
        constraints = [
            models.CheckConstraint(
                name="four_natures_within_points",
                condition=Q(completeness__lte=20, relevance__lte=30)
                & Q(appropriateness__lte=30, feasibility__lte=20),
            ),
            models.CheckConstraint(
                name="passes_from_eighty",
                condition=Q(passes=False)
                | Q(
                    completeness__gte=80 - F("relevance") - F("appropriateness") - F("feasibility")
                ),
            ),
            guards.AppendOnly(name="target_review_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.get_level_display()}"

    @property
    def total(self) -> Any:
        """Add up the four natures, of 100."""
        return self.completeness + self.relevance + self.appropriateness + self.feasibility
