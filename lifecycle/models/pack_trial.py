"""Trials 试算 of a pack against a year, and proposals 启用申请 that a second person decides."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, MoneyField, ProseField
from lifecycle.models.project import ProjectYear
from lifecycle.models.rulepack import RulePack


class PackTrial(models.Model):
    """What a pack would change of a year, or of the lights of one month; the worker reckons it."""

    class State(models.TextChoices):
        """How far the trial is."""

        WAITING = "waiting", _("等待试算")
        DONE = "done", _("已试算")
        FAILED = "failed", _("试算失败")

    pack = models.ForeignKey(
        RulePack, models.PROTECT, related_name="trials", verbose_name=_("规则包")
    )
    against = models.ForeignKey(
        RulePack, models.PROTECT, related_name="+", verbose_name=_("对照的规则包")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"), null=True)
    day = models.DateField(_("业务日期"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    fault = LineField(_("失败原因"), max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(_("用时（毫秒）"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("试算人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("规则包试算")
        verbose_name_plural = _("规则包试算")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="trial_month", condition=models.Q(month=None) | models.Q(month__range=(1, 12))
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="waiting"), name="trial_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.year}"


class TrialRow(models.Model):
    """One finding, score, grade or light by either pack; of a month's lights those that stay too.

    `before` and `after` are a level, a score, a grade's key or a light, "" where there is none;
    amount is the year's budget of the project in 元.
    """

    class Kind(models.TextChoices):
        """What was judged."""

        FINDINGS = "findings", _("质量问题")
        SCORES = "scores", _("得分")
        GRADES = "grades", _("等级")
        LIGHTS = "lights", _("红黄灯")

    trial = models.ForeignKey(
        PackTrial, models.PROTECT, related_name="rows", verbose_name=_("规则包试算")
    )
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="+", verbose_name=_("年度项目")
    )
    subject = LineField(_("对象"), max_length=60)
    month = models.PositiveSmallIntegerField(_("月份"), null=True)
    before = LineField(_("现行"), max_length=40, blank=True)
    after = LineField(_("试算"), max_length=40, blank=True)
    sentence = LineField(_("说明"), max_length=500, blank=True)
    amount = MoneyField(_("全年预算数"), null=True)

    class Meta:
        verbose_name = _("试算结果")
        verbose_name_plural = _("试算结果")
        constraints = [guards.AppendOnly(name="trial_row_append_only")]
        indexes = [models.Index(fields=["trial", "kind"], name="trial_row_kind")]

    def __str__(self) -> str:
        return f"{self.subject} {self.before} → {self.after}"


class PackProposal(models.Model):
    """That a pack shall judge a year from now on; the newest of a year counts."""

    pack = models.ForeignKey(
        RulePack, models.PROTECT, related_name="proposals", verbose_name=_("规则包")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    against = models.ForeignKey(
        RulePack, models.PROTECT, null=True, related_name="+", verbose_name=_("对照的规则包")
    )
    note = ProseField(_("说明"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("规则包启用申请")
        verbose_name_plural = _("规则包启用申请")
        ordering = ["-id"]
        constraints = [guards.AppendOnly(name="pack_proposal_append_only")]

    def __str__(self) -> str:
        return f"{self.year}: {self.pack}"
