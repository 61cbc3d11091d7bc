"""Attachments 附件: which file stands beside an object; its bytes lie on disk by digest."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField
from lifecycle.models.beside import Beside, Signed


class Attachment(Beside, Signed):
    """One file as it was uploaded; the same bytes twice are two rows and one file on disk."""

    name = LineField(_("文件名"), max_length=150)
    size = models.PositiveBigIntegerField(_("字节数"))
    sha256 = LineField(_("文件指纹"), max_length=64)
    media_type = LineField(_("类型"), max_length=100)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_digest", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="attachment_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="attachment_name_is_no_path",
                condition=~Q(name="") & ~Q(name__contains="/") & ~Q(name__contains="\\"),
            ),
            guards.AppendOnly(name="attachment_append_only"),
            guards.BesideObject(name="attachment_beside_object"),
        ]
        indexes = [models.Index(fields=["machine", "object_id"], name="attachment_by_object")]

    def __str__(self) -> str:
        return self.name

    @property
    def withdrawn(self) -> bool:
        """Whether it no longer counts; without a query where the withdrawal was joined."""
        return hasattr(self, "withdrawal")


class AttachmentWithdrawal(Signed):
    """That an attachment no longer counts 作废; the row and the bytes stay."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="withdrawal")
    reason = ProseField(_("事由"))

    class Meta:
        verbose_name = _("附件作废")
        verbose_name_plural = _("附件作废")
        constraints = [
            models.CheckConstraint(name="a_withdrawal_says_why", condition=~Q(reason="")),
            guards.AppendOnly(name="attachment_withdrawal_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.attachment}: {self.by_name}"
