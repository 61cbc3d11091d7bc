"""Monitoring reports 监控填报 and their readings, one a project-year and month."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import (
    LineField,
    MoneyField,
    ProseField,
    QuantityField,
    ScoreField,
    choices_of,
)
from lifecycle.models import Execution, ProjectYear, Subject
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import counted, four_eyes, waiting
from lifecycle.rules.indicators import (
    ACCUMULATION_LABELS,
    ATTAINMENT_LABELS,
    LEVEL_TWO_LABELS,
    OPERATOR_LABELS,
    Accumulation,
)
from monitoring.models.light import LIGHTS
from monitoring.models.measured import measured
from monitoring.rules.lights import Light, Possibility
from monitoring.rules.limits import Limits
from monitoring.rules.verdict import Measured, Verdict, verdict
from monitoring.stages.report import ReportStage

BELOW_PLAN = (str(Light.YELLOW), str(Light.RED))


class Cause(models.TextChoices):
    """Why a goal lags 偏差原因分析 (财预〔2019〕136号, the form)."""

    FUNDS = "funds", gettext_lazy("经费保障")
    RULES = "rules", gettext_lazy("制度保障")
    STAFF = "staff", gettext_lazy("人员保障")
    EQUIPMENT = "equipment", gettext_lazy("硬件条件保障")
    OTHER = "other", gettext_lazy("其他")


SAID_LATER = ("numerator_value", "denominator_value", "evidence", "milestone", "milestone_month")
"""What a reading may say besides; of these the content holds what is there (decision 0013)."""


class Report(ReportStage, Subject):
    """One project-year's state at a month's end; money in 元 since January, from the ledger."""

    CONTENT = (
        "paid", "budget", "execution_light", "goal_light", "project_light", "forecast", "cause",
    )  # fmt: skip
    PARTS = {
        "readings": (
            "key", "name", "operator", "target", "target_high", "actual", "attainment",
            "possibility", "cause", "no_data_reason", "note", "light", *SAID_LATER,
        )
    }  # fmt: skip
    LATER = {"readings": frozenset(SAID_LATER)}
    NUMBERED = "month"
    FACTS = ("project_year__project", "project_year__executions")

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="reports", verbose_name=gettext_lazy("年度项目")
    )
    month = models.PositiveSmallIntegerField(
        gettext_lazy("月份"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    paid = MoneyField(gettext_lazy("累计支出（元）"), null=True, blank=True)
    budget = MoneyField(gettext_lazy("全年预算数（元）"), null=True, blank=True)
    execution_light = models.CharField(
        gettext_lazy("执行灯"), max_length=6, choices=LIGHTS, default=str(Light.GREY)
    )
    goal_light = models.CharField(
        gettext_lazy("目标灯"), max_length=6, choices=LIGHTS, default=str(Light.GREY)
    )
    project_light = models.CharField(
        gettext_lazy("项目灯"), max_length=6, choices=LIGHTS, default=str(Light.GREY)
    )
    forecast = ProseField(gettext_lazy("全年预计完成情况"), blank=True)
    cause = ProseField(gettext_lazy("偏差原因说明"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("监控填报")
        verbose_name_plural = gettext_lazy("监控填报")
        constraints = [
            models.UniqueConstraint(fields=["project_year", "month"], name="report_month_once"),
            models.CheckConstraint(name="report_month", condition=Q(month__gte=1, month__lte=12)),
            four_eyes("report"),
            guards.guarded(ReportStage, app="monitoring", model="report"),
            traces.tallied(ReportStage, app="monitoring", model="report", part="month", dated=True),
            traces.Touches(
                name="report_touches",
                on="submitted_on",
                watched=["submitted_on", "content_hash", "conclusion"],
            ),
        ]
        indexes = [
            counted("report", "month", "submitted_on", "project_year"),
            models.Index(
                fields=["year", "month", "state"], include=["organisation"], name="report_by_month"
            ),
            waiting("report"),
        ]

    @property
    def which(self) -> str:
        """Name the month."""
        return _("%(month)s月") % {"month": self.month}

    def __str__(self) -> str:
        words = {"project": self.project_year.project, "month": self.month}
        return _("%(project)s %(month)s月监控") % words

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    def verdict(self, *, planned: Decimal | None = None) -> Verdict:
        """Judge what the report says now, by the pack in force; `planned` from a payment plan."""
        return verdict(
            self.paid,
            budget=self.budget,
            measured=[reading.measured() for reading in self.readings.all()],
            month=self.month,
            limits=Limits(**pack_of(self.year).pack.lights),
            planned=planned,
        )

    def ledger_on(self, day: date) -> tuple[Decimal | None, Decimal | None]:
        """Return what the ledger says on a day was paid by the month's end, and of what budget."""
        found: list[Execution] = [
            line
            for line in self.project_year.executions.all()
            if line.month == self.month and line.on <= day
        ]
        last = max(found, key=lambda line: line.revision, default=None)
        return (last.paid, last.budget) if last else (None, None)

    def unfilled(self) -> list[str]:
        """List the readings that say neither how far they got nor why that is not known."""
        return list(self._unfilled())

    def _unfilled(self) -> Iterator[str]:
        for reading in self.readings.all():
            if not (reading.has_value or reading.no_data_reason):
                yield _("“%(name)s”未填实际完成情况，也未说明原因") % {"name": reading.name}
            elif reading.has_value and reading.is_ratio and reading.denominator_value is None:
                yield _("“%(name)s”是比率指标，请填写分子和分母的数值") % {"name": reading.name}

    def unexplained(self) -> list[str]:
        """List what is below plan and has no cause."""
        return list(self._unexplained())

    def _unexplained(self) -> Iterator[str]:
        if self.execution_light in BELOW_PLAN and not self.cause.strip():
            yield _("预算执行低于进度，请填写偏差原因说明")
        for reading in self.readings.all():
            if reading.light in BELOW_PLAN and not reading.cause:
                yield _("“%(name)s”低于进度，请选择偏差原因") % {"name": reading.name}
            if reading.cause == Cause.OTHER and not reading.note.strip():
                yield _("“%(name)s”的偏差原因为其他，请说明") % {"name": reading.name}

    def figures_fault(self) -> str:
        """Say that the ledger has moved since the report was last saved."""
        if (self.paid, self.budget) == self.ledger_on(self.acting_on):
            return ""
        return _("预算执行数已有更新，请重新保存后送审")


class Reading(models.Model):
    """One indicator at the month's end; its aim is copied from the target, its key kept."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="readings")
    key = models.UUIDField(gettext_lazy("指标标识"))
    level = models.CharField(
        gettext_lazy("二级指标"),
        max_length=20,
        choices=choices_of(LEVEL_TWO_LABELS),
    )
    name = LineField(gettext_lazy("三级指标"), max_length=100)
    operator = models.CharField(
        gettext_lazy("指标性质"),
        max_length=12,
        choices=choices_of(OPERATOR_LABELS),
    )
    target = QuantityField(gettext_lazy("目标值"), null=True, blank=True)
    target_high = QuantityField(gettext_lazy("目标值上限"), null=True, blank=True)
    due = models.DateField(gettext_lazy("完成期限"), null=True, blank=True)
    wording = LineField(gettext_lazy("定性描述"), max_length=200, blank=True)
    unit = LineField(gettext_lazy("计量单位"), max_length=20, blank=True)
    weight = ScoreField(gettext_lazy("权重"))
    actual = QuantityField(gettext_lazy("实际完成值"), null=True, blank=True)
    attainment = models.CharField(
        gettext_lazy("完成程度"),
        max_length=10,
        blank=True,
        choices=choices_of(ATTAINMENT_LABELS),
    )
    possibility = models.CharField(
        gettext_lazy("完成目标可能性"),
        max_length=10,
        blank=True,
        choices=[
            (str(Possibility.CERTAIN), gettext_lazy("确定能")),
            (str(Possibility.POSSIBLE), gettext_lazy("有可能")),
            (str(Possibility.IMPOSSIBLE), gettext_lazy("完全不可能")),
        ],
    )
    cause = models.CharField(
        gettext_lazy("偏差原因"), max_length=10, blank=True, choices=Cause.choices
    )
    no_data_reason = LineField(gettext_lazy("暂无数据的原因"), max_length=200, blank=True)
    note = ProseField(gettext_lazy("原因说明及备注"), blank=True)
    accumulation = models.CharField(
        gettext_lazy("累计方式"),
        max_length=12,
        blank=True,
        choices=choices_of(ACCUMULATION_LABELS),
    )
    numerator = LineField(gettext_lazy("分子"), max_length=100, blank=True)
    denominator = LineField(gettext_lazy("分母"), max_length=100, blank=True)
    numerator_value = QuantityField(gettext_lazy("分子数值"), null=True, blank=True)
    denominator_value = QuantityField(gettext_lazy("分母数值"), null=True, blank=True)
    evidence = LineField(gettext_lazy("佐证材料"), max_length=200, blank=True)
    milestone = QuantityField(gettext_lazy("里程碑应达"), null=True, blank=True)
    milestone_month = models.PositiveSmallIntegerField(
        gettext_lazy("里程碑月份"), null=True, blank=True
    )
    light = models.CharField(
        gettext_lazy("灯"), max_length=6, choices=LIGHTS, default=str(Light.GREY)
    )

    class Meta:
        verbose_name = gettext_lazy("指标完成情况")
        verbose_name_plural = gettext_lazy("指标完成情况")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reading_key_once"),
            models.CheckConstraint(
                name="reading_milestone_of_a_month",
                condition=Q(milestone=None, milestone_month=None)
                | Q(milestone_month__gte=1, milestone_month__lte=12),
            ),
            guards.FrozenPart(
                name="reading_frozen",
                parent="monitoring_report",
                column="report_id",
                editable=sorted([ReportStage.State.ISSUED, *ReportStage.EDITABLE]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_value(self) -> bool:
        """Whether the unit has said how far it got."""
        return self.actual is not None or bool(self.attainment)

    @property
    def is_ratio(self) -> bool:
        """Whether its value is one number divided by another."""
        return self.accumulation == Accumulation.RATIO

    def measured(self) -> Measured:
        """Return the plain values that the rules judge."""
        return measured(
            key=str(self.key),
            level=self.level,
            operator=self.operator,
            target=self.target,
            target_high=self.target_high,
            due=self.due,
            weight=self.weight,
            actual=self.actual,
            attainment=self.attainment,
            possibility=self.possibility,
            accumulation=self.accumulation,
            milestone=self.milestone,
            milestone_month=self.milestone_month,
        )
