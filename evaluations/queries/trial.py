"""What another rule pack would change: scores, and the grades that they would reach."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.models import DepartmentEvaluation, KeyEvaluation, SelfEvaluation
from evaluations.rules import scoring
from lifecycle.models import ProjectYear
from lifecycle.queries.trial import Flip, Question, trial
from lifecycle.rules.indicators import Operator
from lifecycle.rules.pack import GradeTable, Pack, band

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class FlippedScore:
    """The total of one self-evaluation by either pack, from the same lines and the same money."""

    stage: str
    project_year: ProjectYear
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class FlippedGrade:
    """One thing with the grade it reaches by either pack, and its score by the second."""

    stage: str
    project_year: ProjectYear
    score: Decimal
    before: str
    after: str


def flipped_scores(year: int, *, before: Pack, after: Pack) -> list[FlippedScore]:
    """Score every filled self-evaluation of a year by both packs; return those that differ."""
    if not _scores_differ(before, after):
        return []
    return [
        FlippedScore(row.stage(), row.project_year, old, new)
        for row in _filled(year)
        for old, new in [(rescored(row, before), rescored(row, after))]
        if old != new
    ]


def rescored(evaluation: SelfEvaluation, pack: Pack) -> Decimal:
    """Score a self-evaluation by a pack: points that people typed and deductions stay theirs."""
    paid, points = evaluation.paid or NOTHING, pack.layout.execution
    execution = scoring.execution_score(paid, budget=evaluation.budget, points=points)
    scores = [_line_score(line, pack) for line in evaluation.lines.all()]
    return evaluation.total_of(scores, execution=execution, pack=pack)


def _line_score(line: Any, pack: Pack) -> Decimal:
    typed = line.operator == Operator.QUALITATIVE
    points = line.computed if typed else scoring.line_score(line.measured(), by=pack.scoring)
    scored: Decimal = max(NOTHING, points - line.deduction)
    return scored


def flipped_grades(year: int, *, before: Pack, after: Pack) -> list[FlippedGrade]:
    """Grade every score of a year by both packs and return those that differ."""
    if before.grades == after.grades and not _scores_differ(before, after):
        return []
    return [
        FlippedGrade(stage, project_year, scores[1], old, new)
        for stage, project_year, scores in _scores(year, before, after)
        for old, new in [(_label(scores[0], before.grades), _label(scores[1], after.grades))]
        if old != new
    ]


def _scores_differ(before: Pack, after: Pack) -> bool:
    points = before.layout.execution, after.layout.execution
    return before.scoring != after.scoring or points[0] != points[1]


def _scores(
    year: int, before: Pack, after: Pack
) -> Iterator[tuple[str, ProjectYear, tuple[Decimal, Decimal]]]:
    """Yield each score by either pack; what the bureau rechecked or others scored is fixed."""
    anew = _scores_differ(before, after)
    rows = _of(SelfEvaluation, year).prefetch_related("lines")
    for row in rows if anew else _of(SelfEvaluation, year):
        if row.final_total is not None:
            own = anew and row.recheck_total is None and not row.imported
            scores = (rescored(row, before), rescored(row, after)) if own else _twice(row)
            yield row.stage(), row.project_year, scores
    for model in (DepartmentEvaluation, KeyEvaluation):
        for row in _of(model, year).exclude(score=None):
            yield row.stage(), row.project_year, (row.score, row.score)


def _twice(row: SelfEvaluation) -> tuple[Decimal, Decimal]:
    total = row.final_total or NOTHING
    return total, total


def _filled(year: int) -> Any:
    rows = _of(SelfEvaluation, year).filter(imported=False, lines__isnull=False).distinct()
    return rows.prefetch_related("lines")


def _of(model: Any, year: int) -> Any:
    rows = model.objects.filter(year=year).select_related("project_year__project")
    return rows.order_by("pk")


def _label(score: Decimal, grades: GradeTable) -> str:
    return grades[band(score, grades=grades)][1]


@trial("scores")
def _score_flips(asked: Question) -> Iterable[Flip]:
    if asked.month is not None:
        return
    for one in flipped_scores(asked.year, before=asked.before, after=asked.after):
        before, after = f"{one.before:.2f}", f"{one.after:.2f}"
        yield Flip(one.project_year.pk, one.stage, before, after)


@trial("grades")
def _grade_flips(asked: Question) -> Iterable[Flip]:
    if asked.month is not None:
        return
    for one in flipped_grades(asked.year, before=asked.before, after=asked.after):
        yield Flip(one.project_year.pk, one.stage, one.before, one.after, f"{one.score:.2f}")
