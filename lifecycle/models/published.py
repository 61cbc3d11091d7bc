"""What a city has already published 已公布: kept to be compared with what is entered later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ScoreField
from lifecycle.models.budget import ImportBatch
from lifecycle.models.project import ProjectYear


class PublishedScore(models.Model):
    """The self-score 自评分数 (points of 100) and grade printed for one project-year."""

    project_year = models.OneToOneField(
        ProjectYear, models.PROTECT, related_name="published_score", verbose_name=_("年度项目")
    )
    score = ScoreField(_("公布的自评分数"))
    grade = LineField(_("公布的等级"), max_length=10)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="published_scores", verbose_name=_("导入批次")
    )

    class Meta:
        verbose_name = _("已公布自评结果")
        verbose_name_plural = _("已公布自评结果")
        constraints = [guards.AppendOnly(name="published_score_append_only")]

    def __str__(self) -> str:
        return f"{self.project_year} {self.score} {self.grade}"
