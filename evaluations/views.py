"""What evaluation brings to the page of a project-year: the tabs of its stages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations.queries.review import result_before
from evaluations.rules.grades import GRADE_LABELS
from lifecycle import queries
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of
from lifecycle.views.panels import panel
from lifecycle.views.stage_tabs import Shown, stage_tab

GRADED = {str(grade): label for grade, label in GRADE_LABELS.items()}
SAID = {"grade": GRADED, "recheck_grade": GRADED}

stage_tab(
    "self-evaluation",
    title=_("绩效自评"),
    order=80,
    stages=(Shown("self_evaluation", more=("rechecks",), said=SAID),),
    why=_("还没有绩效自评。"),
    then=_("年度终了后由财政部门下发自评任务，单位逐项填报完成情况。"),
)
stage_tab(
    "department-evaluation",
    title=_("部门评价"),
    order=85,
    stages=(Shown("department_evaluation", said=SAID),),
    why=_("没有列入部门评价。"),
    then=_("主管部门每年选定评价项目，选定后在这里办理。"),
)
stage_tab(
    "evaluation",
    title=_("财政评价"),
    order=90,
    stages=(Shown("key_evaluation", more=("replies",), said=SAID),),
    why=_("没有列入财政重点评价。"),
    then=_("财政部门每年选定重点评价项目，选定后在这里办理。"),
)
stage_tab(
    "application",
    title=_("结果应用"),
    order=100,
    stages=(Shown("application", more=("answers",), said=SAID),),
    why=_("还没有结果应用建议。"),
    then=_("自评或评价结果确认后，财政部门据此提出以后年度的预算建议。"),
)
stage_tab(
    "publication",
    title=_("信息公开"),
    order=110,
    stages=(Shown("publication"),),
    why=_("还没有列入公开批次。"),
    then=_("目标随部门预算公开，自评随部门决算公开，涉密项目除外。"),
)


@panel(
    "review", "before", title=_("上年度结果"), order=10, template="evaluations/review/before.html"
)
def review_before(request: Request, about: Any, day: date) -> Mapping[str, Any] | None:
    """Show a reviewer how the project did in the year before."""
    project_year = queries.project_year_of(about)
    if project_year is None:
        return None
    found = result_before(project_year, request.user, held=frame_of(request).seats, day=day)
    return {"before": found} if found else None
