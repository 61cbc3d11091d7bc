"""The light table of a pack by its name: shipped, kept in this city (`mine`, `mine v2`), a file."""

from datetime import date

from lifecycle.models import FiscalYear
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.packs import UnknownPack, pack_named, shipped_body, shipped_packs
from lifecycle.rules.pack import from_json
from lifecycle.rules.warning_table import NATIONAL_WARNINGS, WarningNumbers
from monitoring.rules.limits import Limits, limits_of


def limits_named(name: str) -> Limits | None:
    """Return the limits of a named pack, or None; a shipped name means the pack as shipped."""
    try:
        pack = from_json(shipped_body(name)) if name in shipped_packs() else pack_named(name)
    except UnknownPack:
        return None
    return limits_of(pack.lights)


def numbers_on(day: date) -> WarningNumbers:
    """Return the warning table by which a day is worked: that of the newest year that had begun.

    What belongs to no year of its own, such as a day's run of digests, asks here.
    """
    years = FiscalYear.objects.filter(year__lte=day.year).order_by("-year")
    year = years.values_list("year", flat=True).first()
    return NATIONAL_WARNINGS if year is None else pack_of(year).pack.warnings
