"""What evaluation brings to the page of a project-year: the tabs of its stages."""

from django.utils.translation import gettext_lazy as _

from evaluations.rules.grades import GRADE_LABELS
from lifecycle.views.stage_tabs import Shown, stage_tab

GRADED = {str(grade): _(label) for grade, label in GRADE_LABELS.items()}
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
