"""What monitoring needs besides the town: an approved target, a report, a warning, an order."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from lifecycle.models import Demand, Execution, Notice, Target
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import Entry, issue_reports, open_rectification, record_readings
from monitoring.actions.digest_letters import KIND
from monitoring.models import (
    Halt,
    LightResult,
    Pause,
    Report,
    Silence,
    Warning,  # noqa: A004 - 预警 is a warning
)
from monitoring.models.warning import PROJECT_LIGHT, fingerprint
from tests.conftest import YEAR, put
from tests.ground import standing

JULY = 7
REASON = "项目已批准延期至九月开工"
AUGUST = datetime(2023, 8, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DONE = {
    "维修校舍数量": 6,
    "验收合格率": 100,
    "按期完工率": 100,
    "受益学生数": 3000,
    "师生满意度": 95,
}


def paid(project_year, amount, *, month=JULY, budget=100, revision=1, on=date(2023, 8, 1)):
    return Execution.objects.create(
        project_year=project_year,
        month=month,
        revision=revision,
        paid=Decimal(amount),
        budget=Decimal(budget),
        document="支付",
        on=on,
    )


def entries(report, **values):
    """Fill in every reading on plan, except those named."""
    done = DONE | values
    return {
        reading.key: one if isinstance(one := done[reading.name], Entry) else Entry(Decimal(one))
        for reading in report.readings.all()
    }


@standing
def approved(target):
    """The target with its five indicators, as the budget office approved it."""
    return put(target, Target.State.APPROVED)


@standing
def issued(approved, project_year):
    """July's report as it goes out, with 60 of 100 paid."""
    paid(project_year, 60)
    issue_reports(YEAR, month=JULY, at=AUGUST)
    return Report.objects.get()


@standing
def report(issued, town):
    """July's report filled in on plan: every light green."""
    filling = put(issued, Report.State.FILLING)
    officer = town.people[Role.UNIT_OFFICER]
    return record_readings(filling, entries(filling), by=officer, at=AUGUST)


@standing
def warning(project_year, town):
    """A red light not yet out, whose unit already has its answer ready."""
    return Warning.objects.create(
        project_year=project_year,
        organisation=town.unit,
        year=YEAR,
        month=JULY,
        light="red",
        reason="执行红灯",
        fingerprint=fingerprint(project_year.pk, rule=PROJECT_LIGHT, year=YEAR),
        answer_by=date(2023, 8, 8),
        cause="funds",
        plan="加快支付",
        promised_on=date(2023, 3, 10),
    )


@standing
def order(project_year):
    """An order drafted from a demand, its one item complete and overdue."""
    order = open_rectification(
        project_year,
        source=Demand.Source.AUDIT,
        machine="lifecycle.demand",
        object_id=1,
        problem="资料不全",
    )
    order.items.update(
        measure="补齐资料",
        responsible="张三",
        due_on=date(2023, 4, 1),
        done_on=date(2023, 4, 1),
        evidence="资料目录",
    )
    return order


@standing
def silence(project_year, town):
    """A silence of the project until the end of March, not yet asked for."""
    return Silence.objects.create(
        project=project_year.project,
        organisation=town.unit,
        year=YEAR,
        starts_on=date(2023, 3, 1),
        ends_on=date(2023, 3, 31),
        reason=REASON,
    )


@standing
def pause(warning, town):
    """A pause of the project until the end of October, not yet proposed."""
    return Pause.objects.create(
        project_year=warning.project_year,
        warning=put(warning, "open"),
        organisation=town.unit,
        year=YEAR,
        reason=REASON,
        demand="补齐验收资料",
        until=date(2023, 10, 31),
    )


@standing
def halt(project_year, town):
    """A suspension of the project by a document, not yet recorded."""
    return Halt.objects.create(
        project_year=project_year,
        organisation=town.unit,
        year=YEAR,
        kind="suspended",
        document="市财绩〔2023〕12号",
        dated=date(2023, 2, 20),
        reason="审计发现重大风险",
    )


@standing
def opened(warning):
    return fire(put(warning, "pending", cause="", plan=""), "open", by=None, at=AUGUST)


def mails(on=None):
    rows = Notice.objects.filter(kind=KIND)
    return rows.filter(at__date=on) if on else rows


def judged(project_year, execution="red", goal="green", sentence="执行偏慢", month=JULY, **inputs):
    light = "red" if "red" in (execution, goal) else "yellow"
    for kind, colour in (("execution", execution), ("project", light)):
        LightResult.objects.create(
            project_year=project_year, year=YEAR, month=month, kind=kind, light=colour,
            sentence=sentence, pack="national v1", as_of=AUGUST.date(),
            inputs={"execution": execution, "goal": goal} | inputs if kind == "project" else {},
        )  # fmt: skip
