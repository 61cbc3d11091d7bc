"""Watches 关注: what a person wants to keep an eye on; theirs alone, so it may be dropped."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField

PROJECT_YEAR = "lifecycle.projectyear"
"""What stands as `machine` of a watched project-year; all else is a stage."""


class Watch(models.Model):
    """One object, or one project-year, that a person watches; it gives no right to see it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("关注人"),
    )
    machine = LineField(_("环节"), max_length=60)
    object_id = models.BigIntegerField(_("对象"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("关注")
        verbose_name_plural = _("关注")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "machine", "object_id"], name="watched_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.machine} {self.object_id}"
