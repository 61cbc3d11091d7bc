"""The transition log 流转记录: one append-only, chained table for every machine."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField


class TransitionLog(models.Model):
    """Who moved what, from where to where, in which seat, when and why.

    `at` is the business time of the step, `recorded_at` the database's own clock. `hash` covers
    the line and the hash of the object's line before it.
    """

    machine = LineField(_("环节"), max_length=60)
    object_id = models.BigIntegerField(_("对象"))
    version = models.PositiveIntegerField(_("版本"))
    step = LineField(_("动作"), max_length=60)
    before = LineField(_("原状态"), max_length=50)
    after = LineField(_("新状态"), max_length=50)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("办理人"),
    )
    by_name = LineField(_("办理人姓名"), max_length=60)
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("被代理人"),
    )
    acting_for_name = LineField(_("被代理人姓名"), max_length=60, blank=True)
    role = LineField(_("岗位代码"), max_length=30)
    seat = LineField(_("岗位"), max_length=60)
    organisation = LineField(_("单位"), max_length=100)
    note = ProseField(_("意见"), blank=True)
    content_hash = LineField(_("内容指纹"), max_length=64, blank=True)
    pack = LineField(_("规则版本"), max_length=60, blank=True)
    at = models.DateTimeField(_("时间"))
    recorded_at = models.DateTimeField(_("入库时间"), editable=False)
    algorithm = LineField(_("算法"), max_length=10, editable=False)
    prev_hash = LineField(_("上一行指纹"), max_length=64, editable=False)
    hash = LineField(_("指纹"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("流转记录")
        verbose_name_plural = _("流转记录")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "object_id", "version"], name="one_line_a_version"
            ),
            models.CheckConstraint(
                name="nobody_acts_for_oneself",
                condition=Q(acting_for=None) | ~Q(by=F("acting_for")),
            ),
            guards.Chained(name="log_chained"),
            guards.AppendOnly(name="log_append_only"),
        ]
        indexes = [
            models.Index(fields=["at"], name="log_by_time"),
            # What somebody did, newest first, read no further than a page needs: with its key, or
            # the thousands that one bulk step moves at one time are sorted anew on each page.
            models.Index(
                fields=["by", "at", "id"], condition=Q(by__isnull=False), name="log_by_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.machine} {self.object_id}: {self.before} → {self.after}"


class Snapshot(models.Model):
    """The content behind a content hash, kept once, so that a difference can be shown."""

    content_hash = models.CharField(_("内容指纹"), max_length=64, primary_key=True)
    content = models.JSONField(_("内容"))

    class Meta:
        verbose_name = _("内容快照")
        verbose_name_plural = _("内容快照")
        constraints = [guards.AppendOnly(name="snapshot_append_only")]

    def __str__(self) -> str:
        return self.content_hash


class StepToken(models.Model):
    """The one-time token of a form: the same token twice is one step and the same answer (R13)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = LineField(_("令牌"), max_length=64)
    machine = LineField(_("环节"), max_length=60)
    object_id = models.BigIntegerField(_("对象"))
    step = LineField(_("动作"), max_length=60)
    version = models.PositiveIntegerField(_("版本"))
    used_at = models.DateTimeField(_("使用时间"))

    class Meta:
        verbose_name = _("一次性令牌")
        verbose_name_plural = _("一次性令牌")
        constraints = [models.UniqueConstraint(fields=["person", "token"], name="token_once")]

    def __str__(self) -> str:
        return f"{self.machine} {self.object_id} v{self.version} {self.step}"
