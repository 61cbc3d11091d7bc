"""What people write in evaluation: scores line by line, indicators of an evaluation, proposals."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from evaluations.actions import LineEntry, ScoreEntry, fill_scores
from evaluations.models import (
    Application,
    DepartmentEvaluation,
    KeyEvaluation,
    SelfEvaluation,
)
from evaluations.queries.promised import promised_of
from lifecycle.actions.writing import Line
from lifecycle.forms import row_faults
from lifecycle.forms.content import sheet_of
from lifecycle.rules.aims import aim
from lifecycle.views.sheets import RowShown, shown, write

SCORES = sheet_of(
    SelfEvaluation,
    ("narrative",),
    part="lines",
    row_columns=("actual", "attainment", "computed", "deduction", "reason"),
    optional=("computed", "deduction"),
)
FRAMEWORK = ("area", "name", "weight", "score", "workpaper")


def _lines(evaluation: SelfEvaluation) -> list[RowShown]:
    """Read the lines that are filled in, or before the first time what was promised."""
    filled = {str(line.key): line for line in evaluation.lines.all()}
    return [
        shown(filled.get(str(one.key), one), SCORES, _aim(one)) for one in promised_of(evaluation)
    ]


def _aim(row: Any) -> str:
    names = ("target", "target_high", "unit", "due", "wording")
    said = aim(row.operator, **{name: getattr(row, name) for name in names})
    return _("目标值：%(aim)s；定性指标在“公式得分”中填写得分，其余由系统计算") % {"aim": said}


def _fill(
    evaluation: SelfEvaluation,
    *,
    by: Any,
    changes: Mapping[str, Any],
    lines: Sequence[Line],
    version: int,
) -> Any:
    entries = [_entry(line) for line in lines if line.key]
    entry = ScoreEntry(evaluation.pk, lines=entries, narrative=changes["narrative"])
    return fill_scores(evaluation, entry, by=by, version=version)


def _entry(line: Line) -> LineEntry:
    typed = dict(line.values)
    points, deduction = (typed.pop(name) or Decimal(0) for name in ("computed", "deduction"))
    return LineEntry(UUID(line.key), points=points, deduction=deduction, **typed)


write(SelfEvaluation.stage(), SCORES, save=_fill, rows=_lines)
for evaluated, own in (
    (DepartmentEvaluation, ("amount", "scheme", "report")),
    (KeyEvaluation, ("scheme", "report")),
):
    write(
        evaluated.stage(),
        sheet_of(
            evaluated,
            own,
            part="indicators",
            row_columns=FRAMEWORK,
            grows=True,
            fault=row_faults.of_score,
        ),
    )
write(
    Application.stage(),
    sheet_of(Application, ("proposed_amount", "decided_amount", "reason")),
)
