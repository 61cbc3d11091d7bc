"""Ex-ante appraisals 事前绩效评估 with their self-scores and their checklist of materials."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import MoneyField, choices_of
from lifecycle.models.organisation import Assignment
from lifecycle.models.panel import AppraisalReport, AppraisalRuling, ExpertScore
from lifecycle.models.project import ProjectYear
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import Subject, counted, four_eyes
from lifecycle.roles import Role
from lifecycle.rules import appraisal as rules
from lifecycle.rules import materials
from lifecycle.rules.appraisal import DIMENSION_LABELS, Conclusion, Dimension
from lifecycle.rules.appraisal_form import FORMS
from lifecycle.rules.money import in_wan, percentage
from lifecycle.rules.pack import GradeTable, Pack, band
from lifecycle.stages.appraisal import AppraisalStage

POOREST = 3
"""Place of 差 among the four grades."""
CLOSED = ("dropped", "rejected", "in_pool")
SUPPORTED = ("supported", "partial", "in_pool")


class Appraisal(AppraisalStage, Subject):
    """One appraisal of what a project-year asks for, before its budget is prepared."""

    CONTENT = ("kind", "declared", "expires_on")
    PARTS = {
        "scores": ("dimension", "points", "opinion"),
        "materials": ("name", "provided", "file_name"),
    }
    FACTS = (
        "project_year__project", "rulings", "reports__findings", "replies",
        "expert_scores__assignment",
    )  # fmt: skip

    project_year = models.ForeignKey(
        ProjectYear,
        models.PROTECT,
        related_name="appraisals",
        verbose_name=gettext_lazy("年度项目"),
    )
    kind = models.CharField(
        gettext_lazy("评估类别"),
        max_length=10,
        choices=choices_of(materials.KIND_LABELS),
    )
    declared = MoneyField(gettext_lazy("申报金额（元）"))
    expires_on = models.DateField(gettext_lazy("原政策、项目到期日"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("事前绩效评估")
        verbose_name_plural = gettext_lazy("事前绩效评估")
        constraints = [
            models.UniqueConstraint(
                fields=["project_year"],
                condition=~Q(state__in=CLOSED),
                name="one_open_appraisal",
            ),
            models.CheckConstraint(
                name="approved_within_declared",
                condition=Q(approved=None) | Q(approved__lte=F("declared")),
            ),
            models.CheckConstraint(
                name="support_has_its_amount",
                condition=~Q(state__in=SUPPORTED) | Q(approved__gt=0, approved__isnull=False),
            ),
            four_eyes("appraisal"),
            guards.guarded(AppraisalStage, app="lifecycle", model="appraisal"),
            traces.tallied(AppraisalStage, app="lifecycle", model="appraisal"),
        ]
        indexes = [counted("appraisal")]

    def __str__(self) -> str:
        return str(self.project_year.project)

    def get_absolute_url(self) -> str:
        """Return the page on which the appraisal is worked."""
        return reverse("appraisal", args=[self.pk])

    @property
    def supports(self) -> bool:
        """Whether the appraisal lets the project ask for money."""
        return str(getattr(self, "state", "")) in SUPPORTED

    @property
    def pack(self) -> Pack:
        """The numbers by which the appraisal is judged."""
        return pack_of(self.year).pack

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What this kind of appraisal is judged on, in the order of its form."""
        return FORMS[materials.Kind(self.kind)]

    @property
    def weights(self) -> dict[Dimension, Decimal]:
        """The points of each dimension, in their order: the stored pack's own is arbitrary."""
        numbers = self.pack.appraisal
        bond = self.kind == materials.Kind.BOND
        found = numbers.bond_weights if bond else numbers.weights
        return {dimension: found[dimension] for dimension in self.dimensions}

    def eligibility_fault(self) -> str:
        """Say when the project is neither new nor expiring."""
        expires = self.expires_on is not None and self.expires_on.year <= self.year
        if self.project_year.is_new or expires:
            return ""
        return _("只评估新增的，或到期后拟延续的项目和政策")

    def threshold_fault(self) -> str:
        """Say when so small an amount needs no appraisal."""
        least = self.pack.appraisal.min_amount
        if self.declared > 0 and self.declared >= least:
            return ""
        words = {"least": in_wan(least)}
        return _("申报金额未达到事前绩效评估的起点（%(least)s万元）") % words

    def materials_fault(self) -> str:
        """Name the required materials that are missing."""
        provided = [row.name for row in self.materials.all() if row.provided]
        lacking = materials.missing(provided, kind=materials.Kind(self.kind))
        return _("缺少材料：%(names)s") % {"names": _("、").join(lacking)} if lacking else ""

    def self_score_fault(self) -> str:
        """Say which dimension lacks points or words."""
        rows = [row for row in self.scores.all() if row.dimension in self.dimensions]
        points = {Dimension(row.dimension): row.points for row in rows}
        if fault := rules.scores_fault(points, weights=self.weights):
            return fault
        wordless = [DIMENSION_LABELS[Dimension(r.dimension)] for r in rows if not r.opinion.strip()]
        return (
            _("请说明评分理由：%(names)s") % {"names": _("、").join(wordless)} if wordless else ""
        )

    def ruling(self, level: str = AppraisalRuling.Level.BUREAU) -> AppraisalRuling | None:
        """Return the ruling that counts: the last of this round on the content as it stands."""
        rows = [r for r in self.rulings.all() if r.level == level and self._current(r)]
        return max(rows, key=lambda row: row.pk, default=None)

    def _current(self, ruling: AppraisalRuling) -> bool:
        here = (self.round_number, self.content_hash)
        return (ruling.round_number, ruling.content_hash) == here

    def department_fault(self, *wanted: Conclusion) -> str:
        """Say when the department's conclusion is missing or another."""
        ruling = self.ruling(AppraisalRuling.Level.DEPARTMENT)
        if ruling is None:
            return _("主管部门尚未给出评估结论")
        if ruling.conclusion in wanted:
            return ""
        return _("主管部门的结论为“%(said)s”") % {"said": ruling.get_conclusion_display()}

    def outsiders(self, role: Role) -> models.QuerySet[Assignment]:
        """Return who is assigned in a role on the day of the act."""
        rows = Assignment.objects.filter(machine=self.stage(), object_id=self.pk, role=role)
        return rows.filter(starts_on__lte=self.acting_on).exclude(ends_on__lt=self.acting_on)

    def panel_fault(self) -> str:
        """Say what the panel still lacks: the agency, experts, a conflict statement."""
        agencies, experts = list(self.outsiders(Role.AGENCY)), list(self.outsiders(Role.EXPERT))
        least = self.pack.appraisal.min_experts
        if not agencies:
            return _("尚未指派第三方机构")
        if len(experts) < least:
            return _("专家不足%(least)s名，现有%(n)s名") % {"least": least, "n": len(experts)}
        if any(row.cleared_on is None for row in [*agencies, *experts]):
            return _("有人尚未作回避声明")
        return ""

    def scoring_fault(self) -> str:
        """Say how many experts still owe their sheet."""
        experts = {row.pk for row in self.outsiders(Role.EXPERT)}
        signed = {row.assignment_id for row in self._sheet_rows()}
        if owing := len(experts - signed):
            return _("还有%(n)s名专家未提交评分") % {"n": owing}
        least = self.pack.appraisal.min_experts
        if len(signed) < least:
            return _("有效评分不足%(least)s份") % {"least": least}
        return ""

    def _sheet_rows(self) -> list[ExpertScore]:
        rows = self.expert_scores.all()
        if "expert_scores" not in getattr(self, "_prefetched_objects_cache", {}):
            rows = rows.select_related("assignment")
        ours = [row for row in rows if row.round_number == self.round_number]
        return [row for row in ours if row.assignment.cleared_on is not None]

    def sheets(self) -> list[dict[Dimension, Decimal]]:
        """Return the points of each expert whose sheet of this round counts.

        The sheet of an expert who was released, and so is cleared no more, is kept uncounted.
        """
        found: dict[int, dict[Dimension, Decimal]] = {}
        for row in self._sheet_rows():
            found.setdefault(row.assignment_id, {})[Dimension(row.dimension)] = row.points
        return list(found.values())

    def panel_points(self) -> dict[Dimension, Decimal]:
        """Return the mean of the experts on each dimension; empty before the first sheet."""
        sheets = self.sheets()
        return {
            dimension: rules.panel_score([sheet[dimension] for sheet in sheets])
            for dimension in (self.dimensions if sheets else ())
        }

    def panel_total(self) -> Decimal | None:
        """Return the mean of the experts' totals, if there are any."""
        sheets = self.sheets()
        return rules.panel_score([rules.total(sheet) for sheet in sheets]) if sheets else None

    def differing(self) -> list[Dimension]:
        """Return the dimensions on which the experts lie too far apart."""
        sheets, limit = self.sheets(), self.pack.appraisal.spread
        return [
            dimension
            for dimension, points in self.weights.items()
            if sheets and _apart([sheet[dimension] for sheet in sheets], points, limit)
        ]

    def report(self) -> AppraisalReport | None:
        """Return the last version of this round's report."""
        rows = [r for r in self.reports.all() if r.round_number == self.round_number]
        return max(rows, key=lambda row: row.number, default=None)

    def report_fault(self) -> str:
        """Say what the agency's report still lacks."""
        report = self.report()
        return report.fault() if report else _("尚未提交评估报告")

    def consulting_fault(self) -> str:
        """Say when the unit may still answer."""
        replied = any(row.round_number == self.round_number for row in self.replies.all())
        if replied or (self.due_on is not None and self.acting_on > self.due_on):
            return ""
        return _("单位尚未反馈意见，征求意见期未满")

    def poor(self) -> set[Dimension]:
        """Return the dimensions judged 差 by the experts' mean or by the report."""
        weights, grades = self.weights, self.pack.grades
        points = self.panel_points()
        found = {name for name in points if _is_poor(points[name], weights[name], grades)}
        report = self.report()
        return found | (report.poor() if report else set())

    def suggested(self) -> Conclusion | None:
        """Return the conclusion that the panel's total and the veto draw; None without a panel."""
        total, limits = self.panel_total(), self.pack.appraisal
        if total is None:
            return None
        return rules.conclude(
            total,
            vetoed=rules.vetoed(self.poor()),
            support_from=limits.support_from,
            partial_from=limits.partial_from,
        )

    def veto_fault(self) -> str:
        """Say when a veto 一票否决 leaves refusal alone."""
        ruling = self.ruling()
        poor = self.poor() | (ruling.poor_dimensions if ruling else set())
        return rules.veto_fault(self.dimensions) if rules.vetoed(poor) else ""

    def ruling_fault(self, wanted: Conclusion) -> str:
        """Say why finance's ruling does not carry this conclusion."""
        ruling = self.ruling()
        if ruling is None:
            return _("尚未核定评估结论")
        if ruling.conclusion != wanted:
            return _("核定的结论为“%(said)s”") % {"said": ruling.get_conclusion_display()}
        return ruling.fault()


def visible_scores(appraisal: Appraisal, person: Any) -> models.QuerySet[ExpertScore]:
    """Return the expert scores a person may see: while experts still score, their own alone."""
    rows = ExpertScore.objects.filter(appraisal=appraisal).select_related("assignment__person")
    if getattr(appraisal, "state", "") != AppraisalStage.State.EXPERT_SCORING:
        return rows
    earlier = Q(round_number__lt=appraisal.round_number)
    return rows.filter(earlier | Q(assignment__person=person))


def _is_poor(points: Decimal, weight: Decimal, grades: GradeTable) -> bool:
    percent = percentage(points, whole=weight)
    return percent is not None and band(percent, grades=grades) == POOREST


def _apart(scores: Sequence[Decimal], points: Decimal, limit: Decimal) -> bool:
    return rules.spread_flag(scores, points=points, limit=limit)
