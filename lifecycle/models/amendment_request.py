"""Requests 催报 to amend a target whose budget moved far: found by the timetable, once a change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField
from lifecycle.models.target import Target


class AmendmentRequest(models.Model):
    """The department was asked, on a day, to amend a target for the change of its budget.

    Written by the timetable alone when the days to file an amendment are over (rule D1).
    """

    target = models.ForeignKey(
        Target, models.PROTECT, related_name="amendment_requests", verbose_name=_("绩效目标")
    )
    moved_on = models.DateField(_("预算变动日"))
    file_by = models.DateField(_("应报送日"))
    finding = LineField(_("检查发现"), max_length=200)
    asked_on = models.DateField(_("催报日"))

    class Meta:
        verbose_name = _("目标调整催报")
        verbose_name_plural = _("目标调整催报")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["target", "moved_on"], name="asked_once_a_change"),
            guards.AppendOnly(name="amendment_request_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.moved_on}"
