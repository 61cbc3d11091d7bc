"""The indicator library 指标库: what an indicator of a kind of project may be, with its sources.

A list is taken in whole as the next release of its name; an indicator of a target keeps the entry
of the release that it was taken from.
"""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField, QuantityField, ScoreField, choices_of
from lifecycle.models.measure import Defined, upward, well_defined
from lifecycle.rules.indicators import (
    LEVEL_ONE_OF,
    LEVEL_TWO_LABELS,
    OPERATOR_LABELS,
    LevelTwo,
)
from lifecycle.rules.library import METHOD_LABELS


class LibraryRelease(models.Model):
    """One version of a list of indicators, as it was taken in."""

    name = LineField(_("名称"), max_length=40)
    version = models.PositiveIntegerField(_("版本"))
    fingerprint = LineField(_("文件指纹"), max_length=64)
    at = models.DateTimeField(_("导入时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("导入人"),
    )

    class Meta:
        verbose_name = _("指标库版本")
        verbose_name_plural = _("指标库版本")
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="library_version_once"),
            guards.AppendOnly(name="library_release_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Scoped(models.Model):
    """Which projects something is meant for: sector, field and type; blank for all."""

    sector = LineField(_("行业"), max_length=40, blank=True)
    field = LineField(_("领域"), max_length=40, blank=True)
    project_type = LineField(_("项目类型"), max_length=40, blank=True)

    class Meta:
        abstract = True


class Described(Scoped, Defined):
    """What the library says of one indicator: as it stands in a release, or as proposed."""

    level = models.CharField(_("二级指标"), max_length=20, choices=choices_of(LEVEL_TWO_LABELS))
    name = LineField(_("三级指标"), max_length=100)
    operator = models.CharField(_("指标性质"), max_length=12, choices=choices_of(OPERATOR_LABELS))
    unit = LineField(_("计量单位"), max_length=20, blank=True)
    basis = LineField(_("取值依据"), max_length=200)
    data_source = LineField(_("数据来源"), max_length=100, blank=True)
    method = models.CharField(
        _("评分方法"), max_length=12, choices=choices_of(METHOD_LABELS), blank=True
    )

    class Meta:
        abstract = True

    @property
    def level_one(self) -> str:
        """The first level to which it belongs, by its code."""
        return LEVEL_ONE_OF[LevelTwo(self.level)]


class LibraryIndicator(Described):
    """One indicator of a release; `code` is the same in every release of the list."""

    TAKEN = (
        "level", "name", "unit", "accumulation", "numerator", "denominator", "reference",
        "evidence", "achieved", "partly", "missed", "basis", "data_source", "method",
    )  # fmt: skip
    """What a target takes over from it."""

    release = models.ForeignKey(
        LibraryRelease, models.PROTECT, related_name="indicators", verbose_name=_("指标库版本")
    )
    code = LineField(_("编码"), max_length=30)

    class Meta:
        verbose_name = _("指标库指标")
        verbose_name_plural = _("指标库指标")
        ordering = ["release", "code"]
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="library_code_once"),
            models.CheckConstraint(
                name="library_indicator_has_a_basis", condition=~models.Q(basis="")
            ),
            *well_defined("library"),
            guards.AppendOnly(name="library_indicator_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the page of the entry, with all its releases."""
        return reverse("library-entry", args=[self.pk])


class LibraryTemplate(Scoped):
    """A whole project's indicators with their weights; with values it is a worked example 案例."""

    release = models.ForeignKey(
        LibraryRelease, models.PROTECT, related_name="templates", verbose_name=_("指标库版本")
    )
    name = LineField(_("名称"), max_length=60)
    goal = ProseField(_("年度总体目标"), blank=True)

    class Meta:
        verbose_name = _("目标模板")
        verbose_name_plural = _("目标模板")
        ordering = ["release", "name"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="library_template_once"),
            guards.AppendOnly(name="library_template_append_only"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("library-template", args=[self.pk])


class LibraryTemplateLine(models.Model):
    """One indicator of a template: its weight, and in an example its value."""

    AIM = ("weight", "operator", "target", "target_high", "due", "wording")
    """What a target takes over from it."""

    template = models.ForeignKey(
        LibraryTemplate, models.PROTECT, related_name="lines", verbose_name=_("目标模板")
    )
    indicator = models.ForeignKey(
        LibraryIndicator, models.PROTECT, related_name="+", verbose_name=_("指标库指标")
    )
    weight = ScoreField(_("权重"))
    operator = models.CharField(_("指标性质"), max_length=12, choices=choices_of(OPERATOR_LABELS))
    target = QuantityField(_("目标值"), null=True, blank=True)
    target_high = QuantityField(_("目标值上限"), null=True, blank=True)
    due = models.DateField(_("完成期限"), null=True, blank=True)
    wording = LineField(_("定性描述"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("模板指标")
        verbose_name_plural = _("模板指标")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "indicator"], name="template_indicator_once"
            ),
            upward("template_line_"),
            guards.AppendOnly(name="library_template_line_append_only"),
        ]

    def __str__(self) -> str:
        return str(self.indicator)
