"""Silences 静默 and what each reader was last told of a warning."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear, Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import LineField, ProseField, choices_of
from lifecycle.models import Project, Subject
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import counted, four_eyes, waiting
from lifecycle.rules.warning_table import LONGEST_SILENCE
from monitoring.models.light import LIGHTS
from monitoring.models.warning import Warning  # noqa: A004 - 预警 is a warning
from monitoring.rules.silences import (
    GROUND_LABELS,
    SILENCEABLE,
    Matcher,
    last_day,
)
from monitoring.stages.silence import SilenceStage

RULES = choices_of({ground: GROUND_LABELS[ground] for ground in SILENCEABLE})


class Silence(SilenceStage, Subject):
    """Mails about some warnings of one unit stop from a day to a day; never those of all units."""

    CONTENT = ("project", "rule", "month", "starts_on", "ends_on", "reason")

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("项目"),
    )
    rule = LineField(gettext_lazy("规则"), max_length=20, blank=True, choices=RULES)
    month = models.PositiveSmallIntegerField(gettext_lazy("月份"), null=True, blank=True)
    starts_on = models.DateField(gettext_lazy("开始日"))
    ends_on = models.DateField(gettext_lazy("截止日"))
    reason = ProseField(gettext_lazy("理由"))

    class Meta:
        verbose_name = gettext_lazy("预警静默")
        verbose_name_plural = gettext_lazy("预警静默")
        constraints = [
            models.CheckConstraint(
                name="silence_has_a_reason",
                condition=GreaterThanOrEqual(Length("reason"), 1),
            ),
            models.CheckConstraint(
                name="silence_has_an_end",
                condition=Q(ends_on__gte=F("starts_on"))
                & Q(ends_on__lte=F("starts_on") + timedelta(days=LONGEST_SILENCE)),
            ),
            models.CheckConstraint(
                name="silence_within_its_year",
                condition=LessThanOrEqual(ExtractYear("ends_on"), F("year")),
            ),
            models.CheckConstraint(
                name="silence_of_a_known_rule",
                condition=Q(rule__in=["", *(str(ground) for ground in SILENCEABLE)]),
            ),
            four_eyes("silence"),
            guards.guarded(SilenceStage, app="monitoring", model="silence"),
            traces.tallied(SilenceStage, app="monitoring", model="silence"),
        ]
        indexes = [counted("silence"), waiting("silence")]

    def __str__(self) -> str:
        words = {"place": self.project or self.organisation, "until": self.ends_on}
        return _("%(place)s 静默至%(until)s") % words

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("silence", args=[self.pk])

    @property
    def matcher(self) -> Matcher:
        """What it covers, as the rule reads it."""
        return Matcher(self.organisation_id, self.project_id, self.rule, self.month)

    @property
    def scope(self) -> str:
        """What it covers, in words."""
        parts = [
            str(self.project or self.organisation),
            self.get_rule_display() if self.rule else _("各项规则"),
            _("%(n)s月") % {"n": self.month} if self.month else _("各月"),
        ]
        return _("、").join(parts)

    def bounds_fault(self) -> str:
        """Say what is wrong with the reason or the days, by the pack of its year."""
        numbers = pack_of(self.year).pack.warnings
        if len(self.reason.strip()) < numbers.silence_reason:
            return _("理由不少于%(n)s个字") % {"n": numbers.silence_reason}
        last = last_day(self.starts_on, year=self.year, longest=numbers.silence_days)
        if not self.starts_on <= self.ends_on <= last:
            return _("截止日应在%(first)s至%(last)s之间") % {"first": self.starts_on, "last": last}
        return ""

    def lateness_fault(self) -> str:
        """Say that there is nothing left to approve."""
        return _("截止日已经过去") if self.ends_on < self.acting_on else ""


class WarningTold(models.Model):
    """What one person was told of a warning on a day; the newest row says what they know."""

    class Why(models.TextChoices):
        """What made it worth a line."""

        NEW = "new", gettext_lazy("新预警")
        RISEN = "risen", gettext_lazy("预警升级")
        AGAIN = "again", gettext_lazy("仍未解除")
        RESOLVED = "resolved", gettext_lazy("已解除")

    warning = models.ForeignKey(Warning, models.PROTECT, related_name="tellings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("人员"),
    )
    on = models.DateField(gettext_lazy("日期"))
    why = models.CharField(gettext_lazy("缘由"), max_length=10, choices=Why.choices)
    light = models.CharField(gettext_lazy("灯"), max_length=6, choices=LIGHTS)
    level = models.PositiveSmallIntegerField(gettext_lazy("级别"))
    month = models.PositiveSmallIntegerField(gettext_lazy("月份"))

    class Meta:
        verbose_name = gettext_lazy("预警告知")
        verbose_name_plural = gettext_lazy("预警告知")
        constraints = [
            models.UniqueConstraint(fields=["warning", "person", "on"], name="told_once_a_day"),
            guards.AppendOnly(name="warning_told_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.warning} {self.person}"


class WarningRun(models.Model):
    """One working day's digests of warnings: sent, or held until somebody confirms them."""

    class State(models.TextChoices):
        """Whether the mails have been left."""

        SENT = "sent", gettext_lazy("已发出")
        HELD = "held", gettext_lazy("等待确认")
        REPLACED = "replaced", gettext_lazy("由以后的运行代替")

    on = models.DateField(gettext_lazy("日期"), unique=True)
    state = models.CharField(gettext_lazy("状态"), max_length=10, choices=State.choices)
    since = models.DateField(gettext_lazy("上次运行"), null=True)
    missed = models.PositiveIntegerField(gettext_lazy("中断天数"), default=0)
    mails = models.PositiveIntegerField(gettext_lazy("邮件数"), default=0)

    class Meta:
        verbose_name = gettext_lazy("预警汇总")
        verbose_name_plural = gettext_lazy("预警汇总")

    def __str__(self) -> str:
        return f"{self.on} {self.get_state_display()}"


def in_force(day: date) -> models.QuerySet[Silence]:
    """Return the silences that count on a day."""
    return Silence.objects.filter(state="active", starts_on__lte=day, ends_on__gte=day)
