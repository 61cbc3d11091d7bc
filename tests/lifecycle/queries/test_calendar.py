"""The calendar as data: what stands on which day, for whom, and what it costs."""

from datetime import date

import pytest
from django.utils import translation

from lifecycle.actions.windows import set_window, withdraw_exception
from lifecycle.models import Holiday, ProjectYear
from lifecycle.queries import CalendarKind, CalendarReader, entries_for, lines_of, seats_for
from lifecycle.queries import standing_windows as windows_of
from lifecycle.queries.calendar import DUE_SHOWN, Line, year_of
from lifecycle.roles import Level, Role
from lifecycle.rules.windows import Span
from tests.conftest import NOON, YEAR, organisation, put
from tests.lifecycle.conftest import PAST
from tests.lifecycle.windows import TODAY, granted

pytestmark = pytest.mark.django_db
MARCH = (date(2023, 3, 1), date(2023, 3, 31))
OCTOBER = (date(2022, 10, 1), date(2022, 10, 31))


def reader(person):
    return CalendarReader(person, seats_for(person, TODAY), TODAY)


def told(person, span, kind, stage=""):
    found = entries_for(reader(person), *span, stage=stage)
    return [(one.on, one.title) for one in found if one.kind is kind]


def test_the_packs_day_is_shown_and_said_to_close_nothing(officer):
    assert told(officer, OCTOBER, CalendarKind.CLOSES, "target") == [
        (date(2022, 10, 31), "2023年度绩效目标应报送完毕（规则包，不关闭）")
    ]


def test_a_window_that_is_set_takes_its_place(officer, division):
    span = Span(date(2022, 9, 1), date(2022, 10, 20))
    set_window("target", year=YEAR, span=span, note="提前", by=division, at=NOON)
    assert told(officer, OCTOBER, CalendarKind.CLOSES, "target") == [
        (date(2022, 10, 20), "2023年度绩效目标报送截止")
    ]
    # Open all October, so October shows it although it opened before.
    assert told(officer, OCTOBER, CalendarKind.OPENS) == [
        (date(2022, 9, 1), "2023年度绩效目标开始报送")
    ]


def test_the_closing_day_of_amendments_is_that_of_the_pack_and_closes(officer, division):
    (found,) = windows_of("amendment")
    assert (found.span, found.is_set, found.closes) == (Span(None, date(2023, 11, 30)), False, True)
    november = (date(2023, 11, 1), date(2023, 11, 30))
    assert told(officer, november, CalendarKind.CLOSES, "amendment") == [
        (date(2023, 11, 30), "2023年度绩效目标调整报送截止")
    ]
    span = Span(date(2023, 3, 1))
    set_window("amendment", year=YEAR, span=span, note="随时", by=division, at=NOON)
    (found,) = windows_of("amendment")
    assert (found.span, found.closes, found.by_pack) == (span, True, False)


def test_a_day_of_the_pack_closes_only_where_the_stage_refuses_what_comes_after(db, year):
    closing = {one.stage for one in windows_of() if one.closes}
    assert closing == {"amendment"}


def test_a_change_raises_the_revision_and_keeps_the_mark(officer, division):
    def closing():
        (found,) = [
            one
            for one in entries_for(reader(officer), *OCTOBER, stage="target")
            if one.kind is CalendarKind.CLOSES
        ]
        return found.mark, found.revision

    before = closing()
    set_window("target", year=YEAR, span=PAST, note="说明", by=division, at=NOON)
    once = closing()
    set_window("target", year=YEAR, span=PAST, note="再说", by=division, at=NOON)
    assert [before, once, closing()] == [
        ("window-2023-target-closes", revision) for revision in (0, 1, 2)
    ]


def test_what_waits_for_me_stands_on_its_last_day(target, officer):
    put(target, "draft", due_on=date(2023, 3, 10))
    assert told(officer, MARCH, CalendarKind.DUE) == [
        (date(2023, 3, 10), "校舍维修：绩效目标应办结")
    ]


def test_what_waits_for_others_does_not(town, target, officer):
    put(target, "unit_submitted", due_on=date(2023, 3, 10))
    assert told(officer, MARCH, CalendarKind.DUE) == []
    checking = town.people[Role.DEPARTMENT_OFFICER]
    assert len(told(checking, MARCH, CalendarKind.DUE)) == 1


def test_a_stage_narrows_what_is_shown(target, officer):
    put(target, "draft", due_on=date(2023, 3, 10))
    assert len(told(officer, MARCH, CalendarKind.DUE, "target")) == 1
    assert told(officer, MARCH, CalendarKind.DUE, "report") == []


def test_an_exception_is_shown_to_its_unit_and_to_those_above_alone(town, division, officer):
    other = organisation("219002", "第二小学", Level.UNIT, town.department)
    granted(town, division)
    granted(town, division, organisation=other)
    mine = told(officer, MARCH, CalendarKind.EXCEPTION)
    assert mine == [(TODAY, "第一小学：2023年度绩效目标可在窗口外报送")]
    assert len(told(town.people[Role.DEPARTMENT_HEAD], MARCH, CalendarKind.EXCEPTION)) == 2
    assert told(town.people[Role.EXPERT], MARCH, CalendarKind.EXCEPTION) == []


def test_a_withdrawn_exception_is_marked_so(town, division, officer):
    withdraw_exception(granted(town, division), note="撤销", by=division, at=NOON)
    (found,) = [
        one for one in entries_for(reader(officer), *MARCH) if one.kind is CalendarKind.EXCEPTION
    ]
    assert (found.ended, found.revision) == (True, 1)


def test_a_holiday_is_named_in_the_language_of_the_page(officer):
    Holiday.objects.create(day=date(2023, 3, 8), is_workday=False, name="Mid-autumn Festival")
    Holiday.objects.create(day=date(2023, 3, 9), is_workday=False, name="国庆节")
    days = (date(2023, 3, 8), date(2023, 3, 9))
    for language, names in (("zh-hans", ("中秋", "国庆节")), ("en", ("Mid-Autumn", "National"))):
        with translation.override(language):
            found = told(officer, days, CalendarKind.HOLIDAY)
        assert all(name in title for name, (_on, title) in zip(names, found, strict=True))


def test_holidays_and_shifted_workdays_are_named(officer):
    Holiday.objects.create(day=date(2023, 3, 8), is_workday=False, name="妇女节")
    Holiday.objects.create(day=date(2023, 3, 12), is_workday=True, name="妇女节")
    assert told(officer, MARCH, CalendarKind.HOLIDAY) == [(date(2023, 3, 8), "妇女节：放假")]
    assert told(officer, MARCH, CalendarKind.WORKDAY) == [(date(2023, 3, 12), "妇女节：调休上班")]


def test_an_approved_target_that_must_be_public_has_to_be_so_by_its_day(town, target, officer):
    put(target, "approved", due_on=date(2023, 3, 20))
    assert told(officer, MARCH, CalendarKind.PUBLISH) == []
    ProjectYear.objects.update(is_key=True)
    assert told(officer, MARCH, CalendarKind.PUBLISH) == [
        (date(2023, 3, 20), "已批复的绩效目标：最迟公开日")
    ]
    assert told(town.people[Role.EXPERT], MARCH, CalendarKind.PUBLISH) == []


def test_the_month_costs_the_same_whatever_it_holds(
    town, target, officer, division, django_assert_max_num_queries
):
    put(target, "draft", due_on=date(2023, 3, 10))
    for _turn in range(5):
        granted(town, division)
        set_window("target", year=YEAR, span=PAST, note="说明", by=division, at=NOON)
    for person in (officer, division):
        mine = reader(person)
        entries_for(mine, *MARCH)  # a pack is read once for good
        with django_assert_max_num_queries(7):
            entries_for(mine, *MARCH)


def test_of_many_due_on_one_day_the_first_are_named_and_the_rest_counted(target, officer):
    put(target, "draft", due_on=date(2023, 3, 10))
    (one,) = [e for e in entries_for(reader(officer), *MARCH) if e.kind is CalendarKind.DUE]
    assert lines_of([one] * DUE_SHOWN) == [Line(one)] * DUE_SHOWN
    assert lines_of([one] * (DUE_SHOWN + 3)) == [*[Line(one)] * DUE_SHOWN, Line(one, 3)]


def test_the_year_counts_by_month(target, officer):
    put(target, "draft", due_on=date(2023, 3, 10))
    Holiday.objects.create(day=date(2023, 5, 1), is_workday=False, name="劳动节")
    months = {one.first.month: one.counts for one in year_of(reader(officer), 2023)}
    assert (months[3]["due"], months[5]["holiday"]) == (1, 1)
    assert months[11]["closes"] == 1  # amendments, by the pack
    assert "due" not in months[4]
