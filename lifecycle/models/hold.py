"""Facts that go down to the ground floor, so that two upper apps need not know each other."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField, ProseField
from lifecycle.models.project import ProjectYear


class Hold(models.Model):
    """Something that stands in the way of a project-year until it is lifted 暂缓."""

    class Kind(models.TextChoices):
        """What stands in the way."""

        RED_LIGHT = "red_light", _("红灯未解除")
        RECTIFICATION = "rectification", _("整改未完成")
        PAYMENT = "payment", _("暂缓拨付")
        HALTED = "halted", _("暂停或终止")
        REVIEW_OPEN = "review_open", _("监控审核中")

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="holds", verbose_name=_("年度项目")
    )
    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices)
    machine = LineField(_("来源环节"), max_length=60)
    object_id = models.BigIntegerField(_("来源对象"))
    reason = ProseField(_("事由"))
    placed_on = models.DateField(_("设置日"))
    lifted_on = models.DateField(_("解除日"), null=True, blank=True)
    for_application = models.BooleanField(_("列入结果应用"), default=False, db_default=False)

    class Meta:
        verbose_name = _("暂缓事项")
        verbose_name_plural = _("暂缓事项")
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "object_id", "kind"], name="one_hold_a_source"
            ),
            models.CheckConstraint(
                name="hold_lifted_after_placed",
                condition=Q(lifted_on=None) | Q(lifted_on__gte=F("placed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_year}: {self.get_kind_display()}"


def halting(by: Any) -> Q:
    """Match what halts its project 项目暂停或终止 by a year: in its own and in every later one.

    The year is a value, or an expression of the rows that ask.
    """
    return Q(kind=Hold.Kind.HALTED, project_year__year__lte=by)


class Demand(models.Model):
    """A problem found somewhere that asks for a rectification order 整改事项."""

    class Source(models.TextChoices):
        """Where the problem was found (domain 4.3.8)."""

        PROBLEM = "problem", _("问题整改")
        MONITORING = "monitoring", _("绩效监控")
        SELF_EVALUATION = "self_evaluation", _("绩效自评")
        DEPARTMENT_EVALUATION = "department_evaluation", _("部门评价")
        KEY_EVALUATION = "key_evaluation", _("财政评价")
        AUDIT = "audit", _("审计")

    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="demands", verbose_name=_("年度项目")
    )
    source = models.CharField(_("来源"), max_length=24, choices=Source.choices)
    machine = LineField(_("来源环节"), max_length=60)
    object_id = models.BigIntegerField(_("来源对象"))
    problem = ProseField(_("问题"))
    serious = models.BooleanField(_("严重"), default=False)
    placed_on = models.DateField(_("提出日"))

    class Meta:
        verbose_name = _("整改事项")
        verbose_name_plural = _("整改事项")
        constraints = [
            models.UniqueConstraint(fields=["machine", "object_id"], name="one_demand_a_source")
        ]

    def __str__(self) -> str:
        return self.problem[:40]
