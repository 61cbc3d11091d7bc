"""Targets of the demonstration: filed, returned here and there, judged, approved."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from lifecycle.actions.approval_letters import issue_letters
from lifecycle.actions.importing import import_published_projects
from lifecycle.actions.target import review_targets
from lifecycle.demo import plan
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.projects import project_years, share
from lifecycle.demo.published import TABLE
from lifecycle.demo.story import Prepare, Story
from lifecycle.models import (
    Appraisal,
    BudgetEvent,
    Indicator,
    Organisation,
    Person,
    Project,
    ProjectYear,
    Target,
    TargetReview,
)
from lifecycle.roles import Role

State = Target.State
NOTHING = Decimal(0)
GRANTED = ("project_year_id", "approved")
LARGE = Decimal(50_000_000)
"""From here on a target has eight indicators; most units set five, as the report complains."""
LEAST = Decimal(50_000)
RETURNED_BY_DEPARTMENTS = 40
RETURNED_BY_DESKS = 25
SMALL_SET = (
    ("quantity", "完成建设任务数", "ge", "12", "项", "20"),
    ("quality", "验收合格率", "ge", "100", "%", "15"),
    ("timeliness", "按期完成率", "ge", "95", "%", "15"),
    ("social_benefit", "受益人数", "ge", "5000", "人", "30"),
    ("served_satisfaction", "服务对象满意度", "ge", "90", "%", "10"),
)
LARGE_SET = (
    ("quantity", "完成建设任务数", "ge", "24", "项", "15"),
    ("quantity", "覆盖区（市、县）数", "ge", "10", "个", "10"),
    ("quality", "验收合格率", "ge", "100", "%", "15"),
    ("timeliness", "按期完成率", "ge", "95", "%", "10"),
    ("economic_benefit", "带动社会投入", "ge", "300", "万元", "10"),
    ("social_benefit", "受益人数", "ge", "20000", "人", "10"),
    ("lasting_impact", "设施正常运行年限", "ge", "5", "年", "10"),
    ("served_satisfaction", "服务对象满意度", "ge", "90", "%", "10"),
)


@chapter("导入报人大审议的35个真实项目", on=(10, 8, -1))
def import_the_real_ones(story: Story) -> None:
    """Import the published table as any user would."""
    import_published_projects(TABLE.read_bytes(), year=YEAR, at=story.at)


@chapter("编制绩效目标", on=(10, 10, -1))
def draft(story: Story) -> None:
    """Write a target for every project that may have one, and for every department as a whole."""
    amounts = _amounts(story)
    years = ProjectYear.objects.filter(pk__in=amounts).select_related("project")
    _write([(found, amounts[found.pk]) for found in years.order_by("pk")])
    wholes = ProjectYear.objects.filter(year=YEAR, project__kind=Project.Kind.DEPARTMENT)
    rows = wholes.select_related("project__organisation").order_by("pk")
    sums = _sums_by_department(amounts)
    _write([(row, sums[row.project.organisation.department_id or 0]) for row in rows])


def _amounts(story: Story) -> dict[int, Decimal]:
    published = BudgetEvent.objects.filter(kind=BudgetEvent.Kind.INITIAL, project_year__year=YEAR)
    found = dict(published.values_list("project_year_id", "amount"))
    supported = Appraisal.objects.filter(year=YEAR, key_path=True, approved__gt=0)
    found |= {key: amount or NOTHING for key, amount in supported.values_list(*GRANTED)}
    key, whole = project_years("key"), project_years("whole")
    unsampled, other = project_years("unsampled"), project_years("other")
    asked = dict(Appraisal.objects.filter(year=YEAR).values_list(*GRANTED))
    fixed = [asked[one.pk] or Decimal(0) for one in unsampled]
    left = plan.OTHER_TOTAL - sum(fixed, Decimal(0))
    for years, total in (
        (key, plan.KEY_PROJECTS_TOTAL),
        (whole, plan.KEY_DEPARTMENTS_TOTAL),
        (other, left),
    ):
        parts = share(story, total, len(years), least=LEAST)
        found |= {one.pk: part for one, part in zip(years, parts, strict=True)}
    return found | {one.pk: part for one, part in zip(unsampled, fixed, strict=True)}


def _sums_by_department(amounts: dict[int, Decimal]) -> dict[int, Decimal]:
    places = ProjectYear.objects.filter(pk__in=amounts)
    sums: dict[int, Decimal] = {}
    for key, place in places.values_list("pk", "project__organisation__department_id"):
        sums[place or 0] = sums.get(place or 0, Decimal(0)) + amounts[key]
    return sums


def _write(wanted: Sequence[tuple[ProjectYear, Decimal]]) -> None:
    targets = Target.objects.bulk_create(
        Target(
            project_year=year,
            organisation_id=year.project.organisation_id,
            year=YEAR,
            goal=_goal(year, amount),
            amount=amount,
        )
        for year, amount in wanted
    )
    rows = [row for target in targets for row in _indicators(target)]
    Indicator.objects.bulk_create(rows, batch_size=2000)


def _goal(year: ProjectYear, amount: Decimal) -> str:
    tasks = 24 if amount >= LARGE else 12
    return (
        f"（演示目标）{YEAR}年实施“{year.project.name}”，完成建设任务{tasks}项，验收合格率100%，"
        "按期完成率不低于95%，服务对象满意度不低于90%。"
    )


def _indicators(target: Target) -> Iterable[Indicator]:
    for level, name, operator, value, unit, weight in (
        LARGE_SET if target.amount >= LARGE else SMALL_SET
    ):
        yield Indicator(
            target_set=target,
            level=level,
            name=name,
            operator=operator,
            target=Decimal(value),
            unit=unit,
            weight=Decimal(weight),
        )


def targets(*states: str) -> QuerySet[Target]:
    """Return the year's first targets that are in one of the states."""
    return Target.objects.filter(year=YEAR, number=1, state__in=states)


def _judge(level: TargetReview.Level, story: Story) -> Prepare:
    def review(rows: QuerySet[Target], by: Person) -> None:
        review_targets(
            rows,
            level=level,
            points=(Decimal(18), Decimal(27), Decimal(27), Decimal(18)),
            opinion="同意",
            by=by,
            at=story.at,
        )

    return review


@chapter("单位送审，部门受理并退回一部分", on=(10, 20, -1))
def submit(story: Story) -> None:
    """File everything; departments return some for more precise indicators."""
    story.each(targets(State.DRAFT), "submit", by=Role.UNIT_OFFICER)
    story.each(targets(State.UNIT_SUBMITTED), "accept", by=Role.DEPARTMENT_OFFICER)
    _return(story, "dept_return", State.DEPT_REVIEW, Role.DEPARTMENT_HEAD, RETURNED_BY_DEPARTMENTS)


def _return(story: Story, step: str, state: str, role: Role, count: int) -> None:
    keys = list(targets(state).order_by("pk").values_list("pk", flat=True))
    chosen = sorted(story.dice.sample(keys, count))
    rows = Target.objects.filter(pk__in=chosen)
    story.each(rows, step, by=role, note="数量指标与资金规模不够匹配，请细化后重新报送")


@chapter("退回的修改后重报，部门审核通过", on=(10, 28, -1), by_desks=True)
def resubmit(story: Story) -> None:
    """Mend and file again what came back; departments judge and pass everything on."""
    story.each(targets(State.RETURNED), "submit", by=Role.UNIT_OFFICER, note="已细化")
    story.each(targets(State.UNIT_SUBMITTED), "accept", by=Role.DEPARTMENT_OFFICER)
    review = _judge(TargetReview.Level.DEPARTMENT, story)
    story.each(targets(State.DEPT_REVIEW), "endorse", by=Role.DEPARTMENT_HEAD, prepare=review)


@chapter("业务科室审核并退回一部分", on=(11, 15, -1))
def desks_return(story: Story) -> None:
    """Let the desks return some."""
    _return(story, "desk_return", State.BIZ_REVIEW, Role.DESK, RETURNED_BY_DESKS)


@chapter("再次重报，业务科室审定或转绩效科", on=(12, 8, -1), by_desks=True)
def desks_clear(story: Story) -> None:
    """Bring the returned ones back; clear the ordinary, refer the key projects."""
    story.each(targets(State.RETURNED), "submit", by=Role.UNIT_OFFICER, note="已按意见修改")
    story.each(targets(State.UNIT_SUBMITTED), "accept", by=Role.DEPARTMENT_OFFICER)
    department = _judge(TargetReview.Level.DEPARTMENT, story)
    story.each(targets(State.DEPT_REVIEW), "endorse", by=Role.DEPARTMENT_HEAD, prepare=department)
    desk = _judge(TargetReview.Level.DESK, story)
    key = targets(State.BIZ_REVIEW).filter(project_year__is_key=True)
    story.each(key, "refer", by=Role.DESK, prepare=desk)
    story.each(targets(State.BIZ_REVIEW), "clear", by=Role.DESK, prepare=desk)


@chapter("绩效科审定重点项目", on=(12, 26, -1))
def finalise(story: Story) -> None:
    """Judge the key projects in the performance division."""
    review = _judge(TargetReview.Level.PERFORMANCE, story)
    story.each(targets(State.PERF_REVIEW), "finalise", by=Role.PERFORMANCE, prepare=review)


@chapter("随预算批复绩效目标", on=(2, 20, 0))
def approve(story: Story) -> None:
    """Approve every target with the budget, in one event."""
    story.each(targets(State.FINALISED), "approve", by=Role.BUDGET)


@chapter("印发绩效目标批复", on=(2, 20, 0))
def reply(story: Story) -> None:
    """Issue each department its approval letter on the day of the budget's own."""
    letters(story)


def letters(story: Story) -> None:
    """Issue a letter, or its supplement, to every department with targets that none names yet."""
    unsaid = Target.objects.filter(year=YEAR, state=State.APPROVED, letter_items=None)
    due = unsaid.values("project_year__glance__department")
    departments = Organisation.objects.filter(pk__in=due).select_related("bureau")
    issue_letters(list(departments), year=YEAR, by=story.holder(Role.BUDGET), at=story.at)
