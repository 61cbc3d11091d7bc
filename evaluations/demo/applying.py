"""Result application in the demonstration: every result becomes a decision on the next budget."""

from django.db.models import QuerySet

from evaluations.actions import answer_applications, propose_applications
from evaluations.demo.key import State as KeyState
from evaluations.demo.key import evaluations as key_evaluations
from evaluations.models import Application
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.models import Person
from lifecycle.roles import Role

State = Application.State


def applications(*states: str) -> QuerySet[Application]:
    """Return the year's applications that are in one of the states."""
    return Application.objects.filter(year=YEAR, state__in=states)


@chapter("提出结果应用建议并征求部门意见", on=(11, 14, 1))
def propose(story: Story) -> None:
    """Propose from every confirmed result, and hear the departments."""
    propose_applications(YEAR, target_year=YEAR + 1, by=None, at=story.at)
    story.each(applications(State.PROPOSED), "consult", by=Role.DESK)

    heads = list(story.holders(Role.DEPARTMENT_HEAD))
    for place, head in heads:
        mine = applications(State.DEPT_OBJECTION).filter(organisation__department=place)
        _accept(mine, head, story)


def _accept(rows: QuerySet[Application], head: Person, story: Story) -> None:
    answer_applications(rows, by=head, accepts=True, at=story.at)


@chapter("决定并应用到下年预算", on=(11, 22, 1))
def apply(story: Story) -> None:
    """Decide, apply to the budget and report."""
    story.each(applications(State.DEPT_OBJECTION), "decide", by=Role.PERFORMANCE)
    story.each(applications(State.DECIDED), "apply", by=Role.BUDGET)
    story.each(key_evaluations(KeyState.FEEDBACK), "apply", by=Role.PERFORMANCE)
    story.each(applications(State.APPLIED), "report", by=Role.PERFORMANCE)
