"""What people write on the ground floor: targets and amendments, how each is opened and judged."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.actions.amendment import begin_amendment
from lifecycle.actions.answering import write_target
from lifecycle.actions.target import draft_target
from lifecycle.actions.writing import Line
from lifecycle.forms import row_faults
from lifecycle.forms.content import DraftForm, ReasonForChange, sheet_of
from lifecycle.models import Amendment, ProjectYear, Target
from lifecycle.models.amendment import AMENDABLE
from lifecycle.models.measure import MEASURE
from lifecycle.queries.budget_changes import budget_changes
from lifecycle.roles import UNIT_ROLES
from lifecycle.rules.amendment import Reason
from lifecycle.views.common import Request
from lifecycle.views.deeds import PROJECT_YEAR, Deed, declare
from lifecycle.views.panels import panel
from lifecycle.views.review_page import PAGE as REVIEW
from lifecycle.views.sheets import sheet_url, write
from lifecycle.views.workbench import goal_bench

MEASURED = tuple(name for name in MEASURE if name != "key")


def _kept(target: Target, *, lines: Sequence[Line], reasons: Any = (), **more: Any) -> Target:
    told = dict(reasons)
    return write_target(target, reasons=told, part="indicators", lines=lines, **more)


write(
    Target.stage(),
    sheet_of(
        Target,
        ("goal", "amount"),
        part="indicators",
        row_columns=MEASURED,
        grows=True,
        fault=row_faults.of_measure,
    ),
    save=_kept,
    bench=goal_bench,
    paper="goal",
)
write(
    Amendment.stage(),
    sheet_of(
        Amendment,
        ("reason_kind", "reason", "budget_event", "goal", "amount"),
        part="lines",
        row_columns=MEASURED,
        grows=True,
        fault=row_faults.of_measure,
    ),
    bench=goal_bench,
    offers={"budget_event": budget_changes},
)


@panel(REVIEW, "amended", title=_("调整前后对照"), order=1, template="lifecycle/parts/amended.html")
def amended(_request: Request, about: Any, _day: date) -> Mapping[str, Any] | None:
    """Show whoever judges an amendment what it makes of the version in force."""
    if not isinstance(about, Amendment):
        return None
    return {"changes": queries.amended([about])[about.pk]}


def _draft(project_year: ProjectYear, *, by: Any, goal: str, amount: Decimal) -> str:
    return sheet_url(draft_target(project_year, by=by, goal=goal, amount=amount))


def _amend(target: Target, *, by: Any, reason_kind: str, reason: str) -> str:
    made = begin_amendment(target, by=by, reason_kind=Reason(reason_kind), reason=reason)
    return sheet_url(made)


def _drafted(project_year: ProjectYear) -> Target:
    return Target(organisation=project_year.project.organisation, year=project_year.year)


def _amended(target: Target) -> Amendment:
    return Amendment(organisation=target.organisation, year=target.year)


def _no_target(subjects: Sequence[Any]) -> bool:
    found = (one for one in subjects if isinstance(one, Target))
    return all(str(one.state) == Target.State.VOID for one in found)


declare(
    Deed(
        PROJECT_YEAR,
        "draft-target",
        _("编制绩效目标"),
        UNIT_ROLES,
        DraftForm,
        _draft,
        what=_("先写总体目标和预算金额，下一步填写绩效指标。"),
        tab="targets",
        wanted=_no_target,
        begins=_drafted,
    )
)
declare(
    Deed(
        Target.stage(),
        "begin-amendment",
        _("申请调整目标"),
        UNIT_ROLES,
        ReasonForChange,
        _amend,
        what=_("批复后的目标不能直接修改：调整批准后形成新的一版，原来的一版保留。"),
        states=AMENDABLE,
        begins=_amended,
    )
)
