"""Every number of the warning table: what another one changes, and what a pack may not say."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest

from lifecycle.queries.packs import shipped_body, shipped_packs
from lifecycle.rules.pack import NATIONAL, PackError, from_json, to_json, whole
from lifecycle.rules.pack_misfits import misfit
from lifecycle.rules.warning_table import NATIONAL_WARNINGS, WARNINGS, WarningNumbers
from monitoring.rules.episodes import flapping
from monitoring.rules.escalation import Step, next_level
from monitoring.rules.lights import Light
from monitoring.rules.limits import Limits
from monitoring.rules.reminders import stage_now, stages_reached
from monitoring.rules.silences import last_day
from monitoring.rules.telling import Bar, Standing, Told, Why, held_back, must_wait, why_tell

DAY = date(2023, 8, 15)
RED = Light.RED


def level(numbers, *, age=0, acknowledged=False, periods=1, overdue=0):
    return next_level(
        age,
        acknowledged=acknowledged,
        red_periods=periods,
        plan_overdue_workdays=overdue,
        limits=numbers,
    )


def told_again(numbers, workdays):
    last = Told(RED, 1, 7, workdays)
    return why_tell(Standing(RED, 1, 7), last=last, on=DAY, numbers=numbers) is Why.AGAIN


def amending(numbers, workdays):
    bar = held_back(
        silenced=False, mute=None, amended_workdays=workdays, goal_alone=True, ordered=False,
        flaps=False, numbers=numbers,
    )  # fmt: skip
    return bar is Bar.AMENDING


def waits(numbers, gap=0, mails=0):
    return must_wait(gap_days=gap, mails=mails, numbers=numbers)


def reaches(numbers, past):
    return stages_reached(past, stages=numbers.reminders)[-1:]


def ends(numbers, starts_on):
    return last_day(starts_on, year=2023, longest=numbers.silence_days)


HEAD, LEADER, BUREAU = Step.HEAD_AND_REVIEWER, Step.LEADER_AND_DIVISION, Step.BUREAU_LEADER
MAY = date(2023, 5, 1)


@pytest.mark.parametrize(
    ("name", "other", "asked", "usual", "changed"),
    [
        ("head_age", 6, lambda n: level(n, age=5), HEAD, Step.OFFICER),
        ("head_age", 4, lambda n: level(n, age=4), Step.OFFICER, HEAD),
        ("leader_age", 11, lambda n: level(n, age=10), LEADER, HEAD),
        ("leader_age", 9, lambda n: level(n, age=9), HEAD, LEADER),
        ("bureau_age", 21, lambda n: level(n, age=20), BUREAU, LEADER),
        ("bureau_age", 19, lambda n: level(n, age=19), LEADER, BUREAU),
        ("head_periods", 1, lambda n: level(n, periods=1), Step.OFFICER, HEAD),
        ("head_periods", 3, lambda n: level(n, periods=2), HEAD, Step.OFFICER),
        ("bureau_periods", 2, lambda n: level(n, periods=2), HEAD, BUREAU),
        ("bureau_periods", 4, lambda n: level(n, periods=3), BUREAU, HEAD),
        ("plan_overdue", 2, lambda n: level(n, acknowledged=True, overdue=1), LEADER, Step.OFFICER),
        ("repeat_after", 6, lambda n: told_again(n, 5), True, False),
        ("repeat_after", 4, lambda n: told_again(n, 4), False, True),
        ("amendment_holds", 19, lambda n: amending(n, 20), True, False),
        ("amendment_holds", 21, lambda n: amending(n, 21), False, True),
        ("silence_days", 30, lambda n: ends(n, MAY), date(2023, 6, 30), date(2023, 5, 31)),
        ("silence_days", 366, lambda n: ends(n, MAY), date(2023, 6, 30), date(2023, 12, 31)),
        ("gap_days", 9, lambda n: waits(n, gap=10), False, True),
        ("gap_days", 11, lambda n: waits(n, gap=11), True, False),
        ("gap_mails", 199, lambda n: waits(n, mails=200), False, True),
        ("gap_mails", 201, lambda n: waits(n, mails=201), True, False),
        ("reminders", (-10, 0), lambda n: reaches(n, -10), (), (-10,)),
        ("reminders", (-10, 0), lambda n: reaches(n, 5), (5,), (0,)),
    ],
)
def test_another_number_changes_what_follows(name, other, asked, usual, changed):
    assert asked(NATIONAL_WARNINGS) == usual
    assert asked(replace(NATIONAL_WARNINGS, **{name: other})) == changed


def test_of_other_stages_the_latest_speaks_once():
    assert stage_now(-5, known=(), stages=(-10, -5)) == -5
    assert stage_now(-4, known=(-5,), stages=(-10, -5)) is None


@pytest.mark.parametrize(("stable", "flaps"), [(1, False), (2, True)])
def test_so_many_stable_periods_end_a_flapping(stable, flaps):
    lights = [Light.RED, Light.GREEN, Light.RED, Light.GREEN, Light.GREEN]
    lines = {**NATIONAL.lights, "flap_changes": 3, "flap_stable": stable}
    assert flapping(lights, revisions=0, limits=Limits(**lines)) is flaps
    assert Limits(**NATIONAL.lights).flap_stable == 2


def test_the_shape_names_every_number_and_an_older_body_means_the_usual_ones():
    assert {one.name for one in fields(WarningNumbers)} == set(WARNINGS.also)
    assert "warnings" not in to_json(NATIONAL)
    assert from_json(to_json(NATIONAL)) == from_json(whole(NATIONAL)) == NATIONAL
    for name in shipped_packs():
        assert "warnings" not in shipped_body(name)


def test_what_differs_is_written_whole_and_read_again():
    pack = replace(NATIONAL, warnings=WarningNumbers(head_age=3, reminders=(-2, 0)))
    body = json.loads(json.dumps(to_json(pack)))
    assert from_json(body) == pack
    assert from_json(to_json(NATIONAL) | {"warnings": {"head_age": 3}}).warnings == replace(
        NATIONAL_WARNINGS, head_age=3
    )


@pytest.mark.parametrize(
    ("differs", "fault", "said"),
    [
        (
            {"head_age": 11},
            "warnings：head_age、leader_age、bureau_age不应递减",
            "逐级上报的工作日数应逐级不减",
        ),
        (
            {"bureau_periods": 1},
            "warnings：head_periods不应大于bureau_periods",
            "报单位负责人的红灯期数不应多于报市领导的",
        ),
        (
            {"reminders": [0, -1]},
            "warnings.reminders：应由小到大列出，不重复且不为空",
            "应由小到大列出，不重复且不为空",
        ),
        (
            {"reminders": []},
            "warnings.reminders：应由小到大列出，不重复且不为空",
            "应由小到大列出，不重复且不为空",
        ),
        (
            {"reminders": [-31]},
            "warnings.reminders[0]：应为-30到60之间的整数",
            "应为-30到60之间的整数",
        ),
        (
            {"silence_days": 367},
            "warnings.silence_days：应为1到366之间的整数",
            "应为1到366之间的整数",
        ),
        (
            {"digest_rows": "20"},
            "warnings.digest_rows：应为1到100之间的整数",
            "应为1到100之间的整数",
        ),
        ({"hour": 9}, "warnings.hour：没有这一项", "没有这一项"),
    ],
)
def test_a_fault_is_named_with_its_place_and_in_words(differs, fault, said):
    with pytest.raises(PackError) as refused:
        from_json(to_json(NATIONAL) | {"warnings": differs})
    assert refused.value.faults == [fault]
    assert misfit(fault.partition("：")[2]) == said
