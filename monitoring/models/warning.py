"""Warnings 预警: one episode of a project-year under one rule, and how high it has risen."""

import hashlib
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import LineField, ProseField
from lifecycle.models import ProjectYear, Subject
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import counted, four_eyes, waiting
from lifecycle.rules.deadlines import Deadline, due_on
from monitoring.models.light import LIGHTS
from monitoring.models.rectification import Rectification
from monitoring.models.report import Cause
from monitoring.rules.escalation import Step
from monitoring.stages.warning import WarningStage

PROJECT_LIGHT = "project_light"
LONGEST_PROMISE = Deadline(workdays=15)
"""How far ahead a unit may promise (warnings.md); a pack may say otherwise: `warning.promise`."""
HORIZON = timedelta(days=200)


class Warning(WarningStage, Subject):  # noqa: A001 - 预警 is a warning
    """One light that asks for an answer; `month` is the month whose light opened it."""

    CONTENT = ("cause", "plan", "promised_on")
    NUMBERED = "month"
    FACTS = ("project_year__project",)

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="warnings", verbose_name=gettext_lazy("年度项目")
    )
    rule = LineField(gettext_lazy("规则"), max_length=40, default=PROJECT_LIGHT)
    month = models.PositiveSmallIntegerField(gettext_lazy("月份"))
    light = models.CharField(gettext_lazy("灯"), max_length=6, choices=LIGHTS)
    reason = ProseField(gettext_lazy("判灯依据"))
    fingerprint = LineField(gettext_lazy("预警标识"), max_length=64)
    answer_by = models.DateField(gettext_lazy("说明期限"), null=True, editable=False)
    cause = models.CharField(gettext_lazy("原因"), max_length=10, blank=True, choices=Cause.choices)
    plan = ProseField(gettext_lazy("措施"), blank=True)
    promised_on = models.DateField(gettext_lazy("完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("预警")
        verbose_name_plural = gettext_lazy("预警")
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=~Q(state="closed"), name="one_episode_at_once"
            ),
            models.CheckConstraint(
                name="warning_is_yellow_or_red", condition=Q(light__in=["yellow", "red"])
            ),
            four_eyes("warning"),
            guards.guarded(WarningStage, app="monitoring", model="warning"),
            traces.tallied(WarningStage, app="monitoring", model="warning"),
        ]
        indexes = [
            counted("warning", "project_year"),
            models.Index(fields=["project_year", "rule"], name="warning_by_project"),
            waiting("warning"),
        ]

    def __str__(self) -> str:
        words = {"month": self.month, "light": self.get_light_display()}
        return f"{self.project_year.project} {_('%(month)s月%(light)s') % words}"

    @property
    def which(self) -> str:
        """Name the month whose light opened it."""
        return _("%(month)s月") % {"month": self.month}

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    @property
    def level(self) -> Step:
        """Return how high the episode has risen."""
        risen = [Step(found.level) for found in self.escalations.all()]
        return max(risen, default=Step.OFFICER)

    def answer_fault(self) -> str:
        """Say what the unit has not yet said."""
        missing = [
            label
            for label, value in (
                (_("原因"), self.cause),
                (_("措施"), self.plan.strip()),
                (_("完成日期"), self.promised_on),
            )
            if not value
        ]
        return _("请填写：%(names)s") % {"names": _("、").join(missing)} if missing else ""

    def promise_fault(self) -> str:
        """Say why the promised day cannot be taken."""
        if self.promised_on is None:
            return ""
        last = self.last_promise(self.acting_on)
        if self.acting_on <= self.promised_on <= last:
            return ""
        words = {"first": self.acting_on, "last": last}
        return _("完成日期应在%(first)s至%(last)s之间") % words

    def last_promise(self, today: date) -> date:
        """Return the last day that may be promised today."""
        terms = pack_of(self.year).pack.deadlines
        calendar = work_calendar(today, today + HORIZON)
        longest = terms.get("warning.promise", LONGEST_PROMISE)
        return due_on(longest, entered=today, year=self.year, calendar=calendar)

    def order_fault(self) -> str:
        """Say that the order born of this warning is not yet closed."""
        orders = Rectification.objects.filter(machine=self.stage(), object_id=self.pk)
        return _("整改通知尚未销号") if orders.exclude(state="closed").exists() else ""


def fingerprint(project_year: int, *, rule: str, year: int) -> str:
    """Identify an episode's subject: light, month and value are observations of it."""
    line = f"{rule}|lifecycle.projectyear|{project_year}|{year}"
    return hashlib.sha256(line.encode()).hexdigest()


class Escalation(models.Model):
    """The day on which a warning rose to a level 预警升级; once for each level."""

    warning = models.ForeignKey(Warning, models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField(
        gettext_lazy("级别"),
        choices=[
            (int(Step.HEAD_AND_REVIEWER), gettext_lazy("单位负责人和业务科室")),
            (int(Step.LEADER_AND_DIVISION), gettext_lazy("部门负责人和绩效科")),
            (int(Step.BUREAU_LEADER), gettext_lazy("市领导")),
        ],
    )
    on = models.DateField(gettext_lazy("日期"))

    class Meta:
        verbose_name = gettext_lazy("预警升级")
        verbose_name_plural = gettext_lazy("预警升级")
        constraints = [
            models.UniqueConstraint(fields=["warning", "level"], name="risen_once_a_level"),
            guards.AppendOnly(name="escalation_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.warning} {self.get_level_display()}"
