"""Rectification orders 整改通知 and the list of what is to be put right."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import LineField, ProseField
from lifecycle.models import Demand, ProjectYear, Subject
from lifecycle.models.subject import counted, four_eyes, waiting
from monitoring.stages.rectification import RectificationStage


class Rectification(RectificationStage, Subject):
    """One order, born of one problem; `machine` and `object_id` name where it was found."""

    PARTS = {
        "items": ("problem", "measure", "responsible", "due_on", "done_on", "evidence"),
    }
    NUMBERED = "number"
    FACTS = ("project_year__project",)

    project_year = models.ForeignKey(
        ProjectYear,
        models.PROTECT,
        related_name="rectifications",
        verbose_name=gettext_lazy("年度项目"),
    )
    number = models.PositiveIntegerField(gettext_lazy("序号"))
    source = models.CharField(gettext_lazy("来源"), max_length=24, choices=Demand.Source.choices)
    machine = LineField(gettext_lazy("来源环节"), max_length=60)
    object_id = models.BigIntegerField(gettext_lazy("来源对象"))
    problem = ProseField(gettext_lazy("问题"))
    serious = models.BooleanField(gettext_lazy("严重"), default=False)

    class Meta:
        verbose_name = gettext_lazy("整改通知")
        verbose_name_plural = gettext_lazy("整改通知")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="order_number_once"),
            models.UniqueConstraint(fields=["machine", "object_id"], name="one_order_a_source"),
            four_eyes("rectification"),
            guards.guarded(RectificationStage, app="monitoring", model="rectification"),
            traces.tallied(RectificationStage, app="monitoring", model="rectification"),
        ]
        indexes = [
            counted("rectification"),
            waiting("rectification", "finish_by"),
        ]

    def __str__(self) -> str:
        return f"{self.order_no} {self.project_year.project}"

    @property
    def which(self) -> str:
        """Name the order."""
        return self.order_no

    @property
    def order_no(self) -> str:
        """Return the number as an official document bears it."""
        return _("整改〔%(year)s〕%(number)s号") % {"year": self.year, "number": self.number}

    @property
    def closed_late(self) -> bool:
        """Whether it was closed after its last day."""
        closed, last = self.closed_on, self.finish_by
        return closed is not None and last is not None and closed > last

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    def unlisted(self) -> list[str]:
        """List the items that lack a measure, a person or a day."""
        items = list(self.items.all())
        if not items:
            return [_("尚未列出整改清单")]
        words = _("“%(problem)s”缺少措施、责任人或期限")
        return [
            words % {"problem": item.problem[:20]}
            for item in items
            if not (item.measure.strip() and item.responsible.strip() and item.due_on)
        ]

    def unproved(self) -> list[str]:
        """List the items that are not done or lack evidence."""
        words = _("“%(problem)s”缺少完成日期或佐证材料")
        return [
            words % {"problem": item.problem[:20]}
            for item in self.items.all()
            if not (item.done_on and item.evidence.strip())
        ]


class RectificationItem(models.Model):
    """One problem of an order: what will be done by whom until when, and the proof of it."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="items")
    problem = ProseField(gettext_lazy("问题"))
    measure = ProseField(gettext_lazy("整改措施"), blank=True)
    responsible = LineField(gettext_lazy("责任人"), max_length=60, blank=True)
    due_on = models.DateField(gettext_lazy("完成期限"), null=True, blank=True)
    done_on = models.DateField(gettext_lazy("完成日期"), null=True, blank=True)
    evidence = ProseField(gettext_lazy("佐证材料"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("整改事项")
        verbose_name_plural = gettext_lazy("整改事项")
        ordering = ["pk"]
        constraints = [
            guards.FrozenPart(
                name="rectification_item_frozen",
                parent="monitoring_rectification",
                column="rectification_id",
                editable=sorted(
                    [RectificationStage.State.NOTICE_DRAFT, *RectificationStage.EDITABLE]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.problem[:40]


class Extension(models.Model):
    """A later last day that finance gave an order 延期, and why; once given it stands."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="extensions")
    before = models.DateField(gettext_lazy("原期限"))
    until = models.DateField(gettext_lazy("延至"))
    reason = ProseField(gettext_lazy("延期理由"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("批准人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("整改延期")
        verbose_name_plural = gettext_lazy("整改延期")
        constraints = [
            models.CheckConstraint(
                name="extension_is_later", condition=models.Q(until__gt=models.F("before"))
            ),
            guards.AppendOnly(name="extension_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.rectification} {self.until}"
