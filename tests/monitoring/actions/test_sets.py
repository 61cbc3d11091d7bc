"""What is filled in for many at once is kept as if it were filled in one by one."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Indicator, Project, ProjectYear, Snapshot, Target, TransitionLog
from lifecycle.models.subject import canonical, digest
from lifecycle.refusals import Code, Refusal
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire, fire_many
from monitoring.actions import (
    Entry,
    Item,
    issue_reports,
    list_items,
    list_many,
    open_rectification,
    record_many,
    record_readings,
)
from monitoring.models import Reading, Rectification, RectificationItem, Report
from tests.conftest import GOAL, INDICATORS, NOON, YEAR, organisation, put
from tests.monitoring.conftest import AUGUST, DONE, JULY, entries, paid

SEATLESS = (Refusal(Code.RIGHT, "您不在可以修改此事项的岗位上"),)
ENTRIES = {
    "维修校舍数量": Entry(Decimal("1.50"), possibility="impossible", cause="funds", note="甲\n乙"),
    "验收合格率": Entry(Decimal(0)),
    "按期完工率": Entry(no_data_reason="尚未验收"),
    "受益学生数": Entry(Decimal("3E+3"), cause="other", note='说："停工"，it\'s so'),
    "师生满意度": Entry(attainment="achieved"),
}


def project_years(places):
    for number, place in enumerate(places, start=Project.objects.count() + 1):
        project = Project.objects.create(
            code=f"52010023T{number:012d}", name=f"项目{number}", organisation=place
        )
        yield ProjectYear.objects.create(project=project, year=YEAR)


def filling(*places):
    """A report of July in hand for a project of each place, with 40 of 100 paid."""
    for row in project_years(places):
        target = Target.objects.create(
            project_year=row,
            organisation=row.project.organisation,
            year=YEAR,
            goal=GOAL,
            amount=Decimal(100),
        )
        columns = ("level", "name", "operator", "target", "unit", "weight")
        Indicator.objects.bulk_create(
            Indicator(target_set=target, **dict(zip(columns, values, strict=True)))
            for values in INDICATORS
        )
        put(target, "approved")
        paid(row, 40)
    issue_reports(YEAR, month=JULY, at=AUGUST)
    fresh = Report.objects.filter(state="issued").order_by("pk")
    return [put(report, "filling") for report in fresh]


def second(town):
    return organisation("219002", "第二小学", Level.UNIT, town.department)


def on_plan(report):
    return entries(report), "如期"


def kept(report):
    """All that one act left behind of a report, the times of the database aside."""
    line = TransitionLog.objects.filter(object_id=report.pk).values().first()
    return {
        "report": Report.objects.filter(pk=report.pk).values().get(),
        "readings": list(Reading.objects.filter(report=report).order_by("pk").values()),
        "line": {name: line[name] for name in line.keys() - {"id", "recorded_at", "hash"}},
        "content": Snapshot.objects.get(content_hash=line["content_hash"]).content,
    }


def undone(act, report):
    """Return what an act leaves behind, and take it back."""
    with transaction.atomic():
        act()
        found = kept(report)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("given", [ENTRIES, {}, {"验收合格率": Entry(Decimal("-0.00"))}])
def test_one_report_of_many_is_kept_as_if_it_were_the_only_one(town, given):
    officer = town.people[Role.UNIT_OFFICER]
    report, *_others = filling(town.unit, town.unit)
    found = {one.key: given[one.name] for one in report.readings.all() if one.name in given}
    alone = undone(
        lambda: record_readings(report, found, by=officer, cause="停工", at=AUGUST), report
    )
    many = undone(
        lambda: record_many(
            Report.objects.all(), lambda _one: (found, "停工"), by=officer, at=AUGUST
        ),
        report,
    )
    assert many == alone
    assert many["report"]["cause"] == "停工"
    assert [one["note"] for one in many["readings"]] == [
        given.get(name, Entry()).note for name in DONE
    ]


def test_every_report_gets_its_own_figures_lights_and_line(town):
    first, last = filling(town.unit, town.unit)
    paid(last.project_year, 10, revision=2)
    officer = town.people[Role.UNIT_OFFICER]
    result = record_many(Report.objects.all(), on_plan, by=officer, at=AUGUST)
    assert (result.moved, result.refused) == ([first.pk, last.pk], {})
    found = Report.objects.order_by("pk")
    columns = ("paid", "execution_light", "goal_light", "project_light", "cause", "version")
    assert list(found.values_list(*columns)) == [
        (Decimal(40), "yellow", "green", "yellow", "如期", 1),
        (Decimal(10), "red", "green", "red", "如期", 1),
    ]
    lines = TransitionLog.objects.order_by("object_id").values_list("object_id", "step", "role")
    assert list(lines) == [(one.pk, "edit", "unit_officer") for one in (first, last)]
    for report in found:
        assert report.content_hash == digest(canonical(report.content()))


def test_anothers_report_is_refused_and_stays_as_it_was(town):
    mine, theirs = filling(town.unit, second(town))
    before = Reading.objects.filter(report=theirs).values()
    as_it_was = list(before)
    asked = []

    def look(report):
        asked.append(report.pk)
        return on_plan(report)

    officer = town.people[Role.UNIT_OFFICER]
    result = record_many(Report.objects.all(), look, by=officer, at=AUGUST)
    assert (result.moved, result.refused) == ([mine.pk], {theirs.pk: SEATLESS})
    assert asked == [mine.pk]
    assert list(before.all()) == as_it_was
    assert Report.objects.get(pk=theirs.pk).version == 0


def test_a_filed_report_is_left_out(town):
    first, last = filling(town.unit, town.unit)
    officer = town.people[Role.UNIT_OFFICER]
    record_many(
        Report.objects.filter(pk=first.pk), lambda one: (entries(one), "晚"), by=officer, at=AUGUST
    )
    assert fire_many(Report.objects.all(), "submit", by=officer, at=AUGUST).moved == [first.pk]
    result = record_many(Report.objects.all(), on_plan, by=officer, at=AUGUST)
    assert result.moved == [last.pk]
    assert result.refused == {first.pk: (Refusal(Code.STATE, "现为“单位送审”，不能修改"),)}


def test_one_reading_that_cannot_be_stored_refuses_all(town):
    first, last = filling(town.unit, town.unit)

    def wrong(report):
        values = {"师生满意度": Entry(note="隐\u200b藏")} if report.pk == last.pk else {}
        return entries(report, **values), ""

    with pytest.raises(ValidationError):
        record_many(Report.objects.all(), wrong, by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    assert set(Report.objects.values_list("version")) == {(0,)}
    assert not Reading.objects.exclude(actual=None).exists()
    assert first.readings.count() == 5


def test_ten_reports_take_as_many_statements_as_one(town):
    reports = filling(*[town.unit] * 11)
    officer = town.people[Role.UNIT_OFFICER]

    def statements(rows):
        keys = [row.pk for row in rows]
        with CaptureQueriesContext(connection) as seen:
            record_many(Report.objects.filter(pk__in=keys), on_plan, by=officer, at=AUGUST)
        return len(seen)

    assert statements(reports[1:]) == statements(reports[:1])
    assert set(Report.objects.values_list("version", flat=True)) == {1}


def orders(*places):
    """An order received by the unit of each place."""
    made = [
        open_rectification(
            row, source="audit", machine="m", object_id=row.pk, problem=f"问题{row.pk}"
        )
        for row in project_years(places)
    ]
    return [put(order, "received") for order in made]


def listed(order):
    rows = RectificationItem.objects.filter(rectification=order).order_by("pk")
    return list(rows.values_list("problem", "measure", "responsible", "due_on"))


def both(order):
    return [
        Item(f"甲{order.number}", "补齐资料", "张三", date(2023, 4, 1)),
        Item(f"乙{order.number}", evidence='说："已办"，it\'s done'),
    ]


def test_every_order_gets_its_own_list_and_its_line(town):
    first, last = orders(town.unit, town.unit)
    officer = town.people[Role.UNIT_OFFICER]
    result = list_many(Rectification.objects.all(), both, by=officer, at=NOON)
    assert (result.moved, result.refused) == ([first.pk, last.pk], {})
    for order in (first, last):
        assert listed(order) == [
            (f"甲{order.number}", "补齐资料", "张三", date(2023, 4, 1)),
            (f"乙{order.number}", "", "", None),
        ]
    lines = TransitionLog.objects.order_by("object_id")
    assert list(lines.values_list("object_id", "step", "version")) == [
        (first.pk, "edit", 1),
        (last.pk, "edit", 1),
    ]
    for order in Rectification.objects.all():
        assert order.content_hash == digest(canonical(order.content()))


def test_one_order_of_many_is_listed_as_if_it_were_the_only_one(town):
    first, _last = orders(town.unit, town.unit)
    officer = town.people[Role.UNIT_OFFICER]
    list_items(first, both(first), by=officer, at=NOON)
    alone = Rectification.objects.get(pk=first.pk).content_hash
    items = listed(first)
    list_many(Rectification.objects.all(), both, by=officer, at=NOON)
    assert (Rectification.objects.get(pk=first.pk).content_hash, listed(first)) == (alone, items)


def test_what_is_not_in_hand_or_not_ones_own_is_left_out(town):
    mine, theirs, closed = orders(town.unit, second(town), town.unit)
    put(closed, "feedback")
    before = (listed(theirs), listed(closed))
    by = town.people[Role.UNIT_HEAD]
    result = list_many(Rectification.objects.all(), both, by=by, at=NOON)
    assert result.moved == [mine.pk]
    assert result.refused == {
        theirs.pk: SEATLESS,
        closed.pk: (Refusal(Code.STATE, "现为“整改反馈”，不能修改"),),
    }
    assert (listed(theirs), listed(closed)) == before


def test_one_line_that_cannot_be_stored_refuses_every_list(town):
    first, last = orders(town.unit, town.unit)
    before = (listed(first), listed(last))

    def wrong(order):
        return [Item("隐\u200b藏" if order.pk == last.pk else "问题")]

    with pytest.raises(ValidationError):
        list_many(Rectification.objects.all(), wrong, by=town.people[Role.UNIT_HEAD], at=NOON)
    assert (listed(first), listed(last)) == before
    assert not TransitionLog.objects.exists()


def test_a_listed_order_can_be_reported_on(town):
    (order,) = orders(town.unit)
    officer = town.people[Role.UNIT_OFFICER]
    done = Item("问题", "补齐资料", "张三", NOON.date(), NOON.date(), "资料目录")
    list_many(Rectification.objects.all(), lambda _order: [done], by=officer, at=NOON)
    fire(order, "start", by=officer, at=NOON)
    assert str(fire(order, "report", by=officer, at=NOON).state) == "feedback"


def test_ten_orders_take_as_many_statements_as_one(town):
    made = orders(*[town.unit] * 11)
    officer = town.people[Role.UNIT_OFFICER]

    def statements(rows):
        keys = [row.pk for row in rows]
        with CaptureQueriesContext(connection) as seen:
            list_many(Rectification.objects.filter(pk__in=keys), both, by=officer, at=NOON)
        return len(seen)

    assert statements(made[1:]) == statements(made[:1])
