"""What stops projects 停办 as lists mark it: the pauses of payment and the halts that stand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Value
from django.utils.translation import gettext as _

from monitoring.models import Halt, Pause
from monitoring.queries.halts import halts_in_force

PAUSED = (Pause.State.PAUSED, Pause.State.LIFT_DUE)


@dataclass(frozen=True, slots=True)
class Stop:
    """One pause or halt that stands: the kind of a halt, "" for a pause, and since when."""

    kind: str
    key: int
    since: date

    @property
    def words(self) -> str:
        """Say what stopped, and since when."""
        said = {
            "": _("暂缓拨付，%(day)s起"),
            Halt.Kind.SUSPENDED: _("项目暂停，%(day)s起"),
            Halt.Kind.TERMINATED: _("项目终止，%(day)s起"),
        }
        return said[self.kind] % {"day": self.since}

    @property
    def href(self) -> str:
        """Where the pause or the halt is."""
        return (Halt if self.kind else Pause)(pk=self.key).get_absolute_url()


def stops_now() -> dict[int, list[Stop]]:
    """Return what stops each project-year: little at any time, so all of it in one query."""
    paused = Pause.objects.filter(state__in=PAUSED).order_by()
    pauses = paused.values_list("project_year", Value(""), "pk", "paused_on")
    rows = pauses.union(halts_in_force().values_list("stops", "kind", "pk", "halted_on"), all=True)
    found: dict[int, list[Stop]] = defaultdict(list)
    for project_year, *stop in sorted(rows):
        found[project_year].append(Stop(*stop))
    return dict(found)
