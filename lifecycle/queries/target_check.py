"""Every target of a year held against all quality rules, with what its history and money say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Prefetch, Q

from lifecycle import clock
from lifecycle.models import Amendment, BudgetEvent, Hold, Indicator, Target, TransitionLog
from lifecycle.models.budget import TAKES
from lifecycle.models.calendar import work_calendar
from lifecycle.models.measure import drafted
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.evidence import Evidence, evidence_of
from lifecycle.rules.deadlines import WorkCalendar, add_workdays
from lifecycle.rules.indicators import LevelTwo
from lifecycle.rules.pack import Pack
from lifecycle.rules.quality import (
    UNIT,
    Change,
    Earlier,
    Finding,
    GoalDraft,
    Sibling,
    Track,
    findings,
)

APPROVED = ("approved", "published")
DROPPED = "void"
REJECTED = "rejected"
FILES = "submit"


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
class _Budget:
    initial: Decimal | None = None
    annual: Decimal | None = None
    moved_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Year:
    """All that is read once for a year."""

    day: date
    pack: Pack
    evidence: Evidence
    budgets: Mapping[int, _Budget]
    suspended: frozenset[int]
    filed: Mapping[int, datetime]
    answered: Mapping[int, datetime]
    earlier: Mapping[int, Earlier]
    before: Mapping[tuple[int, str], Decimal]
    siblings: Mapping[int, Sequence[tuple[int, Sibling]]]
    calendar: WorkCalendar


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
    filed = _filed(year)
    return _Year(
        day=day,
        pack=pack,
        evidence=evidence_of(year),
        budgets=_budgets(year, day),
        suspended=_suspended(year, day),
        filed=filed,
        answered=_answered(year, filed),
        earlier=_earlier(year),
        before=_before(targets),
        siblings=_siblings(targets),
        calendar=work_calendar(date(year, 1, 1), date(year + 1, 3, 31)),
    )


def _budgets(year: int, day: date) -> dict[int, _Budget]:
    found: dict[int, _Budget] = {}
    events = BudgetEvent.objects.filter(project_year__year=year, on__lte=day).order_by("on", "pk")
    for key, kind, amount, on in events.values_list("project_year", "kind", "amount", "on"):
        known = found.get(key, _Budget())
        change = -amount if kind in TAKES else amount
        annual = (known.annual or Decimal(0)) + change
        if kind == BudgetEvent.Kind.INITIAL:
            initial = (known.initial or Decimal(0)) + amount
            found[key] = replace(known, initial=initial, annual=annual)
        else:
            found[key] = replace(known, annual=annual, moved_on=on)
    return found


def _suspended(year: int, day: date) -> frozenset[int]:
    placed = Q(project_year__year=year, kind=Hold.Kind.PAYMENT, placed_on__lte=day)
    lifted = Q(lifted_on=None) | Q(lifted_on__gt=day)
    return frozenset(Hold.objects.filter(placed, lifted).values_list("project_year", flat=True))


def _filed(year: int) -> dict[int, datetime]:
    """Return when each amendment of the year was last filed."""
    keys = Amendment.objects.filter(year=year).values("pk")
    steps = TransitionLog.objects.filter(
        machine=Amendment.stage(), step=FILES, object_id__in=keys
    ).order_by("at")
    return dict(steps.values_list("object_id", "at"))


def _answered(year: int, filed: Mapping[int, datetime]) -> dict[int, datetime]:
    """Return when a project-year last filed an amendment that was not turned down."""
    rows = Amendment.objects.filter(year=year).exclude(state=REJECTED)
    found: dict[int, datetime] = {}
    for key, project_year in rows.values_list("pk", "target__project_year"):
        if key in filed:
            found[project_year] = max(filed[key], found.get(project_year, filed[key]))
    return found


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
    change = _change(target, read) if str(getattr(target, "state", "")) in APPROVED else None
    return replace(
        draft,
        indicators=indicators,
        siblings=others,
        earlier=read.earlier.get(project.pk),
        change=change,
    )


def _change(target: Target, read: _Year) -> Change:
    budget = read.budgets.get(target.project_year_id, _Budget())
    limits = read.pack.amendment
    filed = read.filed.get(target.amendment_id or 0)
    answered = read.answered.get(target.project_year_id)
    file_by = None
    if budget.moved_on is not None:
        file_by = add_workdays(budget.moved_on, count=limits.file_workdays, calendar=read.calendar)
    return Change(
        today=read.day,
        initial=budget.initial,
        annual=budget.annual,
        over=limits.change_over,
        file_by=file_by,
        amended=_covers(answered, budget.moved_on),
        altered=_altered(target),
        suspended=target.project_year_id in read.suspended,
        filed_on=None if filed is None else clock.day_of(filed),
        closes=date(target.year, *limits.closes),
        opened=read.evidence.opened.get(target.project_year_id),
    )


def _altered(target: Target) -> tuple[str, ...]:
    """Name what of the project is no longer as the target has it (D2)."""
    same = target.project_year.project.organisation_id == target.organisation_id
    return () if same else (UNIT,)


def _covers(filed: datetime | None, moved_on: date | None) -> bool:
    """Tell whether an amendment was filed since the budget last moved."""
    return filed is not None and (moved_on is None or clock.day_of(filed) >= moved_on)
