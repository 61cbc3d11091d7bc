"""Warnings and orders: what each does to holds, to people and to the other."""

from datetime import date, timedelta

import pytest

from lifecycle.models import Demand, FiscalYear, Hold, Project, ProjectYear
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import (
    Item,
    answer_warning,
    list_items,
    open_rectification,
    take_demands,
)
from monitoring.models import Rectification, Warning  # noqa: A004
from tests.conftest import NOON, YEAR, put

TODAY = NOON.date()
PROMISE = TODAY + timedelta(days=7)


@pytest.fixture
def opened(warning):
    return fire(warning, "open", by=None, at=NOON)


def held(kind):
    return list(Hold.objects.filter(kind=kind).values_list("object_id", "placed_on", "lifted_on"))


def test_a_red_light_holds_until_it_is_resolved(opened):
    assert held("red_light") == [(opened.pk, TODAY, None)]
    fire(opened, "resolve", by=None, at=NOON + timedelta(days=1))
    assert held("red_light") == [(opened.pk, TODAY, TODAY + timedelta(days=1))]


def test_a_yellow_light_holds_nothing(warning):
    fire(put(warning, "pending", light="yellow"), "open", by=None, at=NOON)
    assert held("red_light") == []


def test_a_unit_answers_and_acknowledges_in_one(opened, town):
    officer = town.people[Role.UNIT_OFFICER]
    done = answer_warning(
        opened,
        by=officer,
        cause="staff",
        plan="增派人员",
        promised_on=PROMISE,
        version=opened.version,
        key="token",
        at=NOON,
    )
    assert (str(done.state), done.cause, done.plan) == ("acknowledged", "staff", "增派人员")
    assert (done.version, done.filed_by) == (3, officer)
    again = answer_warning(
        opened, by=officer, cause="", plan="", promised_on=None, key="token", at=NOON
    )
    assert (again.version, again.plan) == (3, "增派人员")


def test_a_refused_answer_writes_nothing(opened, town):
    officer = town.people[Role.UNIT_OFFICER]
    with pytest.raises(Refused, match="完成日期应在"):
        answer_warning(
            opened, by=officer, cause="staff", plan="增派", promised_on=date(2024, 1, 1), at=NOON
        )
    assert Warning.objects.get().plan == opened.plan


def test_an_auditor_does_not_answer(opened, town):
    with pytest.raises(Forbidden) as refused:
        answer_warning(
            opened,
            by=town.people[Role.AUDITOR],
            cause="staff",
            plan="增派",
            promised_on=PROMISE,
            at=NOON,
        )
    assert refused.value.codes == (Code.RIGHT,)


def test_an_order_of_a_warning_runs_its_course_and_resolves_it(opened, town):
    officer, desk = town.people[Role.UNIT_OFFICER], town.people[Role.DESK]
    fire(opened, "order", by=desk, note="支付严重滞后", at=NOON)
    order = Rectification.objects.get()
    assert (order.problem, order.machine, order.object_id) == (
        "支付严重滞后（执行红灯）",
        "monitoring.warning",
        opened.pk,
    )
    assert held("rectification") == []
    fire(order, "issue", by=desk, note="限期整改", at=NOON)
    assert held("rectification") == [(order.pk, TODAY, None)]
    fire(order, "receive", by=officer, at=NOON)
    done = Item("支付滞后", "按月支付", "张三", TODAY, TODAY, "支付凭证")
    list_items(order, [done], by=officer, at=NOON)
    fire(order, "start", by=officer, at=NOON)
    fire(order, "report", by=officer, at=NOON)
    fire(order, "verify", by=desk, at=NOON)
    closed = fire(order, "close", by=desk, note="整改到位", at=NOON)
    assert (closed.conclusion, closed.closed_late) == ("整改到位", False)
    warning = Warning.objects.get()
    assert (str(warning.state), warning.remedied_on) == ("resolved", TODAY)
    assert held("rectification") == [(order.pk, TODAY, TODAY)]
    assert held("red_light") == [(opened.pk, TODAY, TODAY)]


def test_an_order_whose_warning_was_superseded_closes_alone(opened, town):
    desk = town.people[Role.DESK]
    fire(opened, "order", by=desk, note="支付滞后", at=NOON)
    fire(opened, "supersede", by=None, at=NOON)
    order = put(Rectification.objects.get(), "verify")
    fire(order, "close", by=desk, note="整改到位", at=NOON)
    assert str(Warning.objects.get().state) == "closed"


def test_an_order_sent_back_runs_again(order, town):
    officer, desk = town.people[Role.UNIT_OFFICER], town.people[Role.PERFORMANCE]
    fire(put(order, "verify"), "reopen", by=desk, note="证据不足", at=NOON)
    fire(order, "resume", by=officer, at=NOON)
    assert str(fire(order, "report", by=officer, at=NOON).state) == "feedback"


def test_a_closed_order_is_late_after_its_last_day(order, town):
    late = put(order, "verify", finish_by=TODAY - timedelta(days=1))
    closed = fire(late, "close", by=town.people[Role.DESK], note="整改到位", at=NOON)
    assert closed.closed_late


def demand(project_year, object_id, *, serious=False, on=TODAY):
    return Demand.objects.create(
        project_year=project_year,
        source=Demand.Source.KEY_EVALUATION,
        machine="evaluations.keyevaluation",
        object_id=object_id,
        problem=f"问题{object_id}",
        serious=serious,
        placed_on=on,
    )


def test_each_demand_gets_one_order(project_year):
    demand(project_year, 1)
    demand(project_year, 2, serious=True)
    demand(project_year, 3, on=TODAY + timedelta(days=1))
    assert (take_demands(TODAY), take_demands(TODAY)) == (2, 0)
    orders = Rectification.objects.order_by("pk")
    assert [(o.number, o.problem, o.source, o.days, o.serious) for o in orders] == [
        (1, "问题1", "key_evaluation", 30, False),
        (2, "问题2", "key_evaluation", 60, True),
    ]


def test_a_source_has_one_order_and_numbers_start_anew_each_year(order, project_year, year):
    same = open_rectification(
        project_year,
        source=Demand.Source.AUDIT,
        machine=order.machine,
        object_id=order.object_id,
        problem="另一问题",
    )
    assert (same.pk, same.problem) == (order.pk, "资料不全")
    FiscalYear.objects.create(year=YEAR + 1, pack=year.pack)
    next_year = ProjectYear.objects.create(project=Project.objects.get(), year=YEAR + 1)
    numbers = [
        open_rectification(
            place, source=Demand.Source.AUDIT, machine="m", object_id=n, problem="问题"
        ).order_no
        for n, place in enumerate([project_year, next_year])
    ]
    assert numbers == ["整改〔2023〕2号", "整改〔2024〕1号"]


def test_an_order_may_name_several_problems(project_year):
    order = open_rectification(
        project_year,
        source=Demand.Source.AUDIT,
        machine="m",
        object_id=1,
        problem="两个问题",
        problems=["账实不符", "超范围支出"],
    )
    assert [item.problem for item in order.items.all()] == ["账实不符", "超范围支出"]


def test_a_list_is_written_only_while_the_order_is_in_hand(order, town):
    officer = town.people[Role.UNIT_OFFICER]
    with pytest.raises(Refused) as refused:
        list_items(put(order, "issued"), [Item("问题")], by=officer, at=NOON)
    assert refused.value.codes == (Code.STATE,)
    listed = list_items(put(order, "received"), [Item("甲"), Item("乙")], by=officer, at=NOON)
    assert [item.problem for item in listed.items.all()] == ["甲", "乙"]
