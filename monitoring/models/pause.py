"""Pauses of payment 暂缓拨付: proposed of a red warning that nobody has answered."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear, Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import ProseField
from lifecycle.models import ProjectYear, Subject
from lifecycle.models.subject import counted, four_eyes, waiting
from lifecycle.sentences import told
from monitoring.models.warning import Warning  # noqa: A004 - 预警 is a warning
from monitoring.rules.pauses import SHORTEST_REASON, terms_fault
from monitoring.stages.pause import PauseStage

OVER = (Warning.State.RESOLVED, Warning.State.CLOSED)


class Pause(PauseStage, Subject):
    """Payments to one project-year stop until a person lets them go on."""

    CONTENT = ("warning", "reason", "demand", "until", "condition", "for_application")
    FACTS = ("project_year__project", "warning")

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="pauses", verbose_name=gettext_lazy("年度项目")
    )
    warning = models.ForeignKey(
        Warning, models.PROTECT, related_name="pauses", verbose_name=gettext_lazy("预警")
    )
    reason = ProseField(gettext_lazy("暂缓原因"))
    demand = ProseField(gettext_lazy("对单位的要求"))
    until = models.DateField(gettext_lazy("暂缓至"), null=True, blank=True)
    condition = ProseField(gettext_lazy("恢复条件"), blank=True)
    for_application = models.BooleanField(gettext_lazy("列入结果应用"), default=False)

    class Meta:
        verbose_name = gettext_lazy("暂缓拨付")
        verbose_name_plural = gettext_lazy("暂缓拨付")
        constraints = [
            models.UniqueConstraint(
                fields=["project_year"],
                condition=Q(state__in=["proposed", "paused", "lift_due"]),
                name="one_pause_at_once",
            ),
            models.CheckConstraint(
                name="pause_reason_long_enough",
                condition=GreaterThanOrEqual(Length("reason"), SHORTEST_REASON),
            ),
            models.CheckConstraint(
                name="pause_ends_somehow", condition=Q(until__isnull=False) | ~Q(condition="")
            ),
            models.CheckConstraint(
                name="pause_within_its_year",
                condition=LessThanOrEqual(ExtractYear("until"), F("year")),
            ),
            models.CheckConstraint(
                name="pause_decided_by_a_person",
                condition=Q(state__in=["draft", "proposed"]) | Q(checked_by__isnull=False),
            ),
            four_eyes("pause"),
            guards.guarded(PauseStage, app="monitoring", model="pause"),
            traces.tallied(PauseStage, app="monitoring", model="pause"),
        ]
        indexes = [counted("pause"), waiting("pause")]

    def __str__(self) -> str:
        return _("%(project)s 暂缓拨付") % {"project": self.project_year.project}

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("pause", args=[self.pk])

    def terms_fault(self) -> str:
        """Say what is wrong with the reason, or with what ends it."""
        if fault := terms_fault(self.reason, until=self.until, condition=self.condition):
            return told(fault)
        if self.until and not (self.until > self.acting_on and self.until.year <= self.year):
            return _("暂缓的期限应在今天之后，且不跨预算年度")
        return ""

    def ended_fault(self) -> str:
        """Say that the warning has ended, so that nothing is left to pause for."""
        return _("预警已经解除，不再暂缓拨付") if str(self.warning.state) in OVER else ""
