"""What a unit writes under its ex-ante appraisal 部门自评估: its scores and a checklist."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from lifecycle import guards
from lifecycle.fields import LineField, ProseField, ScoreField
from lifecycle.models.attachment import Attachment
from lifecycle.models.panel import DIMENSION_CHOICES
from lifecycle.stages.appraisal import AppraisalStage


class AppraisalScore(models.Model):
    """What the unit itself gives its project on one dimension 自评估."""

    appraisal = models.ForeignKey("lifecycle.Appraisal", models.PROTECT, related_name="scores")
    dimension = models.CharField(gettext_lazy("维度"), max_length=12, choices=DIMENSION_CHOICES)
    points = ScoreField(gettext_lazy("得分"))
    opinion = ProseField(gettext_lazy("评分理由"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("自评估得分")
        verbose_name_plural = gettext_lazy("自评估得分")
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "dimension"], name="self_score_once"),
            guards.FrozenPart(
                name="appraisal_score_frozen",
                parent="lifecycle_appraisal",
                column="appraisal_id",
                editable=sorted(AppraisalStage.EDITABLE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} {self.points}"


class AppraisalMaterial(models.Model):
    """One line of the checklist of materials, with the file that answers it."""

    appraisal = models.ForeignKey("lifecycle.Appraisal", models.PROTECT, related_name="materials")
    name = LineField(gettext_lazy("材料"), max_length=100)
    provided = models.BooleanField(gettext_lazy("已提供"), default=False)
    file_name = LineField(gettext_lazy("文件名"), max_length=200, blank=True)
    attachment = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("附件"),
    )

    class Meta:
        verbose_name = gettext_lazy("评估材料")
        verbose_name_plural = gettext_lazy("评估材料")
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "name"], name="material_once"),
            models.CheckConstraint(
                name="what_is_provided_is_named", condition=Q(provided=False) | ~Q(file_name="")
            ),
            guards.FrozenPart(
                name="appraisal_material_frozen",
                parent="lifecycle_appraisal",
                column="appraisal_id",
                editable=sorted(AppraisalStage.EDITABLE),
            ),
        ]

    def __str__(self) -> str:
        return self.name
