"""The queue and the clocks, all in PostgreSQL: due slots, heartbeats, the business clock."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField


class DueSlot(models.Model):
    """One piece of timed work for one business date; the key makes it happen once (R2)."""

    class State(models.TextChoices):
        """How far the work is."""

        WAITING = "waiting", _("待执行")
        DONE = "done", _("已完成")
        FAILED = "failed", _("已搁置")

    kind = LineField(_("种类"), max_length=40)
    business_date = models.DateField(_("业务日期"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    tried_at = models.DateTimeField(_("最近尝试时间"), null=True)
    fault = LineField(_("失败原因"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = _("定时任务")
        constraints = [models.UniqueConstraint(fields=["kind", "business_date"], name="slot_once")]
        indexes = [
            models.Index(
                fields=["business_date"], condition=Q(state="waiting"), name="slot_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.business_date}"


class Heartbeat(models.Model):
    """When each loop was last seen alive (R8)."""

    loop = models.CharField(_("循环"), max_length=20, primary_key=True)
    last_seen = models.DateTimeField(_("最近心跳"))

    class Meta:
        verbose_name = _("心跳")
        verbose_name_plural = _("心跳")

    def __str__(self) -> str:
        return self.loop


class Installation(models.Model):
    """The one row about this database: its restore epoch (R10) and, in a rehearsal, its clock."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = LineField(_("恢复纪元"), max_length=64, blank=True)
    rehearsal_at = models.DateTimeField(_("演练时钟"), null=True, blank=True)

    class Meta:
        verbose_name = _("安装")
        verbose_name_plural = _("安装")
        constraints = [models.CheckConstraint(name="one_installation", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.epoch
