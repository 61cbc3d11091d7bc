"""Target amendments 目标调整 of the demonstration: stuck projects ask, some in vain.

Amounts stay as they are: what changes is how much a project still promises to do in the year.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet

from lifecycle.actions.amendment import begin_amendment, fill_amendment
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.money import pace_of
from lifecycle.demo.story import Story
from lifecycle.demo.targets import letters
from lifecycle.models import Amendment, Hold, Person, ProjectYear, Target
from lifecycle.models.measure import MEASURE
from lifecycle.roles import Role
from lifecycle.rules.amendment import Reason

State = Amendment.State
TASKS = "完成建设任务数"
FEWER = {Decimal(12): Decimal(10), Decimal(24): Decimal(20)}
"""How many tasks are left of those promised: a sixth is put off."""
IN_SUMMER = 4
IN_AUTUMN = 2
REASON = "征地拆迁和资金下达滞后，年内无法完成全部建设任务，余下任务顺延至下年（演示）"
BETTER_REASON = f"{REASON}；已附上级批复和施工进度表，逐项说明顺延的任务"


def amendments(*states: str) -> QuerySet[Amendment]:
    """Return the year's amendments that are in one of the states, by project."""
    rows = Amendment.objects.filter(year=YEAR, state__in=states)
    return rows.order_by("target__project_year__project__code")


def stuck(*, is_key: bool) -> list[ProjectYear]:
    """Return the project-years that stand still under a red light, by code."""
    warned = Hold.objects.filter(kind=Hold.Kind.RED_LIGHT).values("project_year")
    rows = ProjectYear.objects.filter(year=YEAR, is_key=is_key, pk__in=warned)
    rows = rows.select_related("project").order_by("project__code")
    return [found for found in rows if pace_of(found.project) == "stuck"]


@chapter("停滞项目申报目标调整", on=(8, 21, 0))
def ask(story: Story) -> None:
    """File for the key projects and a few others whose July report was to be amended."""
    _file(story, [*stuck(is_key=True), *stuck(is_key=False)[:IN_SUMMER]])


@chapter("年末前再有项目申报目标调整", on=(11, 17, 0))
def ask_again(story: Story) -> None:
    """File for the next few after October, before the year closes to amendments."""
    _file(story, stuck(is_key=False)[IN_SUMMER : IN_SUMMER + IN_AUTUMN])


def _file(story: Story, years: Sequence[ProjectYear]) -> None:
    officers = {place.pk: person for place, person in story.holders(Role.UNIT_OFFICER)}
    for target in Target.objects.filter(project_year__in=years, number=1).order_by("pk"):
        _draft(story, target, officers[target.organisation_id])
    story.each(amendments(State.DRAFT), "submit", by=Role.UNIT_OFFICER)


def _draft(story: Story, target: Target, officer: Person) -> None:
    drawn = begin_amendment(
        target, reason_kind=Reason.CONTENT, reason=REASON, by=officer, at=story.at
    )
    lines = [{name: getattr(row, name) for name in MEASURE} for row in drawn.lines.order_by("pk")]
    tasks = next(line for line in lines if line["name"] == TASKS)
    before, tasks["target"] = tasks["target"], FEWER[tasks["target"]]
    goal = target.goal.replace(f"任务{before:.0f}项", f"任务{tasks['target']:.0f}项")
    fill_amendment(drawn, by=officer, changes={"goal": goal}, lines=lines, at=story.at)


def _one(rows: QuerySet[Amendment], place: int) -> QuerySet[Amendment]:
    """Narrow to one by its place in the order of the projects; negative from the end."""
    keys = list(rows.values_list("pk", flat=True))
    return Amendment.objects.filter(pk=keys[place])


def _pass_on(story: Story) -> None:
    story.each(amendments(State.SUBMITTED), "accept", by=Role.DEPARTMENT_OFFICER)
    story.each(amendments(State.DEPT_REVIEW), "endorse", by=Role.DEPARTMENT_HEAD)


@chapter("部门审核目标调整，一项不予调整", on=(8, 28, 0))
def departments_judge(story: Story) -> None:
    """Let the departments pass on all but one, which they refuse."""
    story.each(amendments(State.SUBMITTED), "accept", by=Role.DEPARTMENT_OFFICER)
    ordinary = amendments(State.DEPT_REVIEW).filter(target__project_year__is_key=False)
    note = "进度滞后系管理原因，应加快实施，不予调减"
    story.each(_one(ordinary, -1), "dept_reject", by=Role.DEPARTMENT_HEAD, note=note)
    _pass_on(story)


@chapter("业务科室审核目标调整，退回一项", on=(9, 4, 0))
def desks_judge(story: Story) -> None:
    """Return one, refer the key projects, approve the others: their next version is in force."""
    story.each(
        _one(amendments(State.BIZ_REVIEW), 0),
        "desk_return",
        by=Role.DESK,
        note="调整依据不足，请补充",
    )
    key = amendments(State.BIZ_REVIEW).filter(target__project_year__is_key=True)
    story.each(key, "refer", by=Role.DESK)
    story.each(amendments(State.BIZ_REVIEW), "approve", by=Role.DESK)


@chapter("补充依据后重报，绩效科审定重点项目的调整，补充批复", on=(9, 8, 0))
def decide(story: Story) -> None:
    """Bring the returned one back and approve it; of the key projects one passes, one does not."""
    officers = {place.pk: person for place, person in story.holders(Role.UNIT_OFFICER)}
    for drawn in amendments(State.RETURNED):
        officer = officers[drawn.organisation_id]
        fill_amendment(drawn, by=officer, changes={"reason": BETTER_REASON}, at=story.at)
    story.each(amendments(State.RETURNED), "submit", by=Role.UNIT_OFFICER, note="已补充依据")
    _pass_on(story)
    story.each(amendments(State.BIZ_REVIEW), "approve", by=Role.DESK)
    note = "重点项目任务不得调减，请倒排工期"
    story.each(
        _one(amendments(State.PERF_REVIEW), -1), "perf_reject", by=Role.PERFORMANCE, note=note
    )
    story.each(amendments(State.PERF_REVIEW), "approve_key", by=Role.PERFORMANCE)
    letters(story)


@chapter("调整后的重点项目目标重新公开", on=(9, 15, 0))
def publish_again(story: Story) -> None:
    """Publish the versions that replace published ones."""
    rows = Target.objects.filter(year=YEAR, state=Target.State.APPROVED, amendment__republish=True)
    story.each(rows, "publish", by=Role.DEPARTMENT_OFFICER)


@chapter("年末的目标调整办结，补充批复", on=(11, 27, 0))
def close_the_year(story: Story) -> None:
    """Pass both on; the desk approves the first, with its letter, and refuses the second."""
    _pass_on(story)
    note = "临近年末，任务调减依据不足，不予调整"
    story.each(_one(amendments(State.BIZ_REVIEW), -1), "desk_reject", by=Role.DESK, note=note)
    story.each(amendments(State.BIZ_REVIEW), "approve", by=Role.DESK)
    letters(story)
