"""Proposals 建议 to the indicator library, the rulings on them, and the releases they went into."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField
from lifecycle.models.beside import Signed
from lifecycle.models.library import Described, LibraryIndicator, LibraryRelease
from lifecycle.models.measure import well_defined
from lifecycle.models.organisation import Organisation


class LibraryProposal(Described, Signed):
    """An entry as a department would have it: a change of `base`, or a new one without it."""

    library = LineField(_("指标库"), max_length=40)
    base = models.ForeignKey(
        LibraryIndicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("原指标"),
    )
    place = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("提出单位")
    )
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("岗位本人"),
    )
    reason = ProseField(_("理由"))

    class Meta:
        verbose_name = _("指标库建议")
        verbose_name_plural = _("指标库建议")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="a_proposal_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="a_proposal_has_a_basis", condition=~Q(basis="")),
            *well_defined("proposal"),
            guards.AppendOnly(name="library_proposal_append_only"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("library-proposal", args=[self.pk])


class LibraryRuling(Signed):
    """The division's one answer to a proposal; `code` is that of the entry, where accepted."""

    proposal = models.OneToOneField(
        LibraryProposal, models.PROTECT, related_name="ruling", verbose_name=_("指标库建议")
    )
    accepted = models.BooleanField(_("采纳"))
    code = LineField(_("编码"), max_length=30, blank=True)
    note = ProseField(_("意见"), blank=True)

    class Meta:
        verbose_name = _("指标库建议的审核")
        verbose_name_plural = _("指标库建议的审核")
        constraints = [
            models.CheckConstraint(
                name="accepted_with_a_code_refused_with_a_reason",
                condition=(Q(accepted=True) & ~Q(code="")) | (Q(accepted=False) & ~Q(note="")),
            ),
            guards.AppendOnly(name="library_ruling_append_only"),
        ]

    def __str__(self) -> str:
        return str(self.proposal)


class LibraryAdoption(models.Model):
    """That an accepted proposal went into a release."""

    proposal = models.OneToOneField(
        LibraryProposal, models.PROTECT, related_name="adoption", verbose_name=_("指标库建议")
    )
    release = models.ForeignKey(
        LibraryRelease, models.PROTECT, related_name="adoptions", verbose_name=_("指标库版本")
    )

    class Meta:
        verbose_name = _("指标库建议的发布")
        verbose_name_plural = _("指标库建议的发布")
        constraints = [guards.AppendOnly(name="library_adoption_append_only")]

    def __str__(self) -> str:
        return f"{self.proposal} {self.release}"
