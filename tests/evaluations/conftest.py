"""A target in force with its money in the ledger, and one of each evaluation upon it."""

from datetime import date
from decimal import Decimal

from evaluations.actions import (
    Candidate,
    LineEntry,
    ScoreEntry,
    enter_scores,
    issue_self_evaluations,
    nominate_key_evaluations,
    plan_department_evaluation,
    propose_applications,
    set_indicators,
)
from evaluations.models import Application, SelfEvaluation
from evaluations.rules.framework import Area, Item
from lifecycle.actions.outsiders import assign_outsider, declare_no_conflict
from lifecycle.models import BudgetEvent, Execution, FiscalYear
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, put
from tests.ground import standing

FRAMEWORK = [
    Item("立项依据充分性", Area.DECISION, Decimal(20), Decimal(18), "立项文件齐全"),
    Item("预算执行率", Area.PROCESS, Decimal(20), Decimal(20), "执行率100%"),
    Item("实际完成率", Area.OUTPUT, Decimal(30), Decimal(27), "完成90%"),
    Item("实施效益", Area.BENEFIT, Decimal(30), Decimal(20), "问卷30份"),
]


def ledger(project_year, *, budget="3000000", paid="2700000", carried=None):
    """Give a project-year its budget and its December payments, in 元."""
    line = project_year.pk
    kinds = BudgetEvent.Kind
    for kind, amount in ((kinds.INITIAL, budget), (kinds.CARRYOVER, carried)):
        if amount:
            BudgetEvent.objects.create(
                project_year=project_year,
                kind=kind,
                amount=Decimal(amount),
                document=f"筑财〔2023〕{kind}号",
                line=line,
                on=date(YEAR, 1, 1),
            )
    if paid is not None:
        Execution.objects.create(
            project_year=project_year,
            month=12,
            paid=Decimal(paid),
            budget=Decimal(budget),
            document="2023年12月",
            on=date(YEAR + 1, 1, 5),
        )


def met(target):
    """Report every indicator of a target exactly met."""
    return [LineEntry(one.key, actual=one.target) for one in target.indicators.all()]


@standing
def in_force(target):
    ledger(target.project_year)
    return put(target, "approved")


@standing
def issued(in_force):
    issue_self_evaluations(YEAR, at=NOON)
    return SelfEvaluation.objects.get()


@standing
def opened(issued):
    return fire(issued, "open", by=None, at=NOON)


@standing
def filled(town, opened, in_force):
    """A self-evaluation with 90 of 90 points on its indicators and 9 of 10 on execution."""
    entry = ScoreEntry(opened.pk, lines=met(in_force))
    enter_scores([entry], by=town.people[Role.UNIT_OFFICER], at=NOON)
    return SelfEvaluation.objects.get()


@standing
def confirmed(town, filled):
    people = town.people
    fire(filled, "submit", by=people[Role.UNIT_OFFICER], at=NOON)
    fire(filled, "accept", by=people[Role.DEPARTMENT_OFFICER], at=NOON)
    return fire(filled, "confirm", by=people[Role.DEPARTMENT_HEAD], at=NOON)


@standing
def key_evaluation(town, in_force):
    chosen = Candidate(in_force.project_year_id, Decimal(3000000), "社会关注度高")
    by = town.people[Role.PERFORMANCE]
    (made,) = nominate_key_evaluations(YEAR, [chosen], by=by, at=NOON)
    return made


def staff(town, evaluation, *, cleared=True):
    for role in (Role.AGENCY, Role.EXPERT):
        person, by = town.people[role], town.people[Role.PERFORMANCE]
        found = assign_outsider(evaluation, person, role, by=by, at=NOON)
        if cleared:
            declare_no_conflict(found, by=person, at=NOON)


@standing
def framed(town, key_evaluation):
    """A key evaluation in the field, its indicators scored 85 in all."""
    staff(town, key_evaluation)
    evaluation = put(key_evaluation, "field")
    return set_indicators(evaluation, FRAMEWORK, by=town.people[Role.AGENCY], at=NOON)


@standing
def department_evaluation(town, in_force):
    by = town.people[Role.DEPARTMENT_OFFICER]
    made = plan_department_evaluation(
        in_force.project_year, by=by, amount=Decimal(3000000), at=NOON
    )
    return set_indicators(made, FRAMEWORK, by=by, at=NOON)


@standing
def application(town, confirmed):
    FiscalYear.objects.create(year=YEAR + 1, pack=FiscalYear.objects.get(year=YEAR).pack)
    by = town.people[Role.DESK]
    assert propose_applications(YEAR, target_year=YEAR + 2, by=by, at=NOON) == 1
    return Application.objects.get()
