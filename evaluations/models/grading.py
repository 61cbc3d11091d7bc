"""Grades as columns hold them and as the pack of a year draws them."""

from decimal import Decimal

from evaluations.rules.grades import GRADE_LABELS, Grade, grade
from evaluations.stages.self_evaluation import SelfEvaluationStage
from lifecycle import traces
from lifecycle.fields import choices_of
from lifecycle.models.rulepack import pack_of

GRADES = choices_of(GRADE_LABELS)
TALLIED = traces.tallied(
    SelfEvaluationStage,
    app="evaluations",
    model="selfevaluation",
    dated=True,
    also={"amount": "budget", "grade": "grade"},
)
"""Self-evaluations are counted with their budgets, each grade apart."""


def grade_in(year: int, score: Decimal) -> Grade:
    """Grade a score by the pack in force for a budget year."""
    return grade(score, table=pack_of(year).pack.grades)
