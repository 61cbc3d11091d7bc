"""Approval letters 批复 of a department's targets, and their withdrawal; never rewritten."""

from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import guards
from lifecycle.fields import LineField, ProseField
from lifecycle.models.beside import Signed
from lifecycle.models.organisation import Organisation
from lifecycle.models.subject import canonical, digest
from lifecycle.models.target import Target
from lifecycle.roles import Level


class ApprovalLetter(Signed):
    """One letter, whole: `content` is all that it says, `sha256` seals it with number and days.

    The first of a department and year replies to its targets, those after it supplement it.
    """

    department = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=gettext_lazy("主管部门")
    )
    year = models.PositiveSmallIntegerField(gettext_lazy("预算年度"))
    supplements = models.BooleanField(gettext_lazy("补充批复"))
    number_year = models.PositiveSmallIntegerField(gettext_lazy("发文年份"))
    serial = models.PositiveIntegerField(gettext_lazy("发文顺序号"))
    number = LineField(gettext_lazy("文号"), max_length=60)
    issued_on = models.DateField(gettext_lazy("印发日期"))
    out_by = models.DateField(gettext_lazy("公开期限"))
    content = models.JSONField(gettext_lazy("内容"))
    sha256 = LineField(gettext_lazy("指纹"), max_length=64)
    pack = LineField(gettext_lazy("规则版本"), max_length=60)

    class Meta:
        verbose_name = gettext_lazy("绩效目标批复")
        verbose_name_plural = gettext_lazy("绩效目标批复")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number_year", "serial"], name="letter_number_once"),
            models.CheckConstraint(
                name="letter_is_digested", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="letter_leaves_time_to_publish", condition=Q(out_by__gt=F("issued_on"))
            ),
            guards.AppendOnly(name="approval_letter_append_only"),
        ]
        indexes = [models.Index(fields=["department", "year", "-id"], name="letter_newest")]

    def __str__(self) -> str:
        return _("%(department)s%(year)s年度绩效目标批复（%(number)s）") % {
            "department": self.department,
            "year": self.year,
            "number": self.number,
        }

    def get_absolute_url(self) -> str:
        """Return the page of the department's letters."""
        return reverse("approval-letters", args=[self.department_id])

    def organisation_at(self, level: Level) -> int | None:
        """Return the key of the organisation on this level of the department's line."""
        return self.department.at(level)

    def sealed(self) -> str:
        """Work out the digest of the letter as it stands."""
        said = {
            "number": self.number,
            "issued_on": self.issued_on.isoformat(),
            "out_by": self.out_by.isoformat(),
            "supplements": self.supplements,
        }
        return digest(canonical(said | self.content))


class ApprovalLetterItem(models.Model):
    """One target that a letter approves; of a secret project the letter itself says nothing."""

    letter = models.ForeignKey(ApprovalLetter, models.PROTECT, related_name="items")
    target = models.ForeignKey(
        Target, models.PROTECT, related_name="letter_items", verbose_name=gettext_lazy("绩效目标")
    )

    class Meta:
        verbose_name = gettext_lazy("批复的绩效目标")
        verbose_name_plural = gettext_lazy("批复的绩效目标")
        constraints = [
            models.UniqueConstraint(fields=["letter", "target"], name="target_once_a_letter"),
            guards.AppendOnly(name="approval_letter_item_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.letter.number} {self.target_id}"


class ApprovalLetterWithdrawal(Signed):
    """The mark that a letter counts no more; the letter itself stays as it was issued."""

    letter = models.OneToOneField(
        ApprovalLetter,
        models.PROTECT,
        primary_key=True,
        related_name="withdrawal",
        verbose_name=gettext_lazy("绩效目标批复"),
    )
    reason = ProseField(gettext_lazy("撤回事由"))

    class Meta:
        verbose_name = gettext_lazy("批复撤回")
        verbose_name_plural = gettext_lazy("批复撤回")
        constraints = [guards.AppendOnly(name="letter_withdrawal_append_only")]

    def __str__(self) -> str:
        return str(self.letter)


def standing_letters(rows: Any = None) -> QuerySet[ApprovalLetter]:
    """Narrow letters to those that nobody has withdrawn."""
    found: QuerySet[ApprovalLetter] = ApprovalLetter.objects.all() if rows is None else rows
    return found.filter(withdrawal=None)
