"""Touches 变动标记: which months of which project-years have new facts since they were judged."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models.project import ProjectYear


class Touch(models.Model):
    """One month of a project-year whose facts were written; whoever judges it takes the row away.

    The database writes it in the transaction of the fact, so that none is forgotten. Rows are
    never merged: taking one away can then not lose what another transaction is just writing.
    """

    project_year = models.ForeignKey(
        ProjectYear,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("年度项目"),
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"))
    on = models.DateField(_("生效日期"))

    class Meta:
        verbose_name = _("变动标记")
        verbose_name_plural = _("变动标记")
        indexes = [models.Index(fields=["year", "month", "on"], name="touch_by_month")]

    def __str__(self) -> str:
        return f"{self.project_year_id} {self.month}"
