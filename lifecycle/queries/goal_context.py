"""What stands around one goal 绩效目标 while it is written: last year, its past, its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from lifecycle.models import Amendment, Indicator, Target
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.evidence import known_of
from lifecycle.queries.target_check import DROPPED
from lifecycle.rules import quality
from lifecycle.rules.indicators import LevelTwo
from lifecycle.rules.quality import Earlier, GoalDraft, IndicatorDraft, Past, Sibling, Track

NOTHING = Track()


@dataclass(frozen=True, slots=True)
class Elder:
    """An indicator of last year, and what was reached of it; actual None where nobody knows."""

    row: Indicator
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class GoalContext:
    """What the rules look at besides the goal: read once, whatever is typed.

    `tracks` are of an amendment's indicators alone; `library` holds the keys that came from there.
    """

    year: int
    elders: Sequence[Indicator]
    pasts: Mapping[str, Sequence[Past]]
    siblings: Sequence[Sibling]
    tracks: Mapping[str, Track]
    library: frozenset[str]

    def elder(self, name: str, key: str) -> Elder | None:
        """Return the same indicator of last year, by its key or else by its name."""
        same = [row for row in self.elders if key and str(row.key) == key]
        same += [row for row in self.elders if row.name == name]
        if not same:
            return None
        past = self.pasts.get(same[0].name, ())
        reached = (one.actual for one in past if one.year == self.year - 1)
        return Elder(same[0], next(reached, None))

    def around(self, goal: GoalDraft, keys: Sequence[str]) -> GoalDraft:
        """Set a goal among all this; `keys` name its indicators, "" a new one."""
        rows = [self._row(row, key) for row, key in zip(goal.indicators, keys, strict=True)]
        return replace(
            goal,
            indicators=rows,
            siblings=self.siblings,
            earlier=self._earlier(),
            from_library=bool(keys) and self.library.issuperset(keys),
        )

    def _row(self, row: IndicatorDraft, key: str) -> IndicatorDraft:
        elder = self.elder(row.name, key)
        past = self.pasts.get(elder.row.name if elder else row.name, ())
        return replace(row, past=past, track=self.tracks.get(key, NOTHING))

    def _earlier(self) -> Earlier | None:
        if not self.elders:
            return None
        rows = [row for row in self.elders if row.level == LevelTwo.QUANTITY]
        sums = {row.name: row.target for row in rows if row.target is not None}
        return Earlier(self.elders[0].target_set.amount, sums)


def goal_context(subject: Any) -> GoalContext:
    """Read what stands around a target, or an amendment of one, in three queries."""
    project_year = subject.project_year
    project, year = project_year.project_id, project_year.year
    pasts = known_of("pasts", year, project=project)
    amends = isinstance(subject, Amendment)
    rows = getattr(subject, "lines" if amends else "indicators").all()
    return GoalContext(
        year=year,
        elders=_newest(project, year - 1),
        pasts={name: past for (_project, name), past in pasts.items()},
        siblings=_siblings(subject, year),
        tracks=_tracks(subject) if amends else {},
        library=frozenset(str(row.key) for row in rows if row.library_id),
    )


def target_remarks(target: Target) -> list[quality.Finding]:
    """List all that the rules remark of a target among what stands around it."""
    rows = sorted(target.indicators.all(), key=lambda row: row.pk)
    draft = target.draft(pack_of(target.year).pack)
    return quality.findings(goal_context(target).around(draft, [str(row.key) for row in rows]))


def _newest(project: int, year: int) -> list[Indicator]:
    rows = Indicator.objects.filter(
        target_set__project_year__project=project, target_set__project_year__year=year
    )
    rows = rows.exclude(target_set__state=DROPPED).select_related("target_set")
    found = list(rows.order_by("target_set__number", "pk"))
    return [row for row in found if row.target_set_id == found[-1].target_set_id]


def _siblings(subject: Any, year: int) -> list[Sibling]:
    rows = Indicator.objects.filter(
        target_set__organisation=subject.organisation_id, target_set__year=year
    )
    rows = rows.exclude(target_set__state=DROPPED)
    rows = rows.exclude(target_set__project_year=subject.project_year.pk)
    found: dict[int, tuple[int, str, set[str]]] = {}
    columns = ("project_year", "project_year__project__name", "pk")
    named = rows.order_by("target_set__number").values_list(
        *(f"target_set__{column}" for column in columns), "name"
    )
    for project_year, project, version, name in named:
        if found.get(project_year, (0,))[0] != version:
            found[project_year] = (version, project, set())
        found[project_year][2].add(name)
    return [Sibling(project, frozenset(names)) for _version, project, names in found.values()]


def _tracks(amendment: Amendment) -> dict[str, Track]:
    """Return how each indicator runs, with what the version amended aims at (D6)."""
    project_year = amendment.project_year
    known = known_of("tracks", project_year.year, project=project_year.project_id)
    found = {}
    for row in amendment.target.indicators.all():
        track = known.get((project_year.pk, str(row.key)), NOTHING)
        # What monitoring said of it is why it is amended (D4), so it is no fault of the amendment.
        found[str(row.key)] = replace(track, before=row.target, impossible=0)
    return found
