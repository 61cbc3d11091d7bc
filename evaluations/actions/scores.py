"""Entering scores 填报得分 for one self-evaluation or for all of a year, and rechecking them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.actions.issuing import BATCH, IN_FORCE
from evaluations.models import Recheck, SelfEvaluation, SelfEvaluationLine
from evaluations.models.ledger import with_ledger
from evaluations.rules import scoring
from lifecycle import checks, locking
from lifecycle.actions.admission import admit, require
from lifecycle.models import FiscalYear, Indicator, PublishedScore
from lifecycle.models.rulepack import in_force, remember
from lifecycle.refusals import Code, Refusal, Refused
from lifecycle.roles import UNIT_ROLES, Role
from lifecycle.rules.indicators import Operator
from lifecycle.transitions import edit_many

RECHECK = gettext_lazy("录入复核分")
NOTHING = Decimal(0)
OWN = (*UNIT_ROLES, Role.SYSTEM)
BUREAU_TOO = (*OWN, Role.PERFORMANCE)
WRITTEN = (
    "budget", "paid", "execution_score", "total", "narrative", "imported", "source", "scored_by_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineEntry:
    """What a unit reports on one indicator; `points` are typed for a qualitative one only."""

    key: UUID
    actual: Decimal | None = None
    attainment: str = ""
    points: Decimal = NOTHING
    deduction: Decimal = NOTHING
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """One self-evaluation: its lines, or the total alone with the table it was published in."""

    self_evaluation: int
    lines: Sequence[LineEntry] = ()
    narrative: str = ""
    total: Decimal | None = None
    source: str = ""

    @property
    def imported(self) -> bool:
        """Whether the total alone is known."""
        return not self.lines


def enter_scores(entries: Iterable[ScoreEntry], *, by: Any, at: datetime | None = None) -> int:
    """Write lines, execution and totals of many self-evaluations at once; return how many.

    Money is read anew from the ledger, every score computed by the rules. Units enter their own;
    totals of a published table may be entered by the bureau. Raises Refused, and nothing is kept.
    """
    sheets = {entry.self_evaluation: entry for entry in entries}
    rows = with_ledger(SelfEvaluation.objects.filter(pk__in=sheets))

    def write(found: list[SelfEvaluation]) -> None:
        require(len(found) == len(sheets), _("有自评记录不存在"))
        _write_lines(found, sheets)
        for row in found:
            _total(row, sheets[row.pk])

    def editors(row: SelfEvaluation) -> tuple[Role, ...]:
        return BUREAU_TOO if sheets[row.pk].imported else OWN

    result = edit_many(
        rows, by=by, columns=WRITTEN, write=write, editors=editors, reads=(), whole=True, at=at
    )
    return len(result.moved)


def fill_scores(
    evaluation: SelfEvaluation,
    entry: ScoreEntry,
    *,
    by: Any,
    version: int | None = None,
    at: datetime | None = None,
) -> SelfEvaluation:
    """Write one self-evaluation from the sheet that its unit saw. Raises Refused."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = locking.lock(evaluation, at)
        checks.unchanged(found.subject, version, "")
        enter_scores([entry], by=by, at=found.at)
        return SelfEvaluation.objects.get(pk=evaluation.pk)


def _write_lines(rows: Sequence[SelfEvaluation], sheets: Mapping[int, ScoreEntry]) -> None:
    SelfEvaluationLine.objects.filter(self_evaluation__in=[row.pk for row in rows]).delete()
    filled = [row for row in rows if not sheets[row.pk].imported]
    promised = _promised(filled)
    packs = _packs({row.year for row in rows})
    points = {row.year: in_force(packs[row.year]).pack.layout.execution for row in rows}
    lines = []
    for row in rows:
        row.execution_score = None
        row.scored_by_id = None if sheets[row.pk].imported else packs[row.year]
        row.budget, row.paid = row.ledger_budget, row.ledger_paid  # type: ignore[attr-defined]
        if not sheets[row.pk].imported:
            row.execution_score = scoring.execution_score(
                row.paid or NOTHING, budget=row.budget, points=points[row.year]
            )
            extra = points[row.year] if row.execution_score is None else NOTHING
            lines += _lines(row, sheets[row.pk], promised[row.project_year_id], extra)
    SelfEvaluationLine.objects.bulk_create(lines, batch_size=BATCH)
    prefetch_related_objects(list(rows), "lines")


def _packs(years: Collection[int]) -> dict[int, int]:
    found = dict(FiscalYear.objects.filter(year__in=years).values_list("year", "pack"))
    for year, pack in found.items():
        remember(year, pack)
    return found


def _promised(rows: Sequence[SelfEvaluation]) -> dict[int, list[Indicator]]:
    """Return the indicators of the target in force, by project-year."""
    indicators = Indicator.objects.filter(
        target_set__project_year__in=[row.project_year_id for row in rows],
        target_set__state__in=IN_FORCE,
    ).select_related("target_set")
    found: dict[int, dict[int, list[Indicator]]] = {row.project_year_id: {} for row in rows}
    for one in indicators.order_by("pk"):
        numbers = found[one.target_set.project_year_id]
        numbers.setdefault(one.target_set.number, []).append(one)
    return {key: numbers[max(numbers)] if numbers else [] for key, numbers in found.items()}


def _lines(
    row: SelfEvaluation, sheet: ScoreEntry, promised: Sequence[Indicator], extra: Decimal
) -> list[SelfEvaluationLine]:
    if not promised:
        raise Refused(Refusal(Code.CONTENT, _("%(row)s没有已批复的绩效目标") % {"row": row}))
    entries = {entry.key: entry for entry in sheet.lines}
    require(entries.keys() <= {one.key for one in promised}, _("有指标不在已批复的绩效目标中"))
    weights = [one.weight for one in promised]
    if extra:
        weights = scoring.spread(weights, points=extra)
    return [
        _line(row, one, weight, entries.get(one.key, LineEntry(one.key)))
        for one, weight in zip(promised, weights, strict=True)
    ]


def _line(
    row: SelfEvaluation, promised: Indicator, weight: Decimal, entry: LineEntry
) -> SelfEvaluationLine:
    line = SelfEvaluationLine(
        self_evaluation=row,
        weight=weight,
        actual=entry.actual,
        attainment=entry.attainment,
        deduction=entry.deduction,
        reason=entry.reason,
        **{
            name: getattr(promised, name)
            for name in ("key", "level", "name", "operator", "target", "target_high", "unit")
        },
    )
    typed = Operator(promised.operator) is Operator.QUALITATIVE
    line.computed = (
        entry.points if typed else scoring.line_score(line.measured(), by=row.scoring_pack.scoring)
    )
    line.score = line.computed - line.deduction
    require(0 <= line.score <= weight, _("“%(name)s”得分应在0与分值之间") % {"name": line.name})
    return line


def _total(row: SelfEvaluation, sheet: ScoreEntry) -> None:
    row.narrative, row.imported, row.source = sheet.narrative, sheet.imported, sheet.source
    if sheet.imported:
        require(sheet.total is not None and sheet.source, _("只有总分的自评须写明总分和数据来源"))
        row.total = sheet.total
    else:
        scores = [line.score for line in row.lines.all()]
        row.total = row.total_of(scores, execution=row.execution_score)


def record_recheck(
    evaluation: SelfEvaluation,
    *,
    by: Any,
    total: Decimal,
    opinion: str,
    at: datetime | None = None,
) -> Recheck:
    """Write the bureau's own score beside the unit's. Raises Refused."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        row, act = admit(
            evaluation,
            RECHECK,
            by=by,
            roles=[Role.PERFORMANCE],
            states=[SelfEvaluation.State.RECHECK],
            checking=True,
            at=at,
        )
        said = opinion.strip()
        require(said, _("请填写复核意见"))
        return Recheck.objects.create(
            self_evaluation=row,
            content_hash=row.content_hash,
            total=total,
            grade=row.grade_of(total),
            opinion=said,
            by=by,
            at=act.at,
        )


def enter_published_scores(year: int, *, by: Any, at: datetime | None = None) -> int:
    """Enter the totals of the imported published table 自评情况表 of a year; return how many."""
    published = PublishedScore.objects.filter(
        project_year__year=year, project_year__self_evaluations__state__in=SelfEvaluation.EDITABLE
    )
    rows = published.values_list("project_year__self_evaluations", "score", "batch__kind")
    source = _("已公布的自评情况表")
    entries = [
        ScoreEntry(key, total=score, source=f"{source}（{kind}）") for key, score, kind in rows
    ]
    return enter_scores(entries, by=by, at=at)
