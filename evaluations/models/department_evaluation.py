"""Department evaluations 部门评价 and their indicators."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.framework import Framed, FrameworkLine, within_weight
from evaluations.models.grading import grade_in
from evaluations.rules import framework
from evaluations.stages.department_evaluation import DepartmentEvaluationStage
from lifecycle import guards, traces
from lifecycle.fields import MoneyField, ProseField
from lifecycle.models import ProjectYear, Subject
from lifecycle.models.subject import four_eyes


class DepartmentEvaluation(Framed, DepartmentEvaluationStage, Subject):
    """One project-year as its department evaluates it."""

    CONTENT = ("amount", "scheme", "report")
    PARTS = {"indicators": ("area", "name", "weight", "score", "workpaper")}
    FACTS = ("project_year__project",)

    project_year = models.ForeignKey(
        ProjectYear,
        models.PROTECT,
        related_name="department_evaluations",
        verbose_name=_("年度项目"),
    )
    amount = MoneyField(_("评价金额（元）"))
    scheme = ProseField(_("评价方案"), blank=True)
    report = ProseField(_("评价报告"), blank=True)

    class Meta:
        verbose_name = _("部门评价")
        verbose_name_plural = _("部门评价")
        constraints = [
            models.UniqueConstraint(
                fields=["project_year", "year"], name="department_evaluation_once"
            ),
            four_eyes("department_evaluation"),
            guards.guarded(
                DepartmentEvaluationStage, app="evaluations", model="departmentevaluation"
            ),
            traces.tallied(
                DepartmentEvaluationStage, app="evaluations", model="departmentevaluation"
            ),
        ]

    def __str__(self) -> str:
        return str(self.project_year.project)

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    def framework_fault(self) -> str:
        """Say why the indicator system does not fit (art. 13)."""
        items = self.items()
        return framework.weights_fault(items) or framework.results_fault(items)

    def grade_of(self, score: Any) -> str:
        """Grade a score by the pack of the year."""
        return str(grade_in(self.year, score))


class FrameworkIndicator(FrameworkLine):
    """One indicator of a department evaluation."""

    evaluation = models.ForeignKey(DepartmentEvaluation, models.PROTECT, related_name="indicators")

    class Meta:
        verbose_name = _("部门评价指标")
        verbose_name_plural = _("部门评价指标")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "name"], name="framework_name_once"),
            within_weight("framework_within_weight"),
            guards.FrozenPart(
                name="framework_frozen",
                parent="evaluations_departmentevaluation",
                column="evaluation_id",
                editable=sorted(DepartmentEvaluationStage.EDITABLE),
            ),
        ]
