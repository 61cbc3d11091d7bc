"""What auditors took away 导出记录: one line for each file, written before the file leaves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField


class Export(models.Model):
    """Who took which rows of which table, in which seat and when, and the digest of the file.

    `at` is the business time, `recorded_at` the database's own clock.
    """

    class Kind(models.TextChoices):
        """The form of the file."""

        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel"

    at = models.DateTimeField(_("时间"))
    recorded_at = models.DateTimeField(_("入库时间"), db_default=Now(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("导出人")
    )
    by_name = LineField(_("导出人姓名"), max_length=60)
    acting_for_name = LineField(_("被代理人姓名"), max_length=60, blank=True)
    seat = LineField(_("岗位"), max_length=60)
    organisation = LineField(_("单位"), max_length=100)
    table = LineField(_("数据表"), max_length=60)
    condition = models.TextField(_("筛选条件"), blank=True)
    kind = models.CharField(_("格式"), max_length=4, choices=Kind.choices)
    rows = models.PositiveBigIntegerField(_("行数"))
    size = models.PositiveBigIntegerField(_("字节数"))
    sha256 = LineField(_("文件指纹"), max_length=64)

    class Meta:
        verbose_name = _("导出记录")
        verbose_name_plural = _("导出记录")
        constraints = [
            models.CheckConstraint(
                name="export_is_digested", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            guards.AppendOnly(name="export_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.at:%Y-%m-%d %H:%M} {self.by_name}"
