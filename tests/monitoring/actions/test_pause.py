"""Pauses of payment: what leads to one, what it stops, who is told, how it ends."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from lifecycle.models import FiscalYear, Hold, Notice, RulePack
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import Forbidden, Refused
from lifecycle.rights import seats_of
from lifecycle.roles import Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.sentences import told
from lifecycle.transitions import fire
from monitoring.actions import PauseWish, propose_lifts, propose_pause
from monitoring.models import Escalation, Pause
from monitoring.queries.plan import plan_bar
from monitoring.queries.stops import stops_now
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST

WISH = PauseWish("连续三期红灯，资金闲置", "补报用款计划", until=date(2023, 10, 31))
NOVEMBER = datetime(2023, 11, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def risen(opened):
    """A red warning that has reached the leaders."""
    Escalation.objects.create(warning=opened, level=4, on=AUGUST.date())
    return opened


@pytest.fixture
def paused(town, risen):
    found = propose_pause(risen, WISH, by=town.people[Role.PERFORMANCE], at=AUGUST)
    return fire(found, "approve", by=town.people[Role.LEADER], at=AUGUST)


def changed_pack(**pause):
    body = to_json(NATIONAL) | {"pause": pause}
    FiscalYear.objects.update(pack=RulePack.objects.create(name="own", version=1, body=body))


def told_of(step):
    rows = Notice.objects.filter(kind=f"monitoring.pause.{step}")
    return set(rows.values_list("person__seats__role", flat=True))


def test_only_a_red_warning_that_has_risen_leads_to_a_pause(town, opened):
    division = town.people[Role.PERFORMANCE]
    with pytest.raises(Refused, match="红灯预警升级到第4级才能提出暂缓拨付，现为第1级"):
        propose_pause(opened, WISH, by=division, at=AUGUST)
    changed_pack(from_level=1)
    assert str(propose_pause(opened, WISH, by=division, at=AUGUST).state) == "proposed"


def test_a_yellow_warning_leads_to_none(town, risen):
    mild = put(risen, "open", light="yellow")
    with pytest.raises(Refused, match="只有红灯预警可以提出暂缓拨付"):
        propose_pause(mild, WISH, by=town.people[Role.PERFORMANCE], at=AUGUST)
    assert not Pause.objects.exists()


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.DESK, Role.BUDGET, Role.LEADER])
def test_the_division_alone_proposes(town, risen, role):
    with pytest.raises(Forbidden):
        propose_pause(risen, WISH, by=town.people[role], at=AUGUST)
    assert not Pause.objects.exists()


def test_a_demand_is_said(town, risen):
    with pytest.raises(ValidationError, match="demand"):
        propose_pause(
            risen, PauseWish(WISH.reason, " ", until=WISH.until),
            by=town.people[Role.PERFORMANCE], at=AUGUST,
        )  # fmt: skip


def test_a_proposal_stops_nothing_until_a_second_person_decides(town, risen):
    division = town.people[Role.PERFORMANCE]
    asked = propose_pause(risen, WISH, by=division, at=AUGUST)
    assert not Hold.objects.filter(kind="payment").exists()
    with pytest.raises(Forbidden):
        fire(asked, "approve", by=division, at=AUGUST)
    with pytest.raises(Refused, match="该项目已有待决定或未恢复的暂缓拨付"):
        propose_pause(risen, WISH, by=division, at=AUGUST)
    refused = fire(asked, "reject", by=town.people[Role.LEADER], note="先约谈", at=AUGUST)
    assert (str(refused.state), Hold.objects.filter(kind="payment").count()) == ("rejected", 0)
    assert str(propose_pause(risen, WISH, by=division, at=AUGUST).state) == "proposed"


def test_a_decided_pause_holds_and_says_who_why_and_until_when(town, paused):
    hold = Hold.objects.get(kind="payment")
    who = town.people[Role.LEADER].name
    said = f"由{who}决定，原因：连续三期红灯，资金闲置；期限2023年10月31日"
    assert (hold.reason, hold.placed_on, hold.for_application) == (said, AUGUST.date(), False)
    (stop,) = stops_now()[paused.project_year_id]
    assert (stop.key, stop.words, stop.href) == (
        paused.pk, "暂缓拨付，2023-08-01起", paused.get_absolute_url(),
    )  # fmt: skip
    with translation.override("en"):
        assert told(hold.reason).startswith(f"Decided by {who}")
    for role in ("unit_officer", "unit_head", "department_head", "desk", "budget", "performance"):
        assert role in told_of("approve"), role


@pytest.mark.parametrize("step", ["resolve", "remedy"])
def test_a_warning_that_ends_asks_people_and_resumes_nothing(town, paused, step):
    put(paused.warning, "in_rectification" if step == "remedy" else "open")
    fire(paused.warning, step, by=None, at=NOVEMBER)
    assert str(Pause.objects.get().state) == "lift_due"
    assert Hold.objects.get(kind="payment").lifted_on is None
    assert told_of("ask") == {"performance", "leader"}


def test_a_past_day_asks_once_and_a_person_keeps_or_lifts(town, paused):
    leader = town.people[Role.LEADER]
    assert propose_lifts(date(2023, 10, 31)) == 0
    assert (propose_lifts(NOVEMBER.date()), propose_lifts(NOVEMBER.date())) == (1, 0)
    kept = fire(Pause.objects.get(), "keep", by=leader, note="资料未补齐", at=NOVEMBER)
    assert (str(kept.state), propose_lifts(date(2023, 11, 2))) == ("paused", 0)
    assert Hold.objects.get(kind="payment").lifted_on is None
    with pytest.raises(Refused):
        fire(kept, "lift", by=leader, at=NOVEMBER)
    fire(kept, "lift", by=leader, note="资料已补齐", at=NOVEMBER)
    assert Hold.objects.get(kind="payment").lifted_on == NOVEMBER.date()
    assert stops_now() == {}


def test_a_plan_may_be_written_while_paused_unless_the_pack_says_no(town, approved, paused):
    seats = seats_of(town.people[Role.UNIT_OFFICER], AUGUST.date())
    assert plan_bar(paused.project_year, seats) is None
    changed_pack(plan="stops")
    assert pack_of(YEAR).pack.pause.plan == "stops"
    assert plan_bar(paused.project_year, seats).sentence == "暂缓拨付期间不能修改用款计划"
