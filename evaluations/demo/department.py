"""Department evaluation in the demonstration: each department evaluates one project of its own."""

from decimal import Decimal

from django.db.models import QuerySet

from evaluations.actions import plan_department_evaluation, set_indicators
from evaluations.models import DepartmentEvaluation
from evaluations.rules.framework import Area, Item
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.money import budgets
from lifecycle.demo.story import Story
from lifecycle.models import Project, ProjectYear
from lifecycle.roles import Role

State = DepartmentEvaluation.State
FRAMEWORK = (
    ("立项依据充分性", Area.DECISION, 15, 14),
    ("预算执行率", Area.PROCESS, 20, 18),
    ("实际完成率", Area.OUTPUT, 35, 32),
    ("实施效益", Area.BENEFIT, 30, 27),
)


def items(*, scored: bool, less: int = 0) -> list[Item]:
    """Write the indicator system, with scores and workpapers once the work is done."""
    return [
        Item(
            name,
            area,
            Decimal(weight),
            Decimal(score - (less if area is Area.OUTPUT else 0)) if scored else None,
            "底稿（演示）" if scored else "",
        )
        for name, area, weight, score in FRAMEWORK
    ]


def evaluations(*states: str) -> QuerySet[DepartmentEvaluation]:
    """Return the year's department evaluations that are in one of the states."""
    return DepartmentEvaluation.objects.filter(year=YEAR, state__in=states).order_by("pk")


@chapter("部门评价方案", on=(3, 12, 1), by_desks=True)
def plan(story: Story) -> None:
    """Open one evaluation in each department and have its plan passed."""
    amounts = budgets()
    for place, officer in story.holders(Role.DEPARTMENT_OFFICER):
        rows = ProjectYear.objects.filter(
            year=YEAR, project__organisation__department=place, pk__in=amounts, is_secret=False
        )
        chosen = rows.exclude(project__kind=Project.Kind.DEPARTMENT).order_by("pk").first()
        if chosen is None:
            continue
        made = plan_department_evaluation(
            chosen, by=officer, amount=amounts[chosen.pk], at=story.at
        )
        set_indicators(made, items(scored=False), by=officer, at=story.at)
    story.each(evaluations(State.PLAN), "submit_plan", by=Role.DEPARTMENT_OFFICER)
    story.each(evaluations(State.PLAN_REVIEW), "pass_plan", by=Role.DEPARTMENT_HEAD)


@chapter("部门评价成果", on=(6, 20, 1))
def report(story: Story) -> None:
    """Score, submit, review and put each result on finance's file."""
    officers = {place.pk: person for place, person in story.holders(Role.DEPARTMENT_OFFICER)}
    for one in evaluations(State.EVALUATING).select_related("organisation"):
        officer = officers[one.organisation.department_id or 0]
        set_indicators(one, items(scored=True), by=officer, at=story.at)
    story.each(evaluations(State.EVALUATING), "submit_result", by=Role.DEPARTMENT_OFFICER)
    story.each(evaluations(State.RESULT_SUBMITTED), "review_result", by=Role.DEPARTMENT_HEAD)
    story.each(evaluations(State.RESULT_REVIEW), "file_result", by=Role.PERFORMANCE)
    story.each(evaluations(State.FILED), "publish", by=Role.DEPARTMENT_OFFICER)
