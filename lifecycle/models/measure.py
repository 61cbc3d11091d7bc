"""The columns of one indicator 绩效指标, wherever one is written down."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from lifecycle.fields import LineField, MonthsField, QuantityField, ScoreField, choices_of
from lifecycle.rules import quality
from lifecycle.rules.goal_layout import GOAL_CELLS, row_cells
from lifecycle.rules.indicators import (
    ACCUMULATION_LABELS,
    LEVEL_TWO_LABELS,
    OPERATOR_LABELS,
    Accumulation,
    LevelTwo,
    Operator,
)
from lifecycle.rules.library import METHOD_LABELS
from lifecycle.rules.pack import Pack

AIMED = (
    "key", "level", "name", "operator", "target", "target_high", "due", "wording", "unit",
    "weight",
)  # fmt: skip
"""What every measure says."""
DETAILS = (
    "accumulation", "numerator", "denominator", "baseline", "reference", "milestones", "evidence",
    "achieved", "partly", "missed", "baseline_note", "basis", "data_source", "method",
)  # fmt: skip
"""What a measure may say besides; the content holds of these what is there (decision 0013)."""
MEASURE = (*AIMED, *DETAILS)
"""What makes two rows the same measure."""
COPIED = (*MEASURE, "library_id")
"""What the next version takes over: besides, from which entry of the library it came."""
RATIO = Accumulation.RATIO.value


class Defined(models.Model):
    """How the value of an indicator comes about, whichever target uses it."""

    accumulation = models.CharField(
        gettext_lazy("累计方式"),
        max_length=12,
        choices=choices_of(ACCUMULATION_LABELS),
        blank=True,
    )
    numerator = LineField(gettext_lazy("分子"), max_length=100, blank=True)
    denominator = LineField(gettext_lazy("分母"), max_length=100, blank=True)
    reference = QuantityField(gettext_lazy("行业参考值"), null=True, blank=True)
    evidence = LineField(gettext_lazy("佐证材料"), max_length=200, blank=True)
    achieved = LineField(gettext_lazy("达成的情形"), max_length=200, blank=True)
    partly = LineField(gettext_lazy("部分达成的情形"), max_length=200, blank=True)
    missed = LineField(gettext_lazy("未达成的情形"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def anchors(self) -> tuple[str, str, str] | None:
        """Return the three described levels, None where none of them is."""
        found = (self.achieved, self.partly, self.missed)
        return found if any(found) else None


def well_defined(name: str) -> list[models.BaseConstraint]:
    """Hold in the database that a ratio, and nothing else, says what is divided by what."""
    codes = ["", *map(str, Accumulation)]
    divided = Q(accumulation=RATIO) & ~Q(numerator="") & ~Q(denominator="")
    whole = ~Q(accumulation=RATIO) & Q(numerator="", denominator="")
    return [
        models.CheckConstraint(
            name=f"{name}_accumulation_known", condition=Q(accumulation__in=codes)
        ),
        models.CheckConstraint(name=f"{name}_ratio_divides", condition=divided | whole),
    ]


def upward(name: str) -> models.CheckConstraint:
    """Hold in the database that a range does not end before it begins."""
    return models.CheckConstraint(
        name=f"{name}range_runs_upward",
        condition=~Q(operator="range") | Q(target__lte=F("target_high")),
    )


class Measure(Defined):
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
    baseline = QuantityField(gettext_lazy("基期值"), null=True, blank=True)
    baseline_note = LineField(gettext_lazy("基期说明"), max_length=200, blank=True)
    basis = LineField(gettext_lazy("取值依据"), max_length=200, blank=True)
    data_source = LineField(gettext_lazy("数据来源"), max_length=100, blank=True)
    method = models.CharField(
        gettext_lazy("评分方法"), max_length=12, choices=choices_of(METHOD_LABELS), blank=True
    )
    library = models.ForeignKey(
        "lifecycle.LibraryIndicator",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=gettext_lazy("指标库指标"),
    )
    milestones = MonthsField(verbose_name=gettext_lazy("各月进度"), default=list, blank=True)

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
            anchors=self.anchors(),
            reference=self.reference,
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
        from_library=bool(rows) and all(row.library_id for row in rows),
        cells=GOAL_CELLS,
    )
