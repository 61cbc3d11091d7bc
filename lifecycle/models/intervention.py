"""Interventions 运维处置: what an operator did to the machinery, and why; never rewritten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField


class Intervention(models.Model):
    """One act of an operator on a row that no stage moves: a notice, a slot, a held run."""

    class Kind(models.TextChoices):
        """What was done."""

        RESEND = "resend", _("重新发送")
        DISCARD = "discard", _("作废不发")
        RETRY = "retry", _("重新执行")
        CONFIRM = "confirm", _("确认补发")

    kind = models.CharField(_("处置"), max_length=10, choices=Kind.choices)
    machine = LineField(_("对象"), max_length=60)
    object_id = models.BigIntegerField(_("对象编号"))
    note = ProseField(_("事由"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("操作人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("运维处置")
        verbose_name_plural = _("运维处置")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="intervention_says_why", condition=~Q(note="")),
            guards.AppendOnly(name="intervention_append_only"),
        ]
        indexes = [models.Index(fields=["machine", "object_id"], name="intervention_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.machine} {self.object_id}"
