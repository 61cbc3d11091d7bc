"""A project-year at a glance 一览: what lists show and sum, in one row kept by the database."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle import traces
from lifecycle.fields import MoneyField
from lifecycle.models.organisation import Organisation
from lifecycle.models.project import Project, ProjectYear


def _place(label: Any) -> Any:
    return models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=label,
    )


class Glance(models.Model):
    """What stands in the tables below about one project-year; written by their triggers alone.

    `unit` to `bureau` are the organisation of that level on the project's own line; `amount` and
    `target_state` are of the newest target that is not void, `approved` of the newest in force,
    `paid` and `budget` of the last month booked, `light` is the newest of the project.
    """

    project_year = models.OneToOneField(
        ProjectYear, models.CASCADE, primary_key=True, verbose_name=_("年度项目")
    )
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("项目"), db_index=False
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("单位"), db_index=False
    )
    unit = _place(_("预算单位"))
    department = _place(_("主管部门"))
    desk = _place(_("业务科室"))
    bureau = _place(_("财政部门"))
    kind = models.CharField(_("类别"), max_length=12, choices=Project.Kind.choices)
    fund = models.CharField(_("资金性质"), max_length=4, choices=Project.Fund.choices)
    is_new = models.BooleanField(_("新增"))
    is_key = models.BooleanField(_("重点"))
    is_secret = models.BooleanField(_("敏感涉密"))
    to_congress = models.BooleanField(_("报人大审议"), default=False, db_default=False)
    amount = MoneyField(_("申报金额"), null=True)
    target_state = models.CharField(_("绩效目标"), max_length=50, null=True)  # noqa: DJ001 - none
    approved = MoneyField(_("批复金额"), null=True)
    paid = MoneyField(_("累计支出"), null=True)
    budget = MoneyField(_("全年预算数"), null=True)
    light = models.CharField(_("红黄灯"), max_length=6, null=True)  # noqa: DJ001 - not judged

    class Meta:
        verbose_name = _("年度项目一览")
        verbose_name_plural = _("年度项目一览")
        constraints = [traces.Summed(name="glance_summed")]
        indexes = [
            models.Index(fields=["year"], name="glance_by_year"),
            # A board reads a city page by page in the order of its keys, wherever it is.
            models.Index(fields=["year", "project_year"], name="glance_in_order"),
            models.Index(fields=["organisation", "year"], name="glance_by_organisation"),
            models.Index(fields=["department", "year"], name="glance_by_department"),
            models.Index(fields=["desk", "year"], name="glance_by_desk"),
            models.Index(fields=["project"], name="glance_by_project"),
            # The largest of a year come first; a light or a payment writes no entry here.
            models.Index(
                F("year"),
                F("budget").desc(nulls_last=True),
                F("project_year"),
                condition=~Q(kind="department"),
                name="glance_by_budget",
            ),
            # What is no project is little, and taken off the sums.
            models.Index(
                fields=["year", "kind", "project_year"],
                condition=~Q(kind="project"),
                name="glance_no_project",
            ),
            # What the public must read is little, and asked for on every page of a department.
            models.Index(
                fields=["project_year"],
                condition=(Q(kind="department") | Q(is_key=True)) & Q(is_secret=False),
                name="glance_public",
            ),
            # So is what the congress reads. No index bears what changes during the year.
            models.Index(
                fields=["year", "bureau", "organisation"],
                condition=Q(to_congress=True),
                name="glance_of_congress",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"
