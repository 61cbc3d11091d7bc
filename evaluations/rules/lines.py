"""What a unit owes on one line of its self-evaluation (domain 3.5, group E)."""

from decimal import Decimal

from evaluations.rules.scoring import Line, line_score, must_explain, qualitative_fault
from lifecycle.rules.indicators import Attainment, Operator
from lifecycle.rules.scoring_table import NATIONAL_SCORING, ScoringNumbers


def line_faults(
    line: Line,
    *,
    computed: Decimal,
    score: Decimal,
    attained: Attainment | None,
    reason: str,
    by: ScoringNumbers = NATIONAL_SCORING,
) -> list[str]:
    """Say what is wrong with a line: its value, its formula, its reason."""
    explained = bool(reason.strip())
    checks = (
        _formula_fault(line, computed=computed, attained=attained, by=by),
        "未得满分，须说明偏差原因" if score < line.weight and not explained else "",
        "远超目标值，须说明原因" if must_explain(line, by=by) and not explained else "",
    )
    return [fault for fault in checks if fault]


def _formula_fault(
    line: Line, *, computed: Decimal, attained: Attainment | None, by: ScoringNumbers
) -> str:
    if line.operator is Operator.QUALITATIVE:
        if attained is None:
            return "尚未选择达成程度"
        return qualitative_fault(computed, attained=attained, weight=line.weight, bands=by.bands)
    if line.actual is None:
        return "尚未填写实际完成值"
    right = line_score(line, by=by)
    return "" if computed == right else f"按公式应得{right:f}分，现为{computed:f}分"
