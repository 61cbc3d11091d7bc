"""Halts of projects: how one is recorded, whom it concerns, and what it keeps from being told."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from lifecycle.models import Hold, Installation, Notice, TransitionLog
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.budget_changes import changes_in
from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.sentences import told
from lifecycle.transitions import fire
from monitoring.actions import Document, record_halt, send_warnings
from monitoring.models import Halt, LightResult, Warning  # noqa: A004
from monitoring.queries.standing import standing_of
from monitoring.rules.inhibitions import INHIBITION_LABELS, Inhibition
from tests.conftest import YEAR
from tests.monitoring.conftest import AUGUST, judged, mails
from tests.page import Page, faults

DAY = AUGUST.date()
FOUND = Document("suspended", "市财绩〔2023〕12号", date(2023, 7, 28), "审计发现重大风险")
OVER = "超预算：已支出120元 > 全年预算100元 → 红灯"


def confirmed(town, project_year, **differs):
    found = replace(FOUND, **differs)
    halt = record_halt(project_year, found, by=town.people[Role.PERFORMANCE], at=AUGUST)
    return fire(halt, "confirm", by=town.people[Role.LEADER], at=AUGUST)


def stand():
    (found,) = standing_of(list(Warning.objects.select_related("project_year")), on=DAY).values()
    return found


def shown(person, url):
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST})
    client = Client()
    client.force_login(person)
    return client.get(url)


def text(answer):
    return " ".join(Page(answer).text.split())


def suspended(project_year):
    return (
        project_year.pk in changes_in(YEAR, day=DAY, pack=pack_of(YEAR).pack, opened={}).suspended
    )


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.DESK, Role.BUDGET, Role.LEADER])
def test_the_division_alone_records(town, project_year, role):
    with pytest.raises(Forbidden):
        record_halt(project_year, FOUND, by=town.people[role], at=AUGUST)
    assert not Halt.objects.exists()


@pytest.mark.parametrize("wrong", [{"document": " "}, {"reason": ""}, {"kind": "gone"}])
def test_a_halt_says_by_what_and_why(town, project_year, wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        record_halt(
            project_year, replace(FOUND, **wrong), by=town.people[Role.PERFORMANCE], at=AUGUST
        )
    assert not Halt.objects.exists()


def test_a_record_stops_nothing_until_a_second_person_confirms(town, project_year, opened):
    judged(project_year)
    division, leader = town.people[Role.PERFORMANCE], town.people[Role.LEADER]
    halt = record_halt(project_year, FOUND, by=division, at=AUGUST)
    assert (Hold.objects.filter(kind="halted").count(), stand().halt) == (0, None)
    with pytest.raises(Forbidden):
        fire(halt, "confirm", by=division, at=AUGUST)
    with pytest.raises(Refused, match="该项目已有待复核或未恢复的暂停或终止"):
        record_halt(project_year, FOUND, by=division, at=AUGUST)
    second = Halt.objects.create(
        project_year=project_year, organisation=town.unit, year=YEAR, kind="suspended",
        document="另一文号", dated=DAY, reason="另一事由",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="one_halt_at_once"), transaction.atomic():
        fire(second, "record", by=division, at=AUGUST)
    assert str(fire(halt, "reject", by=leader, note="文号有误", at=AUGUST).state) == "rejected"
    assert (Hold.objects.filter(kind="halted").count(), suspended(project_year)) == (0, False)
    assert str(record_halt(project_year, FOUND, by=division, at=AUGUST).state) == "recorded"


def test_a_halt_stands_on_the_project_until_it_is_resumed(town, project_year):
    halt = confirmed(town, project_year, kind="terminated")
    said = "项目终止，文号市财绩〔2023〕12号，2023年7月28日，事由：审计发现重大风险"
    hold = Hold.objects.get(kind="halted")
    assert (hold.reason, hold.placed_on, suspended(project_year)) == (said, DAY, True)
    with translation.override("en"):
        assert told(said).startswith("Project terminated, document 市财绩〔2023〕12号 of 2023-7-28")
    rows = Notice.objects.filter(kind="monitoring.halt.confirm")
    heard = set(rows.values_list("person__seats__role", flat=True))
    assert {"unit_officer", "unit_head", "department_head", "desk", "budget"} <= heard
    fire(halt, "resume", by=town.people[Role.LEADER], note="市财绩〔2023〕20号", at=AUGUST)
    assert Hold.objects.get(kind="halted").lifted_on == DAY
    assert suspended(project_year) is False
    steps = TransitionLog.objects.filter(machine="monitoring.halt").order_by("version")
    assert list(steps.values_list("step", flat=True)) == ["record", "confirm", "resume"]


@pytest.mark.parametrize("kind", ["suspended", "terminated"])
def test_of_a_halted_project_nothing_is_mailed_and_the_page_says_by_what(
    town, project_year, opened, kind
):
    judged(project_year, goal="red", mismatch="yellow")
    halt = confirmed(town, project_year, kind=kind)
    before = (list(Warning.objects.values()), list(LightResult.objects.values()))
    assert send_warnings(DAY).mails == 0
    found = stand()
    assert (found.inhibited, found.told) == ((Inhibition.HALTED,), frozenset())
    assert found.label == INHIBITION_LABELS[Inhibition.HALTED]
    assert (list(Warning.objects.values()), list(LightResult.objects.values())) == before
    for role in (Role.UNIT_OFFICER, Role.DESK):
        answer = shown(town.people[role], f"/alerts/{opened.pk}/")
        assert f"抑制：{INHIBITION_LABELS[Inhibition.HALTED]}。" in text(answer)
        assert halt.said in text(answer)
        assert f'href="/alerts/halts/{halt.pk}/"' in answer.content.decode()
    fire(halt, "resume", by=town.people[Role.LEADER], note="已恢复", at=AUGUST)
    assert (stand().inhibited, stand().bar) == ((), None)


def test_the_mails_go_on_once_the_project_does(town, project_year, opened):
    judged(project_year)
    halt = confirmed(town, project_year)
    assert send_warnings(DAY).mails == 0
    fire(halt, "resume", by=town.people[Role.LEADER], note="已恢复", at=AUGUST)
    assert send_warnings(date(2023, 8, 2)).mails == 4


def test_a_missing_report_of_a_halted_project_is_not_mailed(town, project_year, opened):
    judged(project_year, execution="green", goal="grey", missing="red")
    confirmed(town, project_year)
    assert send_warnings(DAY).mails == 0
    assert stand().inhibited == (Inhibition.UNREPORTED, Inhibition.HALTED)


def test_over_budget_is_told_of_a_halted_project_too(town, project_year, opened):
    judged(project_year, goal="red", sentence=OVER, mismatch="yellow")
    confirmed(town, project_year)
    found = stand()
    assert (found.bar, found.told) == (None, {"over_budget"})
    assert found.inhibited == (Inhibition.OVER_BUDGET, Inhibition.HALTED)
    assert send_warnings(DAY).mails == 4
    assert mails().filter(person=town.people[Role.UNIT_OFFICER]).exists()


def test_what_ended_is_still_told_to_those_who_knew(town, project_year, opened):
    judged(project_year)
    assert send_warnings(DAY).mails == 4
    confirmed(town, project_year)
    fire(Warning.objects.get(), "resolve", by=None, at=AUGUST.replace(day=2))
    assert send_warnings(date(2023, 8, 3)).mails == 4


def test_before_its_day_a_halt_inhibits_nothing(town, project_year, opened):
    confirmed(town, project_year)
    found = {day: standing_of([opened], on=date(2023, *day))[opened.pk].halt is not None
             for day in ((7, 31), (8, 1))}  # fmt: skip
    assert found == {(7, 31): False, (8, 1): True}


def test_the_division_records_it_on_the_page_of_the_project(town, project_year, opened):
    division, url = town.people[Role.PERFORMANCE], f"/project-years/{project_year.pk}/?tab=warnings"
    form = f"/deeds/lifecycle.projectyear/{project_year.pk}/halt/"
    assert form in shown(division, url).content.decode()
    assert faults(shown(division, form)) == {}
    assert shown(town.people[Role.DESK], form).status_code == 404
    client = Client()
    client.force_login(division)
    typed = {"kind": "terminated", "document": "市财绩〔2023〕12号", "reason": "政策取消"}
    refused = client.post(form, typed | {"dated": "2023-08-02"})
    assert (refused.status_code, Halt.objects.count()) == (400, 0)
    assert "文件日期不能在今天之后" in text(refused)
    assert client.post(form, typed | {"dated": ""}).status_code == 400
    assert client.post(form, typed | {"dated": "2023-07-28"}).status_code == 302
    recorded = Halt.objects.get()
    assert recorded.said == "项目终止（市财绩〔2023〕12号，2023-07-28）"
    assert str(recorded) == "校舍维修 暂停或终止"
    page = shown(town.people[Role.LEADER], url)
    assert form not in shown(division, url).content.decode()
    for words in ("复核通过", "市财绩〔2023〕12号", "政策取消", "待复核"):
        assert words in text(page)
    assert faults(page) == {}
