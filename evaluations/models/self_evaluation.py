"""Self-evaluations 绩效自评, their lines 逐项得分 and the bureau's rechecks 财政复核."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models.grading import TALLIED
from evaluations.models.ledger import with_ledger
from evaluations.rules import scoring
from evaluations.rules.grades import grade
from evaluations.rules.lines import line_faults
from evaluations.stages.self_evaluation import SelfEvaluationStage
from lifecycle import guards
from lifecycle.fields import (
    LineField,
    MoneyField,
    ProseField,
    QuantityField,
    ScoreField,
    choices_of,
)
from lifecycle.models import ProjectYear, RulePack, Subject
from lifecycle.models.rulepack import in_force, pack_of
from lifecycle.models.subject import counted, four_eyes, waiting
from lifecycle.rules.indicators import (
    ATTAINMENT_LABELS,
    FULL_POINTS,
    LEVEL_TWO_LABELS,
    OPERATOR_LABELS,
    Attainment,
    LevelTwo,
    Operator,
)
from lifecycle.rules.money import percentage
from lifecycle.rules.pack import Pack
from lifecycle.rules.scoring_table import ScoringNumbers
from lifecycle.sentences import told


class SelfEvaluation(SelfEvaluationStage, Subject):
    """What a unit says its project-year has earned, of 100 points.

    It carries one line an indicator, or, imported from a published table, the total alone.
    """

    CONTENT = (
        "budget", "paid", "execution_score", "total", "narrative", "imported", "source",
    )  # fmt: skip
    PARTS = {
        "lines": (
            "key", "level", "name", "operator", "target", "target_high", "unit", "actual",
            "attainment", "weight", "computed", "deduction", "reason", "score",
        )
    }  # fmt: skip
    FACTS = ("project_year__project", "rechecks")

    project_year = models.ForeignKey(
        ProjectYear,
        models.PROTECT,
        related_name="self_evaluations",
        verbose_name=gettext_lazy("年度项目"),
    )
    budget = MoneyField(gettext_lazy("全年预算数（元）"))
    paid = MoneyField(gettext_lazy("全年执行数（元）"), null=True, blank=True)
    execution_score = ScoreField(gettext_lazy("执行得分"), null=True, blank=True)
    narrative = ProseField(gettext_lazy("完成情况和偏差说明"), blank=True)
    imported = models.BooleanField(gettext_lazy("取自公开表"), default=False)
    source = LineField(gettext_lazy("数据来源"), max_length=200, blank=True)
    scored_by = models.ForeignKey(
        RulePack,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("计分规则包"),
    )

    class Meta:
        verbose_name = gettext_lazy("绩效自评")
        verbose_name_plural = gettext_lazy("绩效自评")
        constraints = [
            models.UniqueConstraint(fields=["project_year", "year"], name="self_evaluation_once"),
            models.CheckConstraint(
                name="imported_names_its_source", condition=Q(imported=False) | ~Q(source="")
            ),
            models.CheckConstraint(
                name="self_evaluation_graded",
                condition=Q(state__in=["issued", "filling", "returned"])
                | (Q(total__isnull=False) & ~Q(grade="")),
            ),
            four_eyes("self_evaluation"),
            guards.guarded(SelfEvaluationStage, app="evaluations", model="selfevaluation"),
            TALLIED,
        ]
        indexes = [
            counted("self_evaluation"),
            waiting("self_evaluation", "project_year"),
            models.Index(
                fields=["year", "organisation"],
                condition=Q(recheck_total__isnull=False),
                name="self_evaluation_rescored",
            ),
        ]

    def __str__(self) -> str:
        return str(self.project_year.project)

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    @property
    def final_total(self) -> Decimal | None:
        """The total that counts: the bureau's where it rechecked."""
        found: Decimal | None = self.recheck_total
        return self.total if found is None else found

    @property
    def final_grade(self) -> str:
        """The grade that counts: the bureau's where it rechecked."""
        return self.recheck_grade or self.grade

    @property
    def execution_rate(self) -> Decimal | None:
        """Payments in percent of the adjusted budget."""
        return None if self.paid is None else percentage(self.paid, whole=self.budget)

    def grade_of(self, total: Any) -> str:
        """Grade a total by the pack of the year."""
        return str(grade(total, table=self.pack.grades))

    def last_recheck(self) -> Any:
        """Return the bureau's last scoring of the content as it stands."""
        found = [r for r in self.rechecks.all() if r.content_hash == self.content_hash]
        return max(found, key=lambda recheck: recheck.pk, default=None)

    def total_fault(self) -> str:
        """Say why the total does not stand (E1)."""
        if self.total is None:
            return _("尚未得出自评总分")
        return "" if self.imported else self._sum_fault()

    def _sum_fault(self) -> str:
        lines = list(self.lines.all())
        if not lines:
            return _("尚未填报指标完成情况")
        points = FULL_POINTS - (self.execution_points if self.execution_score is not None else 0)
        weights = sum((line.weight for line in lines), Decimal(0))
        if weights != points:
            words = {"points": f"{points:f}", "weights": f"{weights:f}"}
            return _("指标分值合计应为%(points)s，现为%(weights)s") % words
        added = self.total_of([line.score for line in lines], execution=self.execution_score)
        if added == self.total:
            return ""
        words = {"added": f"{added:f}", "total": f"{self.total:f}"}
        return _("逐项得分之和为%(added)s，与总分%(total)s不符") % words

    def total_of(
        self, scores: Sequence[Decimal], *, execution: Decimal | None, pack: Pack | None = None
    ) -> Decimal:
        """Add scores up by the pack that scores this row, or another, held where money lags."""
        by = (pack or self.scoring_pack).scoring
        most = scoring.highest_total(self.paid or Decimal(0), budget=self.budget, by=by)
        return scoring.total(scores, execution=execution, most=most)

    def line_faults(self) -> list[str]:
        """List what is wrong line by line (E2, E3, E5)."""
        if self.imported:
            return []
        rows, by = sorted(self.lines.all(), key=lambda row: row.pk), self.scoring_pack.scoring
        return [fault for row in rows for fault in row.faults(by)]

    def execution_fault(self) -> str:
        """Say what execution still owes: its score by the formula and, if low, a reason (E6)."""
        if self.imported:
            return ""
        if self.budget and self.paid is None:
            return _("台账中尚无全年执行数")
        score = scoring.execution_score(
            self.paid or Decimal(0), budget=self.budget, points=self.execution_points
        )
        if score != self.execution_score:
            return _("预算执行得分与台账不符，请重新计算")
        rate, least = self.execution_rate, self.scoring_pack.scoring.explain_below
        if rate is not None and rate < least and not self.narrative.strip():
            words = {"rate": f"{rate:f}", "least": f"{least:f}"}
            return _("预算执行率%(rate)s%%，低于%(least)s%%，须说明原因") % words
        return ""

    def ledger_fault(self) -> str:
        """Say whether the money differs from the ledger."""
        rows = SelfEvaluation.objects.filter(pk=self.pk)
        return _("预算数或执行数与台账不一致，请重新取数") if self.off_ledger(rows) else ""

    @classmethod
    def off_ledger(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Narrow to the rows whose money differs from the ledger."""
        same_paid = Q(paid=F("ledger_paid")) | Q(paid=None, ledger_paid=None)
        return with_ledger(rows).exclude(Q(budget=F("ledger_budget")) & same_paid)

    @cached_property
    def pack(self) -> Pack:
        """The rules of the year, read once for all that is asked of one row."""
        return pack_of(self.year).pack

    @property
    def execution_points(self) -> Decimal:
        """Points for execution in the layout by which it was scored."""
        return self.scoring_pack.layout.execution

    @property
    def scoring_pack(self) -> Pack:
        """The rules by which its lines were scored; those of the year before the first time."""
        return in_force(self.scored_by_id).pack if self.scored_by_id else self.pack


class SelfEvaluationLine(models.Model):
    """One indicator at year's end: a copy of what was promised, and what came of it."""

    self_evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="lines")
    key = models.UUIDField(gettext_lazy("指标标识"))
    level = models.CharField(
        gettext_lazy("二级指标"), max_length=20, choices=choices_of(LEVEL_TWO_LABELS)
    )
    name = LineField(gettext_lazy("三级指标"), max_length=100)
    operator = models.CharField(
        gettext_lazy("指标性质"),
        max_length=12,
        choices=choices_of(OPERATOR_LABELS),
    )
    target = QuantityField(gettext_lazy("年度指标值"), null=True, blank=True)
    target_high = QuantityField(gettext_lazy("指标值上限"), null=True, blank=True)
    unit = LineField(gettext_lazy("计量单位"), max_length=20, blank=True)
    actual = QuantityField(gettext_lazy("实际完成值"), null=True, blank=True)
    attainment = models.CharField(
        gettext_lazy("达成程度"),
        max_length=10,
        blank=True,
        choices=choices_of(ATTAINMENT_LABELS),
    )
    weight = ScoreField(gettext_lazy("分值"))
    computed = ScoreField(gettext_lazy("公式得分"))
    deduction = ScoreField(gettext_lazy("扣分"), default=Decimal(0))
    reason = ProseField(gettext_lazy("偏差原因分析及改进措施"), blank=True)
    score = ScoreField(gettext_lazy("得分"))

    class Meta:
        verbose_name = gettext_lazy("自评指标")
        verbose_name_plural = gettext_lazy("自评指标")
        constraints = [
            models.UniqueConstraint(fields=["self_evaluation", "key"], name="self_line_once"),
            models.CheckConstraint(
                name="score_is_computed_less_deduction",
                condition=Q(score=F("computed") - F("deduction")),
            ),
            models.CheckConstraint(
                name="self_line_within_weight", condition=Q(score__gte=0, score__lte=F("weight"))
            ),
            guards.FrozenPart(
                name="self_line_frozen",
                parent="evaluations_selfevaluation",
                column="self_evaluation_id",
                editable=sorted(SelfEvaluationStage.EDITABLE),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def measured(self) -> scoring.Line:
        """Return the plain values that the scoring rules judge."""
        return scoring.Line(
            operator=Operator(self.operator),
            weight=self.weight,
            target=self.target or Decimal(0),
            actual=self.actual,
            target_high=self.target_high,
            satisfaction=self.level == LevelTwo.SERVED_SATISFACTION,
        )

    def faults(self, by: ScoringNumbers) -> list[str]:
        """List what is wrong with the line, as a table scores it."""
        found = line_faults(
            self.measured(),
            computed=self.computed,
            score=self.score,
            attained=Attainment(self.attainment) if self.attainment else None,
            reason=self.reason,
            by=by,
        )
        return [_("“%(name)s”%(fault)s") % {"name": self.name, "fault": told(f)} for f in found]
