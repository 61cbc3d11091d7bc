"""Rechecks 财政复核: the bureau's own scores beside what units said of themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from evaluations.models.grading import GRADES
from evaluations.models.self_evaluation import SelfEvaluation
from lifecycle import guards
from lifecycle.fields import LineField, ProseField, ScoreField


class Recheck(models.Model):
    """One scoring by the bureau 财政复核 of a self-evaluation as it stood; the unit's stays."""

    self_evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="rechecks")
    content_hash = LineField(gettext_lazy("内容指纹"), max_length=64)
    total = ScoreField(gettext_lazy("复核总分"))
    grade = models.CharField(gettext_lazy("复核等级"), max_length=10, choices=GRADES)
    opinion = ProseField(gettext_lazy("复核意见"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("复核人"),
    )
    at = models.DateTimeField(gettext_lazy("时间"))

    class Meta:
        verbose_name = gettext_lazy("财政复核")
        verbose_name_plural = gettext_lazy("财政复核")
        constraints = [guards.AppendOnly(name="recheck_append_only")]

    def __str__(self) -> str:
        return f"{self.self_evaluation} {self.total}"
