"""What earlier years teach of the present one 年末预测: worked out anew, never a judgement."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField
from monitoring.rules import forecast


class ForecastBand(models.Model):
    """What the earlier courses near one place still gained by the year's end, in points."""

    class Kind(models.TextChoices):
        """What is forecast."""

        EXECUTION = "execution", _("预算执行率")
        ATTAINMENT = "attainment", _("目标完成率")

    year = models.PositiveSmallIntegerField(_("预测年度"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    month = models.PositiveSmallIntegerField(_("月份"))
    at = models.PositiveSmallIntegerField(_("所在位置（%）"))
    gains: Any = ArrayField(
        models.DecimalField(max_digits=12, decimal_places=2),
        size=forecast.STEPS + 1,
        verbose_name=_("余下增量的分位数（百分点）"),
    )
    courses = models.PositiveIntegerField(_("相近的历史项目数"))
    years = LineField(_("所依据的年度"), max_length=60)
    made_on = models.DateField(_("生成日期"))

    class Meta:
        verbose_name = _("年末预测依据")
        verbose_name_plural = _("年末预测依据")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "month", "at"], name="forecast_band_once"
            ),
            models.CheckConstraint(name="forecast_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="forecast_quantiles", condition=Q(gains__len=forecast.STEPS + 1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display()} {self.month} {self.at}%"

    def band(self) -> forecast.Band:
        """Return the plain values that the rule reads."""
        return forecast.Band(self.at, tuple(self.gains), self.courses)
