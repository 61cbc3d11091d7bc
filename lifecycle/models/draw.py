"""Draws by lot 抽取: of a year's sample or of experts, each with its seed and its whole list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, MoneyField, choices_of
from lifecycle.models.appraisal import Appraisal
from lifecycle.models.beside import Signed
from lifecycle.models.person import Person
from lifecycle.rules.sampling import GROUND_LABELS


class Draw(Signed):
    """One draw, never rewritten: anybody draws the same again from its seed and its lots."""

    class Kind(models.TextChoices):
        """What was drawn."""

        SAMPLE = "sample", _("抽取重点评估项目")
        EXPERTS = "experts", _("抽取评估专家")

    kind = models.CharField(_("抽取事项"), max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("年度"))
    about = models.ForeignKey(
        Appraisal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("事前绩效评估"),
    )
    seed = LineField(_("种子"), max_length=64)
    numbers = models.JSONField(_("规则数值"))
    pack = LineField(_("规则版本"), max_length=60)

    class Meta:
        verbose_name = _("抽取记录")
        verbose_name_plural = _("抽取记录")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "seed"], condition=Q(kind="sample"), name="sample_seed_once"
            ),
            models.CheckConstraint(
                name="experts_are_drawn_for_an_appraisal",
                condition=Q(kind="sample", about=None) | Q(kind="experts", about__isnull=False),
            ),
            guards.AppendOnly(name="draw_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year} {self.seed}"


class DrawnLot(models.Model):
    """One candidate of a draw: in or out, why, and by which lot."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="lots", verbose_name=_("抽取记录"))
    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, null=True, related_name="lots", verbose_name=_("事前绩效评估")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("专家")
    )
    round_number = models.PositiveSmallIntegerField(_("评估轮次"), default=1)
    code = LineField(_("代码"), max_length=60)
    amount = MoneyField(_("申报金额（元）"), null=True)
    chosen = models.BooleanField(_("抽中"))
    ground = models.CharField(_("依据"), max_length=10, choices=choices_of(GROUND_LABELS))
    reason = LineField(_("说明"), max_length=200, blank=True)
    lot = LineField(_("签号"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("抽取名单")
        verbose_name_plural = _("抽取名单")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "code"], name="candidate_once_a_draw"),
            models.UniqueConstraint(
                fields=["appraisal", "round_number"], name="sampled_once_a_round"
            ),
            models.CheckConstraint(
                name="a_lot_is_of_one",
                condition=Q(appraisal=None, person__isnull=False)
                | Q(appraisal__isnull=False, person=None),
            ),
            guards.AppendOnly(name="drawn_lot_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_ground_display()}"
