"""One indicator of an evaluation, as department and key evaluations both keep it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evaluations.rules import framework
from lifecycle.fields import LineField, ProseField, ScoreField, choices_of


class FrameworkLine(models.Model):
    """One indicator: its weight, its score and the workpaper 底稿 behind the score."""

    area = models.CharField(
        _("一级指标"),
        max_length=10,
        choices=choices_of(framework.AREA_LABELS),
    )
    name = LineField(_("三级指标"), max_length=100)
    weight = ScoreField(_("权重"))
    score = ScoreField(_("得分"), null=True, blank=True)
    workpaper = ProseField(_("评价底稿"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def item(self) -> framework.Item:
        """Return the plain values that the rules judge."""
        return framework.Item(
            name=self.name,
            area=framework.Area(self.area),
            weight=self.weight,
            score=self.score,
            workpaper=self.workpaper,
        )


def within_weight(name: str) -> models.CheckConstraint:
    """Hold in the database that no indicator earns more than its weight."""
    return models.CheckConstraint(name=name, condition=Q(score=None) | Q(score__lte=F("weight")))


class Framed(models.Model):
    """An evaluation with an indicator system, reached as `indicators`."""

    class Meta:
        abstract = True

    def items(self) -> list[framework.Item]:
        """Return the indicators in their order."""
        rows = self.indicators.all()  # type: ignore[attr-defined]
        return [row.item() for row in sorted(rows, key=lambda row: row.pk)]

    def weights_fault(self) -> str:
        """Say why the weights do not add up."""
        return framework.weights_fault(self.items())

    def scores_fault(self) -> str:
        """Say which indicators still lack a score or a workpaper."""
        return framework.scores_fault(self.items())

    def points(self) -> Decimal:
        """Add up the scores."""
        return framework.points(self.items())
