"""Publication in the demonstration: with the budget, to the congress, with the accounts."""

from datetime import date

from evaluations.actions import prepare_batch
from evaluations.models import Publication
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.models import Organisation
from lifecycle.roles import Level, Role

Kind = Publication.Kind
State = Publication.State


def _city(story: Story, kind: str) -> None:
    """Let one person of the division draw up a city batch and another pass it."""
    bureau = Organisation.objects.get(level=Level.BUREAU)
    first, second = [person for _place, person in story.holders(Role.PERFORMANCE)][:2]
    batch = prepare_batch(bureau, kind=kind, year=YEAR, by=first, at=story.at)
    story.one(batch, "submit_city", by=first)
    story.one(batch, "approve_city", by=second)
    story.one(batch, "publish_city", by=second)


def _departments(story: Story, kind: str, *, reply: date) -> None:
    """Let each department draw up its batch, check it by four eyes and publish it."""
    for place, officer in story.holders(Role.DEPARTMENT_OFFICER):
        prepare_batch(place, kind=kind, year=YEAR, by=officer, clock_from=reply, at=story.at)
    rows = Publication.objects.filter(year=YEAR, kind=kind)
    story.each(rows.filter(state=State.BATCH_DRAFT), "submit", by=Role.DEPARTMENT_OFFICER)
    story.each(rows.filter(state=State.CHECK), "approve", by=Role.DEPARTMENT_HEAD)
    story.each(rows.filter(state=State.APPROVED), "publish", by=Role.DEPARTMENT_OFFICER)


@chapter("35个重点项目绩效目标报人大", on=(2, 23, 0))
def to_congress(story: Story) -> None:
    """Submit the goals of the 35 key projects to the congress."""
    _city(story, Kind.CONGRESS)


@chapter("随部门预算公开绩效目标", on=(3, 8, 0), by_desks=True)
def with_budget(story: Story) -> None:
    """Publish department goals and at least two key projects' with each budget."""
    _departments(story, Kind.BUDGET, reply=date(YEAR, 2, 20))


@chapter("随部门决算公开自评", on=(8, 25, 1), by_desks=True)
def with_accounts(story: Story) -> None:
    """Publish self-evaluations with each department's final accounts."""
    _departments(story, Kind.FINAL, reply=date(YEAR + 1, 8, 15))


@chapter("公开重点评价结果", on=(11, 28, 1))
def results(story: Story) -> None:
    """Publish the key evaluations and what was reported to the congress."""
    _city(story, Kind.REPORT)
