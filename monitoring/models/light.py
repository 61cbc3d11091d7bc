"""Lights 红黄灯 as they were judged: written once; a correction is a new revision."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField, choices_of
from lifecycle.models import ProjectYear
from monitoring.rules.lights import LIGHT_LABELS
from monitoring.traces import LightGlanced, LightsTallied

LIGHTS = choices_of(LIGHT_LABELS)


class LightResult(models.Model):
    """One light of one project-year at a month's end, with what it was judged from.

    `as_of` is the last day whose facts were read; `frozen` says that a concluded report fixed it.
    """

    class Kind(models.TextChoices):
        """What was judged; the project's light is the worst of both."""

        EXECUTION = "execution", _("预算执行")
        GOAL = "goal", _("绩效目标")
        PROJECT = "project", _("项目")

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="lights", verbose_name=_("年度项目")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    revision = models.PositiveSmallIntegerField(_("修订"), default=1)
    light = models.CharField(_("灯"), max_length=6, choices=LIGHTS)
    sentence = ProseField(_("判灯依据"))
    inputs = models.JSONField(_("判灯数据"))
    pack = LineField(_("规则版本"), max_length=60)
    as_of = models.DateField(_("数据截止日"))
    frozen = models.BooleanField(_("已定"), default=False)

    class Meta:
        verbose_name = _("红黄灯")
        verbose_name_plural = _("红黄灯")
        constraints = [
            models.UniqueConstraint(
                fields=["project_year", "year", "month", "kind", "revision"],
                name="light_revision_once",
            ),
            models.CheckConstraint(name="light_month", condition=Q(month__gte=1, month__lte=12)),
            guards.AppendOnly(name="light_append_only"),
            LightGlanced(name="light_glanced", follow="light", events=["insert"]),
            LightsTallied(name="light_tallied"),
        ]
        indexes = [
            models.Index(fields=["year", "month", "kind"], name="light_by_month"),
            # Counted over a whole city without a look at the rows themselves.
            models.Index(
                fields=["year", "month", "light", "project_year", "revision"],
                include=["as_of"],
                condition=Q(kind="project"),
                name="light_of_projects",
            ),
            models.Index(
                fields=["year", "project_year", "month", "revision"],
                condition=Q(kind="project", revision__gt=1),
                name="light_corrected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_year} {self.month}: {self.get_light_display()}"


class LightTally(models.Model):
    """Projects counted by month, light and the last day whose facts were read: last revisions.

    Departments as a whole are in it as well. Of one key there may be several rows, as in `Tally`.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"))
    light = models.CharField(_("灯"), max_length=6, choices=LIGHTS)
    as_of = models.DateField(_("数据截止日"))
    n = models.IntegerField(_("项目数"))

    class Meta:
        verbose_name = _("红黄灯计数")
        verbose_name_plural = _("红黄灯计数")
        indexes = [models.Index(fields=["year"], name="light_tallies_by_year")]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d} {self.light} {self.n}"


class SweepMark(models.Model):
    """What the facts of a month looked like after its last sweep: unchanged, it need not run."""

    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"))
    facts = LineField(_("数据标记"), max_length=200)
    as_of = models.DateField(_("数据截止日"))

    class Meta:
        verbose_name = _("判灯标记")
        verbose_name_plural = _("判灯标记")
        constraints = [models.UniqueConstraint(fields=["year", "month"], name="mark_once_a_month")]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"
