"""Light tables by name: those that are documented in use, then those stored in this city."""

from lifecycle.models import RulePack
from lifecycle.models.rulepack import in_force
from monitoring.rules.light_tables import light_tables
from monitoring.rules.limits import Limits, limits_of


def limits_named(name: str) -> Limits | None:
    """Return the limits of a named pack, the newest version of a stored one, or None."""
    if table := light_tables().get(name):
        return limits_of(table.pack.lights)
    newest = RulePack.objects.filter(name=name).order_by("-version").values_list("pk", flat=True)
    key = newest.first()
    return None if key is None else limits_of(in_force(key).pack.lights)
