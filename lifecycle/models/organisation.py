"""Organisations 单位, the seats 岗位 people hold in them, and who stands in for whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle import traces
from lifecycle.fields import LineField
from lifecycle.roles import Level, Role


class Organisation(models.Model):
    """A budget unit, the department above it, its finance desk, or the bureau above them all.

    The tree is also written as one column a level, so that every subtree is an equality.
    """

    code = LineField(_("单位代码"), max_length=9, unique=True)
    name = LineField(_("名称"), max_length=100)
    level = models.CharField(_("层级"), max_length=20, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("上级")
    )
    department = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主管部门")
    )
    desk = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("业务科室")
    )
    bureau = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("财政部门")
    )
    generated = models.BooleanField(_("演示生成"), default=False)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["code"]
        constraints = [
            traces.Glanced(name="organisation_glanced", follow="project", events=["update"])
        ]
        indexes = [models.Index(fields=["name"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name

    def at(self, level: Level) -> int | None:
        """Return the key of the organisation on this level of one's own line."""
        if level == self.level:
            return self.pk
        column = {
            Level.DEPARTMENT: self.department_id,
            Level.DESK: self.desk_id,
            Level.BUREAU: self.bureau_id,
        }
        return column.get(level)


class Seat(models.Model):
    """One role, in one organisation, held by one person from a day to a day."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("人员")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seats", verbose_name=_("单位")
    )
    role = models.CharField(_("岗位"), max_length=30, choices=Role.choices)
    starts_on = models.DateField(_("任职日"))
    ends_on = models.DateField(_("离任日"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "starts_on"], name="one_seat_once"
            ),
            models.CheckConstraint(
                name="seat_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="seat_by_place")]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.get_role_display()}"


class Substitution(models.Model):
    """A person who acts for another between two days 代理; the log names both."""

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="covered_by",
        verbose_name=_("委托人"),
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers", verbose_name=_("代理人")
    )
    starts_on = models.DateField(_("开始日"))
    ends_on = models.DateField(_("结束日"))
    reason = LineField(_("事由"), max_length=200)

    class Meta:
        verbose_name = _("代理")
        verbose_name_plural = _("代理")
        constraints = [
            models.CheckConstraint(
                name="substitution_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="nobody_stands_in_for_oneself", condition=~Q(absent=F("substitute"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} → {self.absent}"


class Assignment(models.Model):
    """An agency's or expert's right on one object alone, with the conflict statement 回避声明."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("人员")
    )
    role = models.CharField(_("岗位"), max_length=30, choices=Role.choices)
    machine = LineField(_("环节"), max_length=60)
    object_id = models.BigIntegerField(_("对象"))
    starts_on = models.DateField(_("开始日"))
    ends_on = models.DateField(_("结束日"), null=True, blank=True)
    cleared_on = models.DateField(_("回避声明日"), null=True, blank=True)

    class Meta:
        verbose_name = _("指派")
        verbose_name_plural = _("指派")
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "object_id", "person", "role"], name="assigned_once"
            ),
            models.CheckConstraint(
                name="only_outsiders_are_assigned",
                condition=Q(role__in=[Role.AGENCY, Role.EXPERT]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


def line_of(parent: Organisation | None, level: Level) -> dict[str, Any]:
    """Return the level columns of a new organisation below `parent`."""
    if parent is None:
        return {}
    return {f"{above}_id": parent.at(Level(above)) for above in ("department", "desk", "bureau")}
