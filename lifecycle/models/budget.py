"""Money 预算与执行: an append-only ledger of budget events, and payments month by month."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards, traces
from lifecycle.fields import LineField, MoneyField
from lifecycle.models.project import ProjectYear
from lifecycle.revised import LedgerSummed


def _who(label: Any) -> Any:
    """Name who wrote a row; empty where an order from the command line or the timetable did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=label,
    )


class BudgetEvent(models.Model):
    """One line of a budget document: what it gives or takes, in 元."""

    class Kind(models.TextChoices):
        """Which way the money moves."""

        INITIAL = "initial", _("年初预算")
        INCREASE = "increase", _("调增")
        DECREASE = "decrease", _("调减")
        CARRYOVER = "carryover", _("上年结转")
        RECOVERY = "recovery", _("收回")

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="budget_events", verbose_name=_("年度项目")
    )
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    amount = MoneyField(_("金额（元）"))
    document = LineField(_("文号"), max_length=60)
    line = models.PositiveIntegerField(_("行号"))
    on = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("预算事项")
        verbose_name_plural = _("预算事项")
        constraints = [
            models.UniqueConstraint(fields=["document", "line"], name="budget_line_once"),
            guards.AppendOnly(name="budget_event_append_only"),
        ]

    def __str__(self) -> str:
        amount = f"{self.amount:,.2f}"
        said = _("%(kind)s %(amount)s元") % {"kind": self.get_kind_display(), "amount": amount}
        return f"{self.on:%Y-%m-%d} {said} {self.document}"


TAKES = (BudgetEvent.Kind.DECREASE, BudgetEvent.Kind.RECOVERY)


class Execution(models.Model):
    """What was paid by the end of a month, in 元 since January; a correction is a new revision."""

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="executions", verbose_name=_("年度项目")
    )
    month = models.PositiveSmallIntegerField(
        _("月份"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    revision = models.PositiveSmallIntegerField(_("修订"), default=1)
    paid = MoneyField(_("累计支出（元）"))
    budget = MoneyField(_("全年预算数（元）"))
    document = LineField(_("批次"), max_length=60)
    on = models.DateField(_("入账日期"))

    class Meta:
        verbose_name = _("预算执行")
        verbose_name_plural = _("预算执行")
        constraints = [
            # A month of a whole city is added up without a look at the rows themselves.
            models.UniqueConstraint(
                fields=["project_year", "month", "revision"],
                include=["paid", "budget", "on"],
                name="execution_once",
            ),
            models.CheckConstraint(
                name="execution_month", condition=Q(month__gte=1, month__lte=12)
            ),
            guards.AppendOnly(name="execution_append_only"),
            traces.Touches(name="execution_touches", on="on"),
            traces.Glanced(name="execution_glanced", follow="execution", events=["insert"]),
            LedgerSummed(name="execution_summed"),
        ]
        indexes = [
            # What a correction has taken the place of is found among the few corrections.
            models.Index(
                fields=["project_year", "month", "revision"],
                condition=Q(revision__gt=1),
                name="execution_corrected",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_year} {self.month}"


class PlannedPayment(models.Model):
    """A milestone of a payment plan 用款计划: what is to be paid by a month's end since January.

    The newest revision counts as a whole; without any, payment is to follow the months.
    """

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="planned_payments", verbose_name=_("年度项目")
    )
    month = models.PositiveSmallIntegerField(
        _("月份"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    revision = models.PositiveSmallIntegerField(_("修订"), default=1)
    amount = MoneyField(_("累计应支出（元）"))
    on = models.DateField(_("生效日期"))
    by = _who(_("编制人"))

    class Meta:
        verbose_name = _("用款计划")
        verbose_name_plural = _("用款计划")
        constraints = [
            models.UniqueConstraint(
                fields=["project_year", "revision", "month"], name="planned_payment_once"
            ),
            models.CheckConstraint(
                name="planned_payment_month", condition=Q(month__gte=1, month__lte=12)
            ),
            guards.AppendOnly(name="planned_payment_append_only"),
            traces.Touches(name="planned_payment_touches", on="on", every=True),
        ]

    def __str__(self) -> str:
        return f"{self.project_year} {self.month}"


class ImportBatch(models.Model):
    """One imported file; the same file twice is one import."""

    kind = LineField(_("种类"), max_length=40)
    fingerprint = LineField(_("文件指纹"), max_length=64)
    rows = models.PositiveIntegerField(_("行数"))
    at = models.DateTimeField(_("时间"))
    by = _who(_("导入人"))
    file = LineField(_("文件名"), max_length=200, blank=True)
    written = models.PositiveIntegerField(_("新增或更正行数"), null=True)

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        constraints = [
            models.UniqueConstraint(fields=["kind", "fingerprint"], name="file_once"),
            guards.AppendOnly(name="import_batch_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.rows}"
