"""Key evaluation in the demonstration: 10 departments and 35 projects over 41.85亿元."""

from itertools import cycle, islice

from django.db.models import QuerySet

from evaluations.actions import (
    Candidate,
    give_opinion,
    nominate_key_evaluations,
    record_problems,
    reply_to_report,
    set_indicators,
)
from evaluations.demo.department import items
from evaluations.models import KeyEvaluation
from lifecycle.actions.outsiders import assign_outsider, declare_no_conflict
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.projects import evaluated_departments, project_years
from lifecycle.demo.story import Story
from lifecycle.models import Assignment, Person, Project, ProjectYear, Target
from lifecycle.roles import LEVEL_OF, Role

State = KeyEvaluation.State
EXPERTS = 3
WITH_PROBLEMS = 5


def evaluations(*states: str) -> QuerySet[KeyEvaluation]:
    """Return the year's key evaluations that are in one of the states."""
    rows = KeyEvaluation.objects.filter(year=YEAR, state__in=states)
    return rows.select_related("organisation").order_by("pk")


@chapter("选定财政重点评价对象", on=(3, 20, 1))
def select(story: Story) -> None:
    """Nominate what is to be evaluated; the leader approves the list; agencies are engaged."""
    division = story.holder(Role.PERFORMANCE)
    wholes = ProjectYear.objects.filter(
        year=YEAR,
        project__kind=Project.Kind.DEPARTMENT,
        project__organisation__department__in=evaluated_departments(),
    )
    chosen = [year.pk for year in (*project_years("key"), *wholes)]
    amounts = Target.objects.filter(project_year__in=chosen, number=1)
    listed = [
        Candidate(key, amount, "金额大、社会关注度高（演示）")
        for key, amount in amounts.values_list("project_year_id", "amount")
    ]
    nominate_key_evaluations(YEAR, listed, by=division, at=story.at)
    story.each(evaluations(State.CANDIDATE), "select", by=Role.LEADER)


@chapter("委托第三方并评审方案", on=(5, 20, 1))
def commission(story: Story) -> None:
    """Seat agency and experts, have the indicator system filed and passed."""
    division = story.holder(Role.PERFORMANCE)
    agencies = cycle(person for _place, person in story.holders(Role.AGENCY))
    experts = cycle(person for _place, person in story.holders(Role.EXPERT))
    for one in evaluations(State.SELECTED):
        panel = [(person, Role.EXPERT) for person in islice(experts, EXPERTS)]
        for person, role in [(next(agencies), Role.AGENCY), *panel]:
            seat = assign_outsider(one, person, role, by=division, at=story.at)
            declare_no_conflict(seat, by=person, at=story.at)
    story.each(evaluations(State.SELECTED), "commission", by=Role.PERFORMANCE)
    for one in evaluations(State.COMMISSIONED):
        agency = outsiders(one, Role.AGENCY)[0]
        set_indicators(one, items(scored=False), by=agency, at=story.at)
        story.one(one, "submit_plan", by=agency)
    story.each(evaluations(State.PLAN_REVIEW), "pass_plan", by=Role.PERFORMANCE)


def outsiders(evaluation: KeyEvaluation, role: Role) -> list[Person]:
    """Return who is assigned to an evaluation in a role."""
    rows = Assignment.objects.filter(
        machine=KeyEvaluation.stage(), object_id=evaluation.pk, role=role
    )
    return [row.person for row in rows.select_related("person").order_by("pk")]


@chapter("现场评价、征求意见", on=(8, 12, 1))
def draft(story: Story) -> None:
    """Let the agency score with workpapers, and the unit answer the draft."""
    for rank, one in enumerate(evaluations(State.FIELD)):
        agency = outsiders(one, Role.AGENCY)[0]
        set_indicators(one, items(scored=True, less=rank % 15), by=agency, at=story.at)
        if rank < WITH_PROBLEMS:
            problem = "绩效指标细化不够，部分支出依据不充分（演示）"
            record_problems(one, [(problem, False)], by=agency, at=story.at)
        story.one(one, "draft", by=agency)
    officers = {place.pk: person for place, person in story.holders(Role.UNIT_OFFICER)}
    for one in evaluations(State.DRAFT_REPORT):
        officer = officers[one.organisation_at(LEVEL_OF[Role.UNIT_OFFICER]) or 0]
        reply_to_report(one, by=officer, accepted=True, at=story.at)


@chapter("专家评审、定稿、反馈", on=(9, 16, 1))
def finalise(story: Story) -> None:
    """Let each expert score the report, fix score and grade, and feed the result back."""
    for one in evaluations(State.UNIT_REPLY):
        people = outsiders(one, Role.EXPERT)
        for person in people:
            score = one.draft_score + story.dice.randint(-1, 1)
            give_opinion(one, by=person, score=score, opinion="同意（演示）", at=story.at)
        story.one(KeyEvaluation.objects.get(pk=one.pk), "review", by=people[0])
    story.each(evaluations(State.REPORT_REVIEW), "finalise", by=Role.PERFORMANCE)
    story.each(evaluations(State.FINAL), "feed_back", by=Role.PERFORMANCE)
