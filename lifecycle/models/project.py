"""Projects 项目 and their years: everything of the lifecycle hangs on a project-year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import traces
from lifecycle.fields import LineField
from lifecycle.models.organisation import Organisation


class Project(models.Model):
    """A project 项目, a policy 政策, or a department as a whole 部门整体, over the years."""

    class Kind(models.TextChoices):
        """What is managed (中发〔2018〕34号: 政府、部门、政策和项目)."""

        PROJECT = "project", _("项目支出")
        POLICY = "policy", _("政策")
        DEPARTMENT = "department", _("部门整体")

    class Fund(models.TextChoices):
        """The four budgets 四本预算, and special bonds 专项债券 beside them."""

        GENERAL = "11", _("一般公共预算")
        GOVERNMENT_FUND = "12", _("政府性基金预算")
        STATE_CAPITAL = "13", _("国有资本经营预算")
        SOCIAL_INSURANCE = "14", _("社会保险基金预算")
        SPECIAL_BOND = "bond", _("地方政府专项债券")

    code = LineField(_("项目代码"), max_length=21, unique=True)
    name = LineField(_("项目名称"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="projects", verbose_name=_("单位")
    )
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices, default=Kind.PROJECT)
    fund = models.CharField(_("资金性质"), max_length=4, choices=Fund.choices, default=Fund.GENERAL)
    field = LineField(_("领域"), max_length=30, blank=True)
    generated = models.BooleanField(_("演示生成"), default=False)

    class Meta:
        verbose_name = _("项目")
        verbose_name_plural = _("项目")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="project_name_once"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(kind="department"),
                name="one_whole_a_department",
            ),
            traces.Glanced(name="project_glanced", follow="project", events=["update"]),
        ]
        indexes = [models.Index(fields=["name"], name="project_by_name")]

    def __str__(self) -> str:
        return self.name


class ProjectYear(models.Model):
    """One project in one budget year."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="years", verbose_name=_("项目")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    is_new = models.BooleanField(_("新增"), default=False)
    is_key = models.BooleanField(_("重点"), default=False)
    is_secret = models.BooleanField(_("敏感涉密"), default=False)
    to_congress = models.BooleanField(_("报人大审议"), default=False)
    published_no = models.PositiveSmallIntegerField(_("公布序号"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度项目")
        verbose_name_plural = _("年度项目")
        ordering = ["year", "project"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="project_year_once"),
            models.CheckConstraint(
                name="nothing_secret_goes_public", condition=~Q(is_secret=True, to_congress=True)
            ),
            traces.Glanced(name="project_year_glanced", follow="project_year"),
        ]
        indexes = [
            models.Index(fields=["year"], name="project_year_by_year"),
            # What the congress reads is little, and found without a look at all the others.
            models.Index(
                fields=["year", "project"],
                condition=Q(to_congress=True),
                name="project_year_congress",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"
