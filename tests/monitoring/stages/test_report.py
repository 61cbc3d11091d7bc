"""Monitoring reports: every cell of state × step × role, and every need."""

from decimal import Decimal

import pytest

from lifecycle.refusals import Code, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire, fire_many
from monitoring.actions import Entry, record_readings
from monitoring.models import Report
from tests.conftest import put
from tests.monitoring.conftest import AUGUST, entries, paid
from tests.stage_table import expected, walk

ALLOWED = """
issued      start            unit_officer                        filling
filling     submit           unit_officer                        submitted
returned    submit           unit_officer                        submitted
submitted   withdraw         unit_officer,unit_head              filling
submitted   accept           department_officer                  dept_review
submitted   dept_return      department_officer,department_head  returned
dept_review withdraw         unit_officer,unit_head              filling
dept_review endorse          department_head                     biz_review
dept_review dept_return      department_officer,department_head  returned
biz_review  conclude_clean   desk                                concluded
biz_review  conclude_adjust  desk                                concluded
biz_review  conclude_rectify desk                                concluded
biz_review  desk_return      desk                                returned
concluded   archive          performance,system                  archived
"""


@pytest.mark.parametrize("state", Report.State)
def test_every_cell_of_the_table(town, report, state):
    # The walk acts in March, before the books of July: without figures there is nothing to differ.
    report = put(report, report.state, paid=None, budget=None)
    assert walk(report, state, town.people) == expected(ALLOWED, state)


def saved(report, town, *, cause=None, **values):
    officer = town.people[Role.UNIT_OFFICER]
    return record_readings(report, entries(report, **values), by=officer, cause=cause, at=AUGUST)


def faults(report, town, name="submit", role=Role.UNIT_OFFICER):
    with pytest.raises(Refused) as refused:
        fire(report, name, by=town.people[role], note="说明", at=AUGUST)
    assert set(refused.value.codes) == {Code.NEED}
    assert Report.objects.get(pk=report.pk).version == report.version
    return {refusal.need: refusal.sentence for refusal in refused.value.refusals}


def test_a_report_on_plan_can_be_filed(report, town):
    assert (report.execution_light, report.goal_light, report.project_light) == ("green",) * 3
    filed = fire(report, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    assert (str(filed.state), filed.submitted_on) == ("submitted", AUGUST.date())


def test_every_reading_has_a_value_or_a_reason(report, town):
    empty = saved(report, town, 验收合格率=Entry())
    assert faults(empty, town) == {"complete": "“验收合格率”未填实际完成情况，也未说明原因"}
    told = saved(empty, town, 验收合格率=Entry(no_data_reason="年底验收"))
    assert fire(told, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST).version == 4


def test_a_reading_below_plan_has_a_cause(report, town):
    late = saved(report, town, 受益学生数=2000)
    assert late.goal_light == "yellow"
    assert faults(late, town) == {"explained": "“受益学生数”低于进度，请选择偏差原因"}
    vague = saved(late, town, 受益学生数=Entry(Decimal(2000), cause="other"))
    assert faults(vague, town) == {"explained": "“受益学生数”的偏差原因为其他，请说明"}
    told = saved(vague, town, 受益学生数=Entry(Decimal(2000), cause="other", note="生源减少"))
    assert fire(told, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST).version == 5


def test_slow_payment_has_a_cause(report, town, project_year):
    paid(project_year, 40, revision=2)
    slow = saved(report, town, 维修校舍数量=5)
    assert (slow.execution_light, slow.paid) == ("yellow", Decimal(40))
    assert faults(slow, town) == {"explained": "预算执行低于进度，请填写偏差原因说明"}
    told = saved(slow, town, cause="招标推迟", 维修校舍数量=5)
    assert fire(told, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST).version == 4


def test_a_report_is_filed_with_the_figures_of_the_ledger(report, town, project_year):
    paid(project_year, 70, revision=2)
    assert faults(report, town) == {"figures_current": "预算执行数已有更新，请重新保存后送审"}
    again = saved(report, town)
    assert again.paid == Decimal(70)
    assert fire(again, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST).version == 3


def test_a_red_project_is_never_without_problem(report, town):
    red = put(report, Report.State.BIZ_REVIEW, project_light="red")
    sentence = {"not_red": "红灯项目不能认定为无问题"}
    assert faults(red, town, "conclude_clean", Role.DESK) == sentence
    desk = town.people[Role.DESK]
    rows = Report.objects.all()
    moved = fire_many(rows, "conclude_clean", by=desk, at=AUGUST)
    assert [r.sentence for r in moved.refused[red.pk]] == list(sentence.values())
    fire(red, "conclude_adjust", by=desk, note="减少目标", at=AUGUST)


def test_whoever_filed_does_not_conclude(report, town):
    officer = town.people[Role.UNIT_OFFICER]
    filed = fire(report, "submit", by=officer, at=AUGUST)
    officer.seats.create(organisation=town.desk, role=Role.DESK, starts_on="2020-01-01")
    with pytest.raises(Refused) as refused:
        fire(put(filed, "biz_review"), "conclude_clean", by=officer, at=AUGUST)
    assert refused.value.codes == (Code.FOUR_EYES,)
