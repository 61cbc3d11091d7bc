"""Sums 合计 over many rows, kept by the database as what is added and taken away.

Of one key there may be several rows: their sum is what holds. They are written by triggers alone.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.organisation import Organisation


def _place() -> Any:
    # What it is added up from holds the reference; a second one would cost each step a look.
    return models.ForeignKey(
        Organisation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("单位"),
    )


def _amount(label: Any) -> Any:
    return models.DecimalField(label, max_digits=20, decimal_places=2)


class GlanceSum(models.Model):
    """Glances 一览 of one unit, year, kind and light added up, in 元.

    `light` is empty where none was judged; `…_known` says how many of the amounts are known, since
    a sum of nothing is nothing.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    organisation = _place()
    kind = models.CharField(_("类别"), max_length=12)
    light = models.CharField(_("红黄灯"), max_length=6, blank=True)
    n = models.IntegerField(_("项目数"))
    amount = _amount(_("申报金额"))
    approved = _amount(_("批复金额"))
    budget = _amount(_("全年预算数"))
    paid = _amount(_("累计支出"))
    amount_known = models.IntegerField(_("有申报金额的项目数"))
    approved_known = models.IntegerField(_("有批复金额的项目数"))
    budget_known = models.IntegerField(_("有预算数的项目数"))
    paid_known = models.IntegerField(_("有支出数的项目数"))

    class Meta:
        verbose_name = _("一览合计")
        verbose_name_plural = _("一览合计")
        indexes = [models.Index(fields=["year", "organisation"], name="glance_sums_by_unit")]

    def __str__(self) -> str:
        return f"{self.year} {self.organisation_id} {self.kind} {self.light} {self.n}"


class Tally(models.Model):
    """Objects of a stage counted by unit and year, once by state, once by the day of filing.

    `part` divides the year: the month of a report, the version of a target, else 0. A row with
    `filed_on` counts what was first filed on that day and is in no draft's state; its `state` is
    empty. Targets have their amounts, self-evaluations their grades and budgets, in 元, by state
    alone.
    """

    machine = models.CharField(_("环节"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    part = models.PositiveSmallIntegerField(_("月份或版本"))
    organisation = _place()
    state = models.CharField(_("状态"), max_length=50, blank=True)
    filed_on = models.DateField(_("首次报送日"), null=True)
    grade = models.CharField(_("等级"), max_length=10, blank=True, db_default="")
    n = models.IntegerField(_("件数"))
    amount = models.DecimalField(_("金额"), max_digits=20, decimal_places=2, db_default=0)

    class Meta:
        verbose_name = _("环节计数")
        verbose_name_plural = _("环节计数")
        indexes = [
            # What a city promised and earned is added up without a look at the days of filing.
            models.Index(
                fields=["year", "machine", "part", "state"],
                include=["organisation", "grade", "n", "amount"],
                condition=Q(filed_on=None),
                name="tallies_by_state",
            ),
            models.Index(
                fields=["year", "machine", "organisation"],
                include=["part", "state", "filed_on", "n"],
                name="tallies_by_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.machine} {self.year} {self.organisation_id} {self.state} {self.n}"


class ExecutionSum(models.Model):
    """The ledger 预算执行 of a year added up by month and day of entry, in 元: last revisions.

    Departments as a whole are in it as well; they hold the money of their projects once more.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"))
    on = models.DateField(_("入账日期"))
    n = models.IntegerField(_("行数"))
    budget = _amount(_("全年预算数"))
    paid = _amount(_("累计支出"))

    class Meta:
        verbose_name = _("预算执行合计")
        verbose_name_plural = _("预算执行合计")
        indexes = [models.Index(fields=["year"], name="execution_sums_by_year")]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d} {self.on} {self.n}"
