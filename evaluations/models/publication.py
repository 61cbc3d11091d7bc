"""Public batches 公开批次 and the frozen copies 公开内容 in them."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.rules.publication import BatchKind, batch_faults
from evaluations.stages.publication import PublicationStage
from lifecycle import guards, traces
from lifecycle.fields import LineField
from lifecycle.models import Project, ProjectYear, Subject
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import four_eyes


class Publication(PublicationStage, Subject):
    """One batch of a department or of the city; corrected, it stays and a new number follows."""

    class Kind(models.TextChoices):
        """What the batch goes out with."""

        BUDGET = "budget", gettext_lazy("随部门预算公开")
        FINAL = "final", gettext_lazy("随部门决算公开")
        CONGRESS = "congress", gettext_lazy("报人大审议")
        REPORT = "report", gettext_lazy("年度工作报告")

    CONTENT = ("kind", "number", "clock_from", "out_by")
    PARTS = {"items": ("machine", "object_id", "version", "sha256")}
    FACTS = ("items__project_year__project",)

    kind = models.CharField(gettext_lazy("批次"), max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(gettext_lazy("版次"), default=1)
    clock_from = models.DateField(gettext_lazy("批复日期"))
    out_by = models.DateField(gettext_lazy("公开期限"))

    class Meta:
        verbose_name = gettext_lazy("信息公开")
        verbose_name_plural = gettext_lazy("信息公开")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "kind"],
                condition=~Q(state="corrected"),
                name="one_live_batch",
            ),
            models.UniqueConstraint(
                fields=["organisation", "year", "kind", "number"], name="batch_number_once"
            ),
            four_eyes("publication"),
            guards.guarded(PublicationStage, app="evaluations", model="publication"),
            traces.tallied(PublicationStage, app="evaluations", model="publication"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return the page of the batch."""
        return reverse("publication", args=[self.pk])

    @property
    def is_city(self) -> bool:
        """Whether the bureau publishes the batch."""
        return self.kind in CITY

    def days_left(self, today: date) -> int:
        """Count the days until the batch has to be out; negative when late."""
        left: int = (self.out_by - today).days
        return left

    def city_fault(self) -> str:
        """Say that a department's batch is the department's."""
        return "" if self.is_city else _("部门批次由主管部门办理")

    def faults(self) -> list[str]:
        """List what keeps the batch from going out."""
        years = [item.project_year for item in self.items.all()]
        secret = sum(found.is_secret for found in years)
        if self.is_city:
            checks = ((not years, _("批次中没有内容")), (secret > 0, _("涉密项目不得公开，请移出")))
            return [sentence for wrong, sentence in checks if wrong]
        whole = Project.Kind.DEPARTMENT
        keys = [found for found in years if found.is_key and found.project.kind != whole]
        return batch_faults(
            BatchKind(self.kind),
            department_present=any(found.project.kind == whole for found in years),
            key_count=len(keys),
            secret_count=secret,
            minimum=pack_of(self.year).pack.publication.min_key_projects,
        )

    def stale_fault(self) -> str:
        """Say how many items have moved on since they were copied."""
        items: dict[str, dict[int, int]] = {}
        for item in self.items.all():
            items.setdefault(item.machine, {})[item.object_id] = item.version
        moved = sum(_moved(machine, seen) for machine, seen in items.items())
        return _("有%(n)s项内容已有新版本，请重新取数") % {"n": moved} if moved else ""


CITY = (Publication.Kind.CONGRESS, Publication.Kind.REPORT)


def _moved(machine: str, seen: dict[int, int]) -> int:
    model: Any = apps.get_model(machine)
    now = dict(model._default_manager.filter(pk__in=seen).values_list("pk", "version"))
    return sum(now.get(key) != version for key, version in seen.items())


class PublicationItem(models.Model):
    """One object as it was when the batch was drawn up; `sha256` seals the copy."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="items")
    project_year = models.ForeignKey(
        ProjectYear, models.PROTECT, related_name="+", verbose_name=gettext_lazy("年度项目")
    )
    machine = LineField(gettext_lazy("环节"), max_length=60)
    object_id = models.BigIntegerField(gettext_lazy("对象"))
    version = models.PositiveIntegerField(gettext_lazy("版本"))
    payload = models.JSONField(gettext_lazy("公开内容"))
    sha256 = LineField(gettext_lazy("指纹"), max_length=64)

    class Meta:
        verbose_name = gettext_lazy("公开内容")
        verbose_name_plural = gettext_lazy("公开内容")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "machine", "object_id"], name="published_once_a_batch"
            ),
            guards.FrozenPart(
                name="publication_item_frozen",
                parent="evaluations_publication",
                column="publication_id",
                editable=sorted(PublicationStage.EDITABLE),
            ),
        ]
        indexes = [models.Index(fields=["machine", "object_id"], name="published_where")]

    def __str__(self) -> str:
        return f"{self.publication} {self.project_year}"
