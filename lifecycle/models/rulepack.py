"""Rule packs 规则包: every number a circular can change, versioned and never rewritten."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField
from lifecycle.rules.pack import Pack, from_json
from lifecycle.rules.warning_table import NATIONAL_WARNINGS, WarningNumbers


class RulePack(models.Model):
    """One version of a pack, as validated JSON."""

    name = LineField(_("名称"), max_length=40)
    version = models.PositiveIntegerField(_("版本"))
    body = models.JSONField(_("内容"))
    title = LineField(_("标题"), max_length=100, blank=True)
    source = LineField(_("依据"), max_length=300, blank=True)
    note = ProseField(_("说明"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("保存人"),
    )
    at = models.DateTimeField(_("时间"), null=True)

    class Meta:
        verbose_name = _("规则包")
        verbose_name_plural = _("规则包")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="pack_version_once"),
            guards.AppendOnly(name="rule_pack_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class FiscalYear(models.Model):
    """A budget year and the pack by which it is judged."""

    year = models.PositiveSmallIntegerField(_("年度"), primary_key=True)
    pack = models.ForeignKey(RulePack, models.PROTECT, verbose_name=_("规则包"))

    class Meta:
        verbose_name = _("预算年度")
        verbose_name_plural = _("预算年度")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class PackActivation(models.Model):
    """From when on a year is judged by a pack, who said so and why; what was judged keeps its own.

    The newest row of a year is what `FiscalYear.pack` says.
    """

    year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="activations", verbose_name=_("预算年度")
    )
    pack = models.ForeignKey(
        RulePack, models.PROTECT, related_name="activations", verbose_name=_("规则包")
    )
    note = ProseField(_("说明"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("启用人")
    )
    at = models.DateTimeField(_("时间"))
    proposal = models.OneToOneField(
        "lifecycle.PackProposal",
        models.PROTECT,
        null=True,
        related_name="activation",
        verbose_name=_("启用申请"),
    )

    class Meta:
        verbose_name = _("规则包启用")
        verbose_name_plural = _("规则包启用")
        ordering = ["-id"]
        constraints = [guards.AppendOnly(name="pack_activation_append_only")]

    def __str__(self) -> str:
        return f"{self.year}: {self.pack}"


IN_FORCE = "SELECT pack_id FROM lifecycle_fiscalyear WHERE year = %s"


@dataclass(frozen=True, slots=True)
class InForce:
    """The pack by which a year is judged, and its name as the log keeps it."""

    pack: Pack
    version: str


def pack_of(year: int) -> InForce:
    """Return the pack in force for a budget year; a year without one is not open.

    Raises FiscalYear.DoesNotExist.
    """
    known = _KNOWN.get()
    if known is not None and year in known:
        return in_force(known[year])
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [year])
        found = cursor.fetchone()
    if found is None:
        raise FiscalYear.DoesNotExist(year)
    remember(year, found[0])
    return in_force(found[0])


def numbers_on(day: date) -> WarningNumbers:
    """Return the warning table by which a day is worked: that of the newest year that had begun.

    What belongs to no year of its own, such as a day's run of digests, asks here.
    """
    years = FiscalYear.objects.filter(year__lte=day.year).order_by("-year")
    year = years.values_list("year", flat=True).first()
    return NATIONAL_WARNINGS if year is None else pack_of(year).pack.warnings


@lru_cache(maxsize=64)
def in_force(key: int) -> InForce:
    """Return a pack by its key. Its row never changes (append-only), so it is read once."""
    found = RulePack.objects.get(pk=key)
    body: dict[str, Any] = found.body
    return InForce(from_json(body), str(found))


_KNOWN: ContextVar[dict[int, int] | None] = ContextVar("known packs of years", default=None)


@contextmanager
def remembering(known: Mapping[int, int] | None = None) -> Iterator[None]:
    """Ask only once for the pack of a year, however many rows of an act ask; keep it no longer.

    `known` are packs by year that were read already.
    """
    if _KNOWN.get() is not None:
        yield
        return
    token = _KNOWN.set(dict(known or {}))
    try:
        yield
    finally:
        _KNOWN.reset(token)


def in_force_for(year: Any) -> Any:
    """Return the key of the pack of a year as a subquery of another table's."""
    return models.Subquery(FiscalYear.objects.filter(year=year).values("pack")[:1])


def remember(year: int, pack: int) -> None:
    """Note the pack of a year that was read with something else, if an act remembers."""
    known = _KNOWN.get()
    if known is not None:
        known[year] = pack
