"""Silences: what they stop, what they never stop, how they end, and what is said afterwards."""

from datetime import date

import pytest

from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import (
    Wish,
    escalate_warnings,
    expire_silences,
    request_silence,
    send_warnings,
)
from monitoring.models import Silence, Warning  # noqa: A004
from monitoring.models.warning import PROJECT_LIGHT, fingerprint
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST, JULY, REASON, judged, mails
from tests.monitoring.test_sweep import project_year_of

DAY = AUGUST.date()


def warned(project_year, light="red"):
    made = Warning.objects.create(
        project_year=project_year,
        organisation=project_year.project.organisation,
        year=YEAR,
        month=JULY,
        light=light,
        reason="执行红灯",
        fingerprint=fingerprint(project_year.pk, rule=PROJECT_LIGHT, year=YEAR),
    )
    return fire(made, "open", by=None, at=AUGUST)


def approved(town, opened, **wish):
    officer, desk = town.people[Role.UNIT_OFFICER], town.people[Role.DESK]
    given = {"ends_on": date(2023, 8, 4), "reason": REASON} | wish
    asked = request_silence(opened, Wish(**given), by=officer, at=AUGUST)
    return fire(asked, "approve", by=desk, at=AUGUST)


def test_a_silence_stops_the_mails_and_nothing_else(town, opened, project_year):
    judged(project_year)
    approved(town, opened)
    before = Warning.objects.values().get()
    assert send_warnings(DAY).mails == 0
    assert escalate_warnings(date(2023, 8, 8)) == 1
    assert Warning.objects.values().get() == before


def test_the_first_mail_after_a_silence_says_who_allowed_it(town, opened, project_year):
    judged(project_year)
    approved(town, opened)
    send_warnings(DAY)
    # The fourth is a Friday: the silence is over on a rest day, the mail goes out on Monday.
    monday = date(2023, 8, 7)
    assert expire_silences(monday) == 1
    assert str(Silence.objects.get().state) == "expired"
    assert send_warnings(monday).mails == 4
    desk = town.people[Role.DESK].name
    said = f"静默已到期（批准人：{desk}，期限：2023-08-04）：52010023T000000000001 校舍维修"
    assert all("静默已到期" in notice.body for notice in mails(monday)), said
    assert send_warnings(date(2023, 8, 14)).mails == 4
    assert not any("静默已到期" in notice.body for notice in mails(date(2023, 8, 14)))


def test_a_silence_of_another_rule_stops_nothing(town, opened, project_year):
    judged(project_year, execution="red", goal="red")
    approved(town, opened, rule="execution")
    assert send_warnings(DAY).mails == 4


def test_over_budget_cannot_be_silenced(town, opened, project_year):
    judged(project_year, sentence="超预算：已支出120元 > 全年预算100元")
    officer = town.people[Role.UNIT_OFFICER]
    with pytest.raises(Refused, match="超预算的预警不能静默"):
        request_silence(opened, Wish(date(2023, 8, 4), REASON), by=officer, at=AUGUST)
    Silence.objects.create(
        organisation=town.unit, year=YEAR, starts_on=DAY, ends_on=DAY, reason=REASON
    )
    put(Silence.objects.get(), "active")
    assert send_warnings(DAY).mails == 4


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"reason": "太短"}, "理由不少于10个字"),
        ({"ends_on": date(2023, 10, 1)}, "截止日应在2023-08-01至2023-09-30之间"),
        ({"ends_on": date(2023, 7, 31)}, "截止日应在"),
        ({"month": 4}, "所选规则或月份与此预警不符"),
        ({"rule": "goal"}, "所选规则或月份与此预警不符"),
    ],
)
def test_a_wish_that_is_too_wide_or_idle_is_refused(town, opened, project_year, wish, sentence):
    judged(project_year)
    given = {"ends_on": date(2023, 8, 4), "reason": REASON} | wish
    with pytest.raises(Refused, match=sentence):
        request_silence(opened, Wish(**given), by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    assert not Silence.objects.exists()


def test_only_the_unit_asks_for_silence(town, opened):
    wish = Wish(date(2023, 8, 4), REASON)
    with pytest.raises(Forbidden):
        request_silence(opened, wish, by=town.people[Role.DESK], at=AUGUST)
    assert not Silence.objects.exists()


@pytest.mark.parametrize("step", ["resolve", "supersede"])
def test_a_silence_ends_with_its_warning(town, opened, project_year, step):
    judged(project_year)
    approved(town, opened)
    fire(Warning.objects.get(), step, by=None, at=AUGUST)
    assert str(Silence.objects.get().state) == "ended"


def test_a_silence_of_the_unit_lasts_as_long_as_any_of_its_warnings(town, opened, project_year):
    judged(project_year)
    other = warned(project_year_of(town, 7))
    approved(town, opened, whole_unit=True)
    fire(Warning.objects.get(pk=opened.pk), "resolve", by=None, at=AUGUST)
    assert str(Silence.objects.get().state) == "active"
    fire(other, "resolve", by=None, at=AUGUST)
    assert str(Silence.objects.get().state) == "ended"
