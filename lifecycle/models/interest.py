"""Interests 利害关系 that agencies and experts declare, so that they stand aside 回避."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import ProseField
from lifecycle.models.beside import Signed
from lifecycle.models.organisation import Organisation


class Interest(Signed):
    """What binds a person to an organisation; the newest row says whether it still does."""

    class Kind(models.TextChoices):
        """What binds them."""

        INTEREST = "interest", _("有利害关系")
        DRAFTING = "drafting", _("参与过项目申报材料编写")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="interests", verbose_name=_("人员")
    )
    place = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("涉及单位")
    )
    kind = models.CharField(_("情形"), max_length=10, choices=Kind.choices)
    standing = models.BooleanField(_("仍然存在"), default=True)
    reason = ProseField(_("说明"))

    class Meta:
        verbose_name = _("利害关系申报")
        verbose_name_plural = _("利害关系申报")
        ordering = ["-id"]
        constraints = [guards.AppendOnly(name="interest_append_only")]
        indexes = [models.Index(fields=["person", "place", "-id"], name="interest_newest")]

    def __str__(self) -> str:
        return f"{self.person} · {self.place} · {self.get_kind_display()}"


def standing_interests(rows: QuerySet[Interest]) -> QuerySet[Interest]:
    """Narrow to the newest row on each person, place and kind, where it still stands."""
    same = {name: OuterRef(name) for name in ("person", "place", "kind")}
    newer = Interest.objects.filter(**same, pk__gt=OuterRef("pk"))
    return rows.filter(~Exists(newer), standing=True)
