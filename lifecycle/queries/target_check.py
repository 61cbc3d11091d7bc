"""Every target of a year held against all quality rules, with what its history and money say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Prefetch

from lifecycle.models import Amendment, Indicator, Target
from lifecycle.models.measure import drafted
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.budget_changes import Changes, changes_in
from lifecycle.queries.evidence import Evidence, evidence_of
from lifecycle.rules.indicators import LevelTwo
from lifecycle.rules.pack import Pack
from lifecycle.rules.quality import (
    Earlier,
    Finding,
    GoalDraft,
    Sibling,
    Track,
    findings,
)

APPROVED = ("approved", "published")
DROPPED = "void"


@dataclass(frozen=True, slots=True)
class Judged:
    """One target with all that the rules remark."""

    target: Target
    findings: tuple[Finding, ...]

    @property
    def department(self) -> Any:
        """The department that answers for it."""
        place = self.target.organisation
        return place.department or place


@dataclass(frozen=True, slots=True)
class _Year:
    """All that is read once for a year."""

    pack: Pack
    evidence: Evidence
    changes: Changes
    earlier: Mapping[int, Earlier]
    before: Mapping[tuple[int, str], Decimal]
    siblings: Mapping[int, Sequence[tuple[int, Sibling]]]


def judged_targets(year: int, *, day: date, pack: Pack | None = None) -> Iterator[Judged]:
    """Judge the standing version of every target of a year as of a day, by its pack or another.

    Raises FiscalYear.DoesNotExist.
    """
    targets = standing(year)
    read = _read(year, targets, day, pack or pack_of(year).pack)
    for target in targets:
        yield Judged(target, tuple(findings(_draft(target, read))))


def standing(year: int) -> list[Target]:
    """Return the newest version of every target of a year, with its indicators and its place."""
    rows = Target.objects.filter(year=year).exclude(state=DROPPED)
    newest = rows.values("project_year").annotate(last=Max("number"))
    last = {found["project_year"]: found["last"] for found in newest}
    rows = rows.select_related("project_year__project", "organisation__department")
    rows = rows.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("pk")))
    return [row for row in rows.order_by("pk") if row.number == last[row.project_year_id]]


def summed_up(judged: Iterable[Judged]) -> dict[str, Any]:
    """Count findings by rule, and by department and rule."""
    rules: Counter[str] = Counter()
    places: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in judged:
        codes = [found.code for found in one.findings]
        rules.update(codes)
        places[one.department.code, one.department.name].update(codes)
    departments = [
        {"code": code, "department": name, "findings": counts.total(), "rules": _sorted(counts)}
        for (code, name), counts in sorted(places.items())
    ]
    return {"rules": _sorted(rules), "departments": departments}


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _read(year: int, targets: Sequence[Target], day: date, pack: Pack) -> _Year:
    evidence = evidence_of(year)
    return _Year(
        pack=pack,
        evidence=evidence,
        changes=changes_in(year, day=day, pack=pack, opened=evidence.opened),
        earlier=_earlier(year),
        before=_before(targets),
        siblings=_siblings(targets),
    )


def _earlier(year: int) -> dict[int, Earlier]:
    found = {}
    for target in standing(year - 1):
        rows = [row for row in target.indicators.all() if row.level == LevelTwo.QUANTITY]
        sums = {row.name: row.target for row in rows if row.target is not None}
        found[target.project_year.project_id] = Earlier(target.amount, sums)
    return found


def _before(targets: Sequence[Target]) -> dict[tuple[int, str], Decimal]:
    """Return the aims of the versions that amendments replaced."""
    replaced = {row.amendment_id: row.pk for row in targets if row.amendment_id}
    old = dict(Amendment.objects.filter(pk__in=replaced).values_list("target", "pk"))
    rows = Indicator.objects.filter(target_set__in=old)
    return {
        (replaced[old[key]], str(name)): aim
        for key, name, aim in rows.values_list("target_set", "key", "target")
        if aim is not None
    }


def _siblings(targets: Sequence[Target]) -> dict[int, list[tuple[int, Sibling]]]:
    found: dict[int, list[tuple[int, Sibling]]] = defaultdict(list)
    for target in targets:
        names = frozenset(row.name for row in target.indicators.all())
        sibling = Sibling(target.project_year.project.name, names)
        found[target.organisation_id].append((target.pk, sibling))
    return found


def _draft(target: Target, read: _Year) -> GoalDraft:
    project = target.project_year.project
    rows = list(target.indicators.all())
    draft = drafted(target, rows, pack=read.pack, project=project.name)
    pasts, tracks = read.evidence.pasts, read.evidence.tracks
    indicators = [
        replace(
            found,
            past=pasts.get((project.pk, row.name), ()),
            track=replace(
                tracks.get((target.project_year_id, str(row.key)), Track()),
                before=read.before.get((target.pk, str(row.key))),
            ),
        )
        for found, row in zip(draft.indicators, rows, strict=True)
    ]
    others = [one for key, one in read.siblings[target.organisation_id] if key != target.pk]
    change = read.changes.of(target) if str(getattr(target, "state", "")) in APPROVED else None
    return replace(
        draft,
        indicators=indicators,
        siblings=others,
        earlier=read.earlier.get(project.pk),
        change=change,
    )
