"""The light table of a pack by its name: shipped, kept in this city (`mine`, `mine v2`), a file."""

from lifecycle.queries.packs import UnknownPack, pack_named, shipped_body, shipped_packs
from lifecycle.rules.pack import from_json
from monitoring.rules.limits import Limits, limits_of


def limits_named(name: str) -> Limits | None:
    """Return the limits of a named pack, or None; a shipped name means the pack as shipped."""
    try:
        pack = from_json(shipped_body(name)) if name in shipped_packs() else pack_named(name)
    except UnknownPack:
        return None
    return limits_of(pack.lights)
