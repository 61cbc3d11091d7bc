"""Notices 通知: seen in the application at once, mailed by the relay; written with the change."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField, ProseField


class Notice(models.Model):
    """One message to one person, rendered when it was caused (R9).

    `basis` keeps why it is theirs: the `seats` as [role, organisation] that told of it, or the keys
    of what it is `about` by model. Who has lost that gets no mail.
    """

    class State(models.TextChoices):
        """Where the mail is."""

        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        PARKED = "parked", _("已搁置")
        DISCARDED = "discarded", _("已作废")
        WITHHELD = "withheld", _("已停发")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("收件人")
    )
    address = models.EmailField(_("邮箱"))
    kind = LineField(_("种类"), max_length=60)
    subject = LineField(_("标题"), max_length=200)
    body = ProseField(_("正文"))
    html = ProseField(_("网页正文"), blank=True, default="")
    basis = models.JSONField(_("告知依据"), default=dict, blank=True)
    message_id = LineField(_("消息编号"), max_length=250, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    fault = LineField(_("失败原因"), max_length=300, blank=True)
    at = models.DateTimeField(_("业务时间"))
    created_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    next_try_at = models.DateTimeField(_("下次发送"), auto_now_add=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="notice_waiting"
            ),
            models.Index(fields=["created_at"], condition=Q(state="waiting"), name="notice_oldest"),
            models.Index(fields=["person", "-id"], name="notice_by_person"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def in_doubt(self) -> bool:
        """Whether a sending began and its end was never written: it may have gone out 不明."""
        return self.state == self.State.WAITING and self.attempts > 0 and not self.fault
