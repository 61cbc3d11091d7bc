"""Reminders 催报: that a unit was asked for reports it owes, by whom and when; written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField
from lifecycle.models import Organisation


class Reminder(models.Model):
    """One reminder of a unit on a day: how many reports it owed, and of which months."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    on = models.DateField(_("日期"))
    reports = models.PositiveIntegerField(_("催报份数"))
    months = LineField(_("月份"), max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("催报人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("催报")
        verbose_name_plural = _("催报")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "on"], name="reminded_once_a_day"),
            models.CheckConstraint(name="reminder_of_reports", condition=Q(reports__gt=0)),
            guards.AppendOnly(name="reminder_append_only"),
        ]
        indexes = [models.Index(fields=["year", "organisation", "-id"], name="reminder_newest")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.on}"
