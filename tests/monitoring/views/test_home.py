"""What monitoring brings to the homes: lights, money, reports to fill in, orders, windows."""

from datetime import date

import pytest
from django.test import Client

from lifecycle import rights
from lifecycle.models import Installation, Project, ProjectYear
from lifecycle.roles import Level, Role
from monitoring.models import LightResult, Rectification, Report
from monitoring.queries import home
from tests.conftest import YEAR, organisation, put, seated
from tests.monitoring.conftest import AUGUST, JULY
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
DAY = AUGUST.date()


@pytest.fixture
def text_of(year):
    """Read the home of a person on the morning of 1 August."""
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST})

    def read(person, url="/"):
        client = Client()
        client.force_login(person)
        answer = client.get(url)
        assert faults(answer) == {}
        return " ".join(Page(answer).text.split())

    return read


def lit(project_year, light, month=JULY, revision=1):
    return LightResult.objects.create(
        project_year=project_year, year=YEAR, month=month, kind=LightResult.Kind.PROJECT,
        revision=revision, light=light, sentence="执行偏慢", inputs={}, pack="national v1",
        as_of=DAY,
    )  # fmt: skip


def test_my_projects_show_light_execution_and_the_next_due_date(
    town, issued, project_year, text_of
):
    put(issued, "filling", due_on=date(2023, 8, 14))
    lit(project_year, "red")
    text = text_of(town.people[Role.UNIT_OFFICER])
    mine = text[text.index("我的项目") : text.index("本月填报")]
    for words in ("校舍维修", "红灯", "60.00%", "2023-08-14", "全部1个项目"):
        assert words in mine


def test_a_project_without_payments_has_no_rate_and_is_not_at_zero(town, project_year, text_of):
    mine = text_of(town.people[Role.UNIT_OFFICER])
    assert "尚无支付数" in mine
    assert "0.00%" not in mine


def test_only_the_newest_revision_of_the_newest_month_counts(town, project_year):
    lit(project_year, "red", month=JULY - 1)
    lit(project_year, "yellow")
    lit(project_year, "green", revision=2)
    held = rights.seats_of(town.people[Role.UNIT_OFFICER], DAY)
    (row,), total = home.projects_of(held, YEAR, DAY)
    assert (row.light, total) == ("green", 1)
    assert home.lights_of(held, YEAR, DAY) == {"green": 1}
    assert home.alarms_of(held, YEAR, DAY).total == 0


def test_the_months_to_fill_in_lead_to_the_list(town, issued, text_of):
    text = text_of(town.people[Role.UNIT_OFFICER])
    assert "2023年7月：1份待填" in text
    put(issued, "returned")
    assert "退回1份" in text_of(town.people[Role.UNIT_OFFICER])
    put(issued, "submitted")
    assert "没有待填的监控填报" in text_of(town.people[Role.UNIT_OFFICER])


def test_a_red_light_is_new_in_its_first_month_only(town, project_year, text_of):
    lit(project_year, "red")
    assert "7月新增" in text_of(town.people[Role.DESK])
    lit(project_year, "yellow", month=JULY - 1)
    text = text_of(town.people[Role.DESK])
    assert "月新增" not in text.replace("本月新增", "")
    assert "共1个红黄灯项目" in text


def another(town, n):
    project = Project.objects.create(code=f"R{n:04d}", name=f"道路{n}", organisation=town.unit)
    return ProjectYear.objects.create(project=project, year=YEAR)


def alarms(town):
    found = home.alarms_of(rights.seats_of(town.people[Role.DESK], DAY), YEAR, DAY)
    return [(row.pk, row.light, row.known, row.month) for row in found.rows], found.total


def test_red_lights_come_first_and_among_them_the_new_ones(town):
    old, new, yellow, mended, left = (another(town, n) for n in range(5))
    lit(old, "red", month=JULY - 1)
    lit(mended, "red", month=JULY - 1)
    lit(mended, "green", month=JULY - 1, revision=2)
    lit(left, "red", month=JULY - 1)  # judged in June alone: it stands, and is not new
    for project_year, light in ((yellow, "yellow"), (old, "red"), (new, "red"), (mended, "yellow")):
        lit(project_year, light)
    assert alarms(town) == (
        [
            (new.pk, "red", False, JULY),
            (old.pk, "red", True, JULY),
            (left.pk, "red", True, JULY),
            (yellow.pk, "yellow", False, JULY),
            (mended.pk, "yellow", False, JULY),
        ],
        5,
    )


def test_where_the_red_ones_fill_the_list_all_are_counted_still(town):
    years = [another(town, n) for n in range(8)]
    for n, project_year in enumerate(years):
        lit(project_year, "yellow" if n < 2 else "red")
    lit(years[2], "yellow", month=JULY - 1)
    rows, total = alarms(town)
    assert [row[0] for row in rows] == [found.pk for found in years[3:]]
    assert total == 8


def test_an_order_stands_on_the_units_home_once_it_is_out_and_on_the_desks_to_verify(
    town, order, text_of
):
    unit, desk = town.people[Role.UNIT_OFFICER], town.people[Role.DESK]
    assert "资料不全" not in text_of(unit)
    put(order, "rectifying", finish_by=date(2023, 8, 30))
    assert "资料不全" in text_of(unit)
    assert "没有等待核查的整改" in text_of(desk)
    put(order, "feedback")
    assert "资料不全" in text_of(desk)
    put(order, "closed")
    assert "资料不全" not in text_of(unit)
    assert Rectification.objects.count() == 1


def test_the_heads_home_counts_the_lights_and_a_project_never_judged_is_grey(
    town, project_year, text_of
):
    text = text_of(town.people[Role.DEPARTMENT_HEAD])
    lights = text[text.index("红黄灯概况") : text.index("逾期事项")]
    assert "不判灯 1 个" in lights
    assert "红灯 0 个" in lights


def test_the_division_sees_which_month_was_issued(town, issued, text_of):
    text = text_of(town.people[Role.PERFORMANCE])
    windows = text[text.index("窗口和任务下发") : text.index("现行规则版本")]
    assert "7月 已下发1份" in windows
    assert "8月" not in windows


def test_a_report_counts_as_missing_after_its_last_day(town, issued, text_of):
    desk = town.people[Role.DESK]
    assert "7月监控填报" in text_of(desk)
    assert "未到期1" in text_of(desk)
    Installation.objects.update(rehearsal_at=AUGUST.replace(month=9))
    text = text_of(desk)
    assert "未报1" in text[text.index("报送情况") : text.index("红黄灯项目")]
    assert Report.objects.count() == 1


def test_nothing_of_it_is_shown_to_another_department_or_desk(
    town, issued, order, project_year, text_of
):
    lit(project_year, "red")
    put(order, "feedback", finish_by=date(2023, 8, 30))
    desk = organisation("102", "农业科", Level.DESK, town.bureau)
    other = organisation("220", "农业局", Level.DEPARTMENT, desk)
    for role, place in (
        (Role.DESK, desk), (Role.DEPARTMENT_OFFICER, other), (Role.DEPARTMENT_HEAD, other),
    ):  # fmt: skip
        text = text_of(seated(f"far_{role}", role, place))
        assert "校舍维修" not in text
        assert "资料不全" not in text
        assert "教育局" not in text
