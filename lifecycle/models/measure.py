"""The columns of one indicator 绩效指标, wherever one is written down."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from lifecycle.fields import LineField, QuantityField, ScoreField, choices_of
from lifecycle.rules import quality
from lifecycle.rules.goal_layout import GOAL_CELLS, row_cells
from lifecycle.rules.indicators import LEVEL_TWO_LABELS, OPERATOR_LABELS, LevelTwo, Operator
from lifecycle.rules.pack import Pack

MEASURE = (
    "key", "level", "name", "operator", "target", "target_high", "due", "wording", "unit",
    "weight",
)  # fmt: skip
"""What makes two rows the same measure."""


class Measure(models.Model):
    """One measure; `key` is the same in every version of the target that holds it."""

    key = models.UUIDField(gettext_lazy("指标标识"), default=uuid.uuid4)
    level = models.CharField(
        gettext_lazy("二级指标"),
        max_length=20,
        choices=choices_of(LEVEL_TWO_LABELS),
    )
    name = LineField(gettext_lazy("三级指标"), max_length=100)
    operator = models.CharField(
        gettext_lazy("指标性质"),
        max_length=12,
        choices=choices_of(OPERATOR_LABELS),
    )
    target = QuantityField(gettext_lazy("目标值"), null=True, blank=True)
    target_high = QuantityField(gettext_lazy("目标值上限"), null=True, blank=True)
    due = models.DateField(gettext_lazy("完成期限"), null=True, blank=True)
    wording = LineField(gettext_lazy("定性描述"), max_length=200, blank=True)
    unit = LineField(gettext_lazy("计量单位"), max_length=20, blank=True)
    weight = ScoreField(gettext_lazy("权重"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def measured(self) -> tuple[object, ...]:
        """Return the values in which two measures can differ."""
        return tuple(getattr(self, name) for name in MEASURE)

    def draft(self, at: int = 0) -> quality.IndicatorDraft:
        """Return the plain values that the quality rules judge; `at` is its row, from 0 on."""
        return quality.IndicatorDraft(
            name=self.name,
            level=LevelTwo(self.level),
            operator=Operator(self.operator),
            weight=self.weight,
            target=self.target,
            target_high=self.target_high,
            unit=self.unit,
            due=self.due,
            wording=self.wording,
            cells=row_cells(at),
        )


def drafted(
    subject: Any, rows: Sequence[Measure], *, pack: Pack, project: str
) -> quality.GoalDraft:
    """Return what the rules judge of a target, or of what an amendment would make of it."""
    return quality.GoalDraft(
        text=subject.goal,
        amount=subject.amount,
        indicators=[row.draft(at) for at, row in enumerate(rows)],
        layout=pack.layout,
        limits=pack.quality,
        waived=[key for key in subject.waived.split(",") if key],
        project=project,
        year=subject.year,
        cells=GOAL_CELLS,
    )
