"""Result applications 结果应用 and what departments say to them 部门意见."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models.key_evaluation import KeyEvaluation
from evaluations.models.self_evaluation import SelfEvaluation
from evaluations.rules.consequences import ACTION_LABELS, Action
from evaluations.stages.application import ApplicationStage
from lifecycle import guards, traces
from lifecycle.fields import ExactField, LineField, MoneyField, ProseField, choices_of
from lifecycle.models import Hold, ProjectYear, Subject
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import counted, four_eyes, waiting
from lifecycle.rules.pause_table import STOPS

CONFIRMED = {
    SelfEvaluation: ("confirmed", "published"),
    KeyEvaluation: ("final", "feedback", "applied", "published"),
}
"""States in which a result stands and may be used."""
STANDS_IN_THE_WAY = (Hold.Kind.RED_LIGHT, Hold.Kind.RECTIFICATION, Hold.Kind.HALTED)
TAKES_MONEY = (Action.CUT, Action.CANCEL, Action.HOLD)


class Application(ApplicationStage, Subject):
    """What the result of one year proposes for the budget of a later one, in 元."""

    CONTENT = (
        "target_year", "source_version", "source_hash", "base", "coefficient", "idle_balance",
        "proposed_amount", "decided_amount", "action", "reason",
    )  # fmt: skip
    FACTS = (
        "project_year__project", "project_year__project__years__holds", "self_evaluation",
        "key_evaluation", "answers",
    )  # fmt: skip

    project_year = models.ForeignKey(
        ProjectYear,
        models.PROTECT,
        related_name="applications",
        verbose_name=gettext_lazy("年度项目"),
    )
    target_year = models.PositiveSmallIntegerField(gettext_lazy("应用于预算年度"))
    self_evaluation = models.ForeignKey(
        SelfEvaluation, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    key_evaluation = models.ForeignKey(
        KeyEvaluation, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    source_version = models.PositiveIntegerField(gettext_lazy("来源版本"))
    source_hash = LineField(gettext_lazy("来源内容指纹"), max_length=64)
    grade = models.CharField(gettext_lazy("等级"), max_length=10)
    base = MoneyField(gettext_lazy("基数（元）"))
    coefficient = ExactField(gettext_lazy("系数"), max_digits=5, decimal_places=4)
    idle_balance = MoneyField(gettext_lazy("长期沉淀资金（元）"), default=Decimal(0))
    action = models.CharField(
        gettext_lazy("处理"),
        max_length=10,
        choices=choices_of(ACTION_LABELS),
    )
    reason = ProseField(gettext_lazy("理由"))

    class Meta:
        verbose_name = gettext_lazy("结果应用")
        verbose_name_plural = gettext_lazy("结果应用")
        constraints = [
            models.UniqueConstraint(
                fields=["project_year", "target_year"], name="one_application_a_budget"
            ),
            models.CheckConstraint(
                name="applied_to_a_later_year", condition=Q(target_year__gt=F("year"))
            ),
            models.CheckConstraint(
                name="one_source",
                condition=Q(self_evaluation=None, key_evaluation__isnull=False)
                | Q(self_evaluation__isnull=False, key_evaluation=None),
            ),
            models.CheckConstraint(
                name="decided_is_an_amount",
                condition=Q(state__in=["proposed", "dept_objection"])
                | Q(decided_amount__isnull=False),
            ),
            four_eyes("application"),
            guards.guarded(ApplicationStage, app="evaluations", model="application"),
            traces.tallied(ApplicationStage, app="evaluations", model="application"),
        ]
        indexes = [
            counted("application"),
            waiting("application"),
        ]

    def __str__(self) -> str:
        return str(self.project_year.project)

    def get_absolute_url(self) -> str:
        """Return the page of the project-year."""
        return self.on_page_of(self.project_year_id)

    @property
    def source(self) -> Any:
        """The result that is applied."""
        found: Any = self.key_evaluation or self.self_evaluation
        return found  # one of them stands: constraint one_source

    def source_fault(self) -> str:
        """Say why the result may not be used."""
        if str(getattr(self.source, "state", "")) not in CONFIRMED[type(self.source)]:
            return _("所依据的评价结果尚未确认")
        if self.source.content_hash != self.source_hash:
            return _("所依据的评价结果在提出建议后有变化，请重新提出")
        return ""

    def answer_fault(self) -> str:
        """Say whether the department may still object."""
        if any(one.proposed_amount == self.proposed_amount for one in self.answers.all()):
            return ""
        if self.due_on is not None and self.due_on < self.acting_on:
            return ""
        return _("主管部门尚未表态，异议期限未到")

    def hold_fault(self) -> str:
        """Say what stands in the way of giving the money."""
        if self.action in TAKES_MONEY:
            return ""
        open_ones = (hold for hold in self._holds() if hold.lifted_on is None)
        holds = [hold for hold in open_ones if stands_in_the_way(hold, year=self.year)]
        kinds = _("、").join(dict.fromkeys(str(hold.get_kind_display()) for hold in holds))
        return _("该项目%(kinds)s") % {"kinds": kinds} if holds else ""

    def _holds(self) -> Iterator[Hold]:
        """Yield what holds its own year, and what halts the project by the year of the money."""
        for each in self.project_year.project.years.all():
            own, by_then = each.pk == self.project_year_id, each.year <= self.target_year
            for hold in each.holds.all():
                if own or (by_then and hold.kind == Hold.Kind.HALTED):
                    yield hold


def stands_in_the_way(hold: Hold, *, year: int) -> bool:
    """Tell whether a hold keeps next year's money back; a marked pause where the pack says so."""
    if hold.kind != Hold.Kind.PAYMENT:
        return hold.kind in STANDS_IN_THE_WAY
    return hold.for_application and pack_of(year).pack.pause.application == STOPS


class Answer(models.Model):
    """What a department says to a proposal as it stood; silence is kept as the system's line."""

    class Kind(models.TextChoices):
        """Agreed, objected, or said nothing in time."""

        ACCEPTS = "accepts", gettext_lazy("无异议")
        OBJECTS = "objects", gettext_lazy("有异议")
        SILENT = "silent", gettext_lazy("逾期未表态")

    application = models.ForeignKey(Application, models.PROTECT, related_name="answers")
    kind = models.CharField(gettext_lazy("表态"), max_length=10, choices=Kind.choices)
    proposed_amount = MoneyField(gettext_lazy("所见建议金额（元）"))
    text = ProseField(gettext_lazy("意见"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=gettext_lazy("表态人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("部门意见")
        verbose_name_plural = gettext_lazy("部门意见")
        constraints = [
            models.CheckConstraint(
                name="answer_objects_in_words", condition=~Q(kind="objects") | ~Q(text="")
            ),
            models.CheckConstraint(
                name="only_silence_is_nobodys", condition=Q(kind="silent") ^ Q(by__isnull=False)
            ),
            guards.AppendOnly(name="answer_append_only"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
