"""Comments 批注: what people say to each other about an object or one field of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField
from lifecycle.models.beside import Beside, Signed


class Comment(Beside, Signed):
    """One comment, or an answer to one; its words stand in CommentWording, edit by edit.

    An internal comment is for the bureau alone, and so are its answers. One that asks a colleague
    for their opinion 会商 names them, and is internal.
    """

    anchor = LineField(_("位置"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("答复"),
    )
    internal = models.BooleanField(_("财政内部"), default=False)
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("会商对象"),
    )

    class Meta:
        verbose_name = _("批注")
        verbose_name_plural = _("批注")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_stands_where_its_question_does",
                condition=Q(parent=None) | Q(anchor=""),
            ),
            models.CheckConstraint(
                name="a_consultation_opens_an_internal_thread",
                condition=Q(asked=None) | Q(parent=None, internal=True),
            ),
            guards.AppendOnly(name="comment_append_only"),
            guards.BesideObject(name="comment_beside_object"),
            guards.AnswerInThread(name="comment_in_thread"),
        ]
        indexes = [
            models.Index(fields=["machine", "object_id"], name="comment_by_object"),
            models.Index(
                fields=["asked"], condition=Q(asked__isnull=False), name="comment_by_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.machine} {self.object_id} {self.anchor}"


class CommentWording(models.Model):
    """The words of a comment: the last number counts, the earlier ones stay."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="wordings", db_index=False)
    number = models.PositiveSmallIntegerField(_("版次"))
    text = ProseField(_("内容"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("批注内容")
        verbose_name_plural = _("批注内容")
        ordering = ["comment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="wording_once"),
            models.CheckConstraint(name="a_comment_says_something", condition=~Q(text="")),
            guards.AppendOnly(name="comment_wording_append_only"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class CommentResolution(Signed):
    """That a comment is settled 已解决, once, by its author or by a reviewer."""

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="resolution")
    note = ProseField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("批注解决")
        verbose_name_plural = _("批注解决")
        constraints = [guards.AppendOnly(name="comment_resolution_append_only")]

    def __str__(self) -> str:
        return f"{self.comment}: {self.by_name}"
