"""Halts 项目暂停或终止: a project-year that a document suspended or ended."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import LineField, ProseField
from lifecycle.models import ProjectYear, Subject
from lifecycle.models.subject import counted, four_eyes, waiting
from monitoring.stages.halt import HaltStage


class Halt(HaltStage, Subject):
    """What stopped one project-year, by which document of which day."""

    class Kind(models.TextChoices):
        """Whether it is to go on some day."""

        SUSPENDED = "suspended", gettext_lazy("暂停")
        TERMINATED = "terminated", gettext_lazy("终止")

    CONTENT = ("kind", "document", "dated", "reason")
    FACTS = ("project_year__project",)

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="halts", verbose_name=gettext_lazy("年度项目")
    )
    kind = models.CharField(gettext_lazy("暂停或终止"), max_length=10, choices=Kind.choices)
    document = LineField(gettext_lazy("文号"), max_length=60)
    dated = models.DateField(gettext_lazy("文件日期"))
    reason = ProseField(gettext_lazy("事由"))

    class Meta:
        verbose_name = gettext_lazy("项目暂停或终止")
        verbose_name_plural = gettext_lazy("项目暂停或终止")
        constraints = [
            models.UniqueConstraint(
                fields=["project_year"],
                condition=Q(state__in=["recorded", "halted"]),
                name="one_halt_at_once",
            ),
            models.CheckConstraint(
                name="halt_says_by_what_and_why", condition=~Q(document="") & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="halt_confirmed_by_a_person",
                condition=Q(state__in=["draft", "recorded"]) | Q(checked_by__isnull=False),
            ),
            four_eyes("halt"),
            guards.guarded(HaltStage, app="monitoring", model="halt"),
            traces.tallied(HaltStage, app="monitoring", model="halt"),
        ]
        indexes = [counted("halt"), waiting("halt")]

    def __str__(self) -> str:
        return _("%(project)s 暂停或终止") % {"project": self.project_year.project}

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("halt", args=[self.pk])

    @property
    def said(self) -> str:
        """Say which of the two, by which document of which day."""
        words = {"kind": self.get_kind_display(), "document": self.document, "day": self.dated}
        return _("项目%(kind)s（%(document)s，%(day)s）") % words

    def document_fault(self) -> str:
        """Say that the document is of a day to come."""
        return _("文件日期不能在今天之后") if self.dated > self.acting_on else ""
