"""Answers 说明 to remarks of the quality rules: why a warning may stand."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField
from lifecycle.models.beside import Beside, Signed


class FindingAnswer(Beside, Signed):
    """Why one remark may stand, in the words of the unit; it holds while the remark is the same."""

    code = LineField(_("规则"), max_length=10)
    place = LineField(_("位置"), max_length=100)
    sentence = ProseField(_("问题"))
    reason = ProseField(_("说明"))

    class Meta:
        verbose_name = _("质量问题说明")
        verbose_name_plural = _("质量问题说明")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="finding_answer_has_a_reason", condition=~Q(reason="")),
            guards.AppendOnly(name="finding_answer_append_only"),
            guards.BesideObject(name="finding_answer_beside_object"),
        ]
        indexes = [models.Index(fields=["machine", "object_id"], name="finding_answer_by_object")]

    def __str__(self) -> str:
        return f"{self.code} {self.reason}"
