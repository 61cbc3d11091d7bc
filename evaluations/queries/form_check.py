"""What the rules say of a filled self-evaluation, before anything of it is kept."""

from dataclasses import dataclass
from typing import Any

from evaluations.rules.rigour import rigour_findings
from evaluations.rules.self_evaluation_form import (
    Cell,
    SelfEvaluationForm,
    read_self_evaluation,
)
from lifecycle.queries.form_check import finding_as_json, form_among
from lifecycle.rules.indicators import TYPED_SIGNS
from lifecycle.rules.quality import Finding
from lifecycle.sheets import read_workbook


@dataclass(frozen=True, slots=True)
class CheckedSelfEvaluation:
    """A form as read, and what the rules remark."""

    form: SelfEvaluationForm
    findings: tuple[Finding, ...]


def checked_self_evaluation(raw: bytes) -> CheckedSelfEvaluation:
    """Read a filled 自评表 and judge it; raises SheetFault or WrongForm, saves nothing."""
    form = form_among(read_workbook(raw), read_self_evaluation)[1]
    return CheckedSelfEvaluation(form, tuple(rigour_findings(form)))


def as_json(checked: CheckedSelfEvaluation) -> dict[str, Any]:
    """Write a checked form as plain values; numbers as they are typed."""
    return {
        "project": checked.form.project,
        "indicators": [
            {
                "level1": row.level1,
                "level2": row.level2,
                "name": row.name,
                "operator": TYPED_SIGNS[row.aim.operator],
                "target": row.aim.shown,
                "unit": row.aim.unit,
                "actual": row.actual.text,
                "weight": _typed(row.weight),
                "score": _typed(row.score),
                "cell": row.cells["name"],
            }
            for row in checked.form.rows
        ],
        "total": _typed(checked.form.total),
        "findings": [finding_as_json(found) for found in checked.findings],
    }


def _typed(cell: Cell) -> str | None:
    return cell.text or None
