"""Reminders 期限提醒 as they were left: once for each object, last day and stage."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField


class DueReminder(models.Model):
    """One stage of reminding of one last day; `skipped` where a later stage spoke for it.

    The last day is part of the key: moved, it is reminded of anew.
    """

    machine = LineField(_("环节"), max_length=60)
    object_id = models.BigIntegerField(_("事项编号"))
    due_on = models.DateField(_("应办结日期"))
    stage = models.SmallIntegerField(_("距应办结日期的工作日"))
    on = models.DateField(_("日期"))
    skipped = models.BooleanField(_("已跳过"), default=False)

    class Meta:
        verbose_name = _("期限提醒记录")
        verbose_name_plural = _("期限提醒记录")
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "object_id", "due_on", "stage"], name="due_reminded_once"
            ),
            guards.AppendOnly(name="due_reminder_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.machine} {self.object_id} {self.due_on} {self.stage:+d}"
