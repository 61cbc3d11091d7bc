"""Ex-ante appraisals of the demonstration: 34 by departments, 28 of them drawn by finance.

Totals: 28 assessed, 4 cancelled, 3.2亿元 cut of 7.17亿元 declared, a rate of 44.63%.
"""

from decimal import Decimal
from itertools import cycle, islice

from django.db.models import QuerySet

from lifecycle.actions.appraisal import (
    conclude_appraisal,
    fill_appraisal,
    judge_appraisal,
    open_appraisal,
)
from lifecycle.actions.outsiders import assign_outsider, declare_no_conflict
from lifecycle.actions.panel import reply_to_report, submit_expert_score, write_report
from lifecycle.demo import plan
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.projects import project_years, share
from lifecycle.demo.story import Story
from lifecycle.models import Appraisal, Assignment, Person
from lifecycle.roles import LEVEL_OF, Role
from lifecycle.rules.appraisal import DIMENSIONS, Conclusion
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.rules.materials import CHECKLISTS, Kind
from lifecycle.rules.money import split

State = Appraisal.State
LEAST = Decimal(6_000_000)
SUPPORTED_WHOLE = 6
EXPERTS = 5
GOOD, FAIR, POOR = Decimal(18), Decimal(14), Decimal(9)


def appraisals(*states: str) -> QuerySet[Appraisal]:
    """Return the year's appraisals that are in one of the states."""
    return Appraisal.objects.filter(year=YEAR, state__in=states).order_by("pk")


def _person(story: Story, role: Role, appraisal: Appraisal) -> Person:
    place = appraisal.organisation_at(LEVEL_OF[role])
    return next(person for held, person in story.holders(role) if held.pk == place)


@chapter("部门自评估新增重大项目", on=(7, 20, -1))
def assess(story: Story) -> None:
    """Open, fill and file each appraisal as its unit's officer; departments pass them on."""
    years = [*project_years("appraised"), *project_years("unsampled")]
    cancelled = share(story, plan.CANCELLED_TOTAL, plan.CANCELLED, least=LEAST)
    kept_count = plan.APPRAISED - plan.CANCELLED
    kept = share(story, plan.DECLARED_TOTAL - plan.CANCELLED_TOTAL, kept_count, least=LEAST)
    others = [LEAST * n for n in range(1, plan.OUTSIDE_THE_SAMPLE + 1)]
    for year, declared in zip(years, [*cancelled, *kept, *others], strict=True):
        appraisal = open_appraisal(year, kind=Kind.PROJECT, declared=declared, by=None, at=story.at)
        officer = _person(story, Role.UNIT_OFFICER, appraisal)
        story.one(appraisal, "start", by=officer)
        fill_appraisal(
            appraisal,
            scores=dict.fromkeys(DIMENSIONS, (GOOD, "依据充分（演示）")),
            files={material.name: "材料（演示）.pdf" for material in CHECKLISTS[Kind.PROJECT]},
            by=officer,
            at=story.at,
        )
        story.one(appraisal, "submit", by=officer)


@chapter("部门审核并报财政", on=(8, 25, -1))
def forward(story: Story) -> None:
    """Judge each as its department's head and send it to finance."""
    for appraisal in appraisals(State.DEPT_REVIEW):
        head = _person(story, Role.DEPARTMENT_HEAD, appraisal)
        judge_appraisal(appraisal, conclusion=Conclusion.SUPPORT, by=head, at=story.at)
        story.one(appraisal, "forward", by=head)
    story.each(appraisals(State.SUBMITTED), "accept", by=Role.DESK)


@chapter("财政抽取28个项目重点评估", on=(8, 30, -1))
def select(story: Story) -> None:
    """Draw the sample, clear the others, seat agency and experts with their statements."""
    drawn = {year.pk for year in project_years("appraised")}
    waiting = appraisals(State.DESK_REVIEW)
    sample = waiting.filter(project_year__in=drawn)
    story.each(sample, "select", by=Role.PERFORMANCE, note="金额较大、社会关注度高，抽为重点评估")
    story.each(appraisals(State.DESK_REVIEW), "clear", by=Role.DESK)
    division = story.holder(Role.PERFORMANCE)
    experts = cycle(person for _place, person in story.holders(Role.EXPERT))
    agencies = cycle(person for _place, person in story.holders(Role.AGENCY))
    for appraisal in appraisals(State.KEY_SELECTED):
        panel = [(person, Role.EXPERT) for person in islice(experts, EXPERTS)]
        for person, role in [*panel, (next(agencies), Role.AGENCY)]:
            seat = assign_outsider(appraisal, person, role, by=division, at=story.at)
            declare_no_conflict(seat, by=person, at=story.at)
    story.each(appraisals(State.KEY_SELECTED), "convene", by=Role.PERFORMANCE)


def _outsiders(appraisal: Appraisal, role: Role) -> list[Person]:
    seats = Assignment.objects.filter(
        machine=Appraisal.stage(), object_id=appraisal.pk, role=role
    ).select_related("person")
    return [seat.person for seat in seats.order_by("pk")]


@chapter("专家独立评分，机构出具报告", on=(9, 8, -1))
def score(story: Story) -> None:
    """Let each expert sign a sheet; the last one closes the scoring, then the agency reports."""
    for rank, appraisal in enumerate(appraisals(State.EXPERT_SCORING)):
        points = POOR if rank < plan.CANCELLED else _points(rank)
        for person in _outsiders(appraisal, Role.EXPERT):
            submit_expert_score(
                appraisal,
                points=dict.fromkeys(DIMENSIONS, points),
                opinions=dict.fromkeys(DIMENSIONS, "已审阅材料（演示）"),
                by=person,
                at=story.at,
            )
    for appraisal in appraisals(State.REPORT_DRAFT):
        agency = _outsiders(appraisal, Role.AGENCY)[0]
        write_report(
            appraisal,
            sections=dict.fromkeys(SECTIONS, "见评估报告（演示）"),
            findings=dict.fromkeys(DIMENSIONS, ("fair", "见报告（演示）")),
            by=agency,
            at=story.at,
        )
        story.one(appraisal, "issue", by=agency)


def _points(rank: int) -> Decimal:
    return GOOD if rank < plan.CANCELLED + SUPPORTED_WHOLE else FAIR


@chapter("征求意见", on=(9, 14, -1))
def consult(story: Story) -> None:
    """Let each unit answer, then close the consultation."""
    for appraisal in appraisals(State.CONSULTING):
        officer = _person(story, Role.UNIT_OFFICER, appraisal)
        reply_to_report(appraisal, accepted=True, by=officer, at=story.at)
    story.each(appraisals(State.CONSULTING), "close_consulting", by=Role.PERFORMANCE)


@chapter("给出评估结论：取消4个，核减3.2亿元", on=(9, 28, -1))
def conclude(story: Story) -> None:
    """Rule on each: four refused, some supported whole, the others cut to the total."""
    division = story.holder(Role.PERFORMANCE)
    for appraisal, conclusion, approved in _rulings():
        conclude_appraisal(
            appraisal,
            conclusion=conclusion,
            approved=approved,
            reason="" if conclusion is Conclusion.SUPPORT else "按评估意见（演示）",
            by=division,
            at=story.at,
        )
    for step, conclusion in (
        ("reject", Conclusion.REFUSE),
        ("support", Conclusion.SUPPORT),
        ("support_partly", Conclusion.PARTIAL),
    ):
        rows = appraisals(State.CONCLUDED).filter(
            rulings__level="bureau", rulings__conclusion=conclusion
        )
        keys = list(rows.values_list("pk", flat=True))
        chosen = Appraisal.objects.filter(pk__in=keys)
        story.all(chosen, step, by=division, note="按评估意见（演示）")


def _rulings() -> list[tuple[Appraisal, Conclusion, Decimal]]:
    concluded = list(appraisals(State.CONCLUDED))
    key = [found for found in concluded if found.key_path]
    refused, kept = key[: plan.CANCELLED], key[plan.CANCELLED :]
    whole, partly = kept[:SUPPORTED_WHOLE], kept[SUPPORTED_WHOLE:]
    granted = plan.DECLARED_TOTAL - plan.CUT_TOTAL
    left = granted - sum((found.declared for found in whole), Decimal(0))
    parts = split(left, weights=[found.declared for found in partly])
    unsampled = [found for found in concluded if not found.key_path]
    return [
        *((found, Conclusion.REFUSE, Decimal(0)) for found in refused),
        *((found, Conclusion.SUPPORT, found.declared) for found in [*whole, *unsampled]),
        *((f, Conclusion.PARTIAL, part) for f, part in zip(partly, parts, strict=True)),
    ]
