"""Amendments 绩效目标调整 of an approved target, with the indicators as they would become."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards, traces
from lifecycle.fields import LineField, MoneyField, ProseField, choices_of
from lifecycle.models.budget import TAKES, BudgetEvent
from lifecycle.models.hold import Hold
from lifecycle.models.measure import DETAILS, MEASURE, Measure, drafted, upward, well_defined
from lifecycle.models.project import ProjectYear
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import Subject, counted, four_eyes
from lifecycle.models.target import Target
from lifecycle.models.window import decided
from lifecycle.rules import amendment as rules
from lifecycle.rules import quality
from lifecycle.rules.pack import Pack
from lifecycle.stages.amendment import AmendmentStage

AMENDABLE = ("approved", "published")


class Amendment(AmendmentStage, Subject):
    """One wish to change an approved target; approved, it makes version n + 1 of it."""

    CONTENT = ("reason_kind", "reason", "goal", "amount", "waived", "budget_event")
    PARTS = {"lines": MEASURE}
    LATER = {"lines": frozenset(DETAILS)}
    FACTS = (
        "target__indicators", "target__project_year__project", "target__project_year__targets",
        "target__project_year__holds", "budget_event",
    )  # fmt: skip

    target = models.ForeignKey(
        Target, models.PROTECT, related_name="amendments", verbose_name=gettext_lazy("绩效目标")
    )
    reason_kind = models.CharField(
        gettext_lazy("调整原因"),
        max_length=10,
        choices=choices_of(rules.REASON_LABELS),
    )
    reason = ProseField(gettext_lazy("调整事由"), blank=True)
    goal = ProseField(gettext_lazy("年度总体目标"))
    amount = MoneyField(gettext_lazy("预算金额（元）"))
    waived = LineField(gettext_lazy("免设指标"), max_length=100, blank=True)
    budget_event = models.ForeignKey(
        BudgetEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name=gettext_lazy("预算调整"),
    )

    class Meta:
        verbose_name = gettext_lazy("绩效目标调整")
        verbose_name_plural = gettext_lazy("绩效目标调整")
        constraints = [
            models.UniqueConstraint(
                fields=["target"],
                condition=~Q(state__in=["approved", "rejected"]),
                name="one_open_amendment",
            ),
            models.UniqueConstraint(
                fields=["target"], condition=Q(state="approved"), name="a_version_is_amended_once"
            ),
            models.CheckConstraint(
                name="amendment_reason_known",
                condition=Q(reason_kind__in=[str(reason) for reason in rules.Reason]),
            ),
            four_eyes("amendment"),
            guards.guarded(AmendmentStage, app="lifecycle", model="amendment"),
            traces.tallied(AmendmentStage, app="lifecycle", model="amendment"),
        ]
        indexes = [counted("amendment")]

    def __str__(self) -> str:
        return str(self.target)

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.target.project_year_id)

    @property
    def project_year(self) -> ProjectYear:
        """The project-year whose target is amended."""
        return self.target.project_year

    def amends_published(self) -> bool:
        """Tell whether the version amended is public, so that the next must be too 重新公开."""
        return str(getattr(self.target, "state", "")) == "published"

    def sameness_fault(self) -> str:
        """Say when nothing would change."""
        target = self.target
        same = (self.goal, self.amount, self.waived) == (target.goal, target.amount, target.waived)
        before = [row.measured() for row in target.indicators.all()]
        after = [row.measured() for row in self.lines.all()]
        unchanged = same and rules.same_rows(before, after)
        return _("与现行绩效目标相同，没有可调整的内容") if unchanged else ""

    def faults(self) -> list[str]:
        """List what would keep the amended target from being filed."""
        rows = sorted(self.lines.all(), key=lambda row: row.pk)
        name = self.target.project_year.project.name
        return quality.goal_faults(drafted(self, rows, pack=pack_of(self.year).pack, project=name))

    def budget_fault(self) -> str:
        """Say when the amount changes without its budget event."""
        event = self.budget_event
        if event is not None and event.project_year_id != self.target.project_year_id:
            return _("所附预算调整属于别的项目")
        if event is not None and event.kind == BudgetEvent.Kind.INITIAL:
            return _("年初预算不是预算调整")
        change = _signed(event) if event else None
        return rules.money_fault(self.target.amount, self.amount, change=change)

    @classmethod
    def closing_day(cls, pack: Pack, year: int) -> date:
        """Return the last day of the year for amendments, which closes them (domain 4.3.3)."""
        return rules.closing_day(year, closes=pack.amendment.closes)

    def closing_fault(self) -> str:
        """Say when the year is closed to amendments on the day of the act."""
        closes = pack_of(self.year).pack.amendment.closes
        found = rules.closing_fault(self.acting_on, year=self.year, closes=closes)
        return "" if found and decided(self, self.acting_on) else found

    def version_fault(self) -> str:
        """Say when the target is not the version in force."""
        versions = self.target.project_year.targets.all()
        later = any(v.number > self.target.number and _stands(v) for v in versions)
        if later or str(getattr(self.target, "state", "")) not in AMENDABLE:
            return _("所调整的不是现行版次的绩效目标")
        return ""

    def monitoring_fault(self) -> str:
        """Say when a monitoring report of the project is under review."""
        held = any(_reviewing(hold) for hold in self.target.project_year.holds.all())
        return _("该项目正在绩效监控审核期间，审核结束后方可调整") if held else ""

    def weight_fault(self) -> str:
        """Say why the desk alone may not approve."""
        if self.target.project_year.is_key or self.amends_published():
            return _("重点项目或已公开的目标须转绩效科审核")
        return ""


class AmendmentLine(Measure):
    """One indicator as the amendment would have it; `key` is that of the indicator it changes."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="lines")

    class Meta:
        verbose_name = gettext_lazy("调整后指标")
        verbose_name_plural = gettext_lazy("调整后指标")
        constraints = [
            models.UniqueConstraint(fields=["amendment", "key"], name="line_key_once"),
            models.UniqueConstraint(fields=["amendment", "name"], name="line_name_once"),
            upward("line_"),
            *well_defined("line"),
            guards.FrozenPart(
                name="amendment_line_frozen",
                parent="lifecycle_amendment",
                column="amendment_id",
                editable=sorted(AmendmentStage.EDITABLE),
            ),
        ]


def _signed(event: BudgetEvent) -> Decimal:
    amount: Decimal = event.amount
    return -amount if event.kind in TAKES else amount


def _stands(version: Target) -> bool:
    return str(getattr(version, "state", "")) != "void"


def _reviewing(hold: Hold) -> bool:
    open_review = hold.kind == Hold.Kind.REVIEW_OPEN and hold.lifted_on is None
    return open_review and hold.machine.startswith("monitoring.")
