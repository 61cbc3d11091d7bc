"""The indicator library as pages read it: the newest release of each list, and what came before.

Whoever is signed in reads it: it is a standard. Where an entry is used shows only what its reader
sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Func, IntegerField, OuterRef, QuerySet
from django.http import Http404

from lifecycle.fields import choices_of
from lifecycle.models import (
    Indicator,
    LibraryIndicator,
    LibraryRelease,
    LibraryTemplate,
    Target,
)
from lifecycle.queries.library_whole import changes_of
from lifecycle.rights import Held
from lifecycle.rules.differences import Difference
from lifecycle.rules.indicators import LEVEL_ONE_LABELS, LEVEL_ONE_OF, LevelTwo
from lifecycle.scope import visible

MOST_COUNTED = 200
"""A common entry is used everywhere: nobody waits for the last of them to be counted."""
MOST_SHOWN = 50
MOST_RELEASES = 20
LEVEL_WORDS = dict(choices_of(LEVEL_ONE_LABELS))


class Spread(Func):
    """How many project-years an array holds; the cap where it was cut there."""

    template = (
        "(SELECT CASE WHEN count(*) >= %(most)s THEN %(most)s ELSE count(DISTINCT one) END"
        " FROM unnest(%(expressions)s) AS one)"
    )
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in the tree: sector, field, project type or first level, and what lies below."""

    name: str
    count: int
    below: tuple["Branch", ...] = ()

    @property
    def label(self) -> Any:
        """How a reader knows it: a first level has its word."""
        return LEVEL_WORDS.get(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Issue:
    """One release of an entry: what it changed of the one before, None in the first."""

    entry: LibraryIndicator
    changes: tuple[Difference, ...] | None


def newest_releases() -> QuerySet[LibraryRelease]:
    """Return the newest release of each list."""
    newer = LibraryRelease.objects.filter(name=OuterRef("name"), version__gt=OuterRef("version"))
    return LibraryRelease.objects.filter(~Exists(newer)).order_by("name")


def newest_of(name: str) -> LibraryRelease | None:
    """Return the newest release of one list."""
    return LibraryRelease.objects.filter(name=name).order_by("version").last()


def library_names() -> list[str]:
    """Name the lists that have a release."""
    return list(newest_releases().values_list("name", flat=True))


def library_entries() -> QuerySet[LibraryIndicator]:
    """Return every entry of the newest releases, with how many project-years use it: `used`."""
    return _in_force().select_related("release").annotate(used=_used())


def _in_force() -> QuerySet[LibraryIndicator]:
    return LibraryIndicator.objects.filter(release__in=newest_releases().values("pk"))


def library_tree() -> tuple[Branch, ...]:
    """Count the entries by sector, field, project type and first level, in one query."""
    by = ("sector", "field", "project_type", "level")
    counted = _in_force().order_by(*by).values_list(*by).annotate(n=Count("pk"))
    return _branches([(*path, _one(level), n) for *path, level, n in counted])


def _one(level: str) -> str:
    return str(LEVEL_ONE_OF[LevelTwo(level)])


def _branches(rows: Sequence[tuple[Any, ...]]) -> tuple[Branch, ...]:
    names = list(dict.fromkeys(row[0] for row in rows))
    found = []
    for name in names:
        own = [row[1:] for row in rows if row[0] == name]
        below = _branches(own) if len(own[0]) > 1 else ()
        found.append(Branch(name, sum(row[-1] for row in own), below))
    return tuple(found)


def _used() -> Spread:
    # Cut at the cap, so a page costs the same however widely its entries are used.
    rows = Indicator.objects.filter(
        library__code=OuterRef("code"), library__release__name=OuterRef("release__name")
    ).exclude(target_set__state=Target.State.VOID)
    keys = rows.order_by().values("target_set__project_year")[:MOST_COUNTED]
    return Spread(ArraySubquery(keys), most=MOST_COUNTED)


def entry_for(key: int) -> LibraryIndicator:
    """Return one entry of any release, or 404."""
    rows = LibraryIndicator.objects.select_related("release").annotate(used=_used())
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def issues_of(entry: LibraryIndicator) -> list[Issue]:
    """Return the entry in every release of its list, the newest first, each with its changes."""
    rows = LibraryIndicator.objects.filter(release__name=entry.release.name, code=entry.code)
    found = list(rows.select_related("release__by").order_by("-release__version"))
    found = found[: MOST_RELEASES + 1]
    pairs = zip(found, [*found[1:], None], strict=True)
    issues = [Issue(now, tuple(changes_of(was, now)) if was else None) for now, was in pairs]
    return issues[:MOST_RELEASES]


def users_of(entry: LibraryIndicator, user: Any, day: date, seats: Sequence[Held]) -> list[Target]:
    """List targets that use an entry in any release, as far as the reader sees, to a cap."""
    same = LibraryIndicator.objects.filter(release__name=entry.release.name, code=entry.code)
    rows = Target.objects.exclude(state=Target.State.VOID)
    rows = rows.filter(indicators__library__in=same.values("pk"))
    seen = visible(rows, user, day, seats).select_related("project_year__project", "organisation")
    found = seen.order_by("-year", "-pk").distinct()[: MOST_SHOWN + 1]
    return list(found)


def templates_in_force(sector: str = "") -> list[LibraryTemplate]:
    """List the templates and examples of the newest releases, of one sector or of all."""
    rows = LibraryTemplate.objects.filter(release__in=newest_releases().values("pk"))
    rows = rows.filter(sector=sector) if sector else rows
    rows = rows.annotate(size=Count("lines")).select_related("release")
    return list(rows.order_by("sector", "field", "project_type", "pk"))


def template_sectors() -> list[str]:
    """Name the sectors that have templates."""
    rows = LibraryTemplate.objects.filter(release__in=newest_releases().values("pk"))
    return list(
        rows.exclude(sector="").order_by("sector").values_list("sector", flat=True).distinct()
    )


def template_for(key: int) -> LibraryTemplate:
    """Return one template of any release, its lines in their order, or 404."""
    rows = LibraryTemplate.objects.select_related("release").filter(pk=key)
    found = rows.prefetch_related("lines__indicator").first()
    if found is None:
        raise Http404
    return found


def release_for(key: int) -> LibraryRelease:
    """Return one release, or 404."""
    found = LibraryRelease.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
