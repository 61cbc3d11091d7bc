"""A year is lived through its pages: the target, its approval, a warning, an order."""

from datetime import date

import pytest
from playwright.sync_api import expect

from lifecycle.actions.claiming import claim
from lifecycle.models import Attachment, Comment, Hold, Target
from lifecycle.roles import Role
from monitoring.models import Rectification, Report, Warning  # noqa: A004 - 预警 is a warning
from monitoring.tasks import judge_month
from tests.conftest import GOAL, INDICATORS, NOON, put, seated
from tests.lifecycle.rules.test_file_kinds import PDF
from tests.lifecycle.test_races import made
from tests.monitoring.conftest import (  # noqa: F401 - fixtures
    approved,
    entries,
    issued,
    order,
    paid,
)
from tests.walks.year import CLERK, HEAD, OFFICER, in_a_browser, walk  # noqa: F401 - a fixture

pytestmark = in_a_browser
REASON = "维修数量与预算金额不匹配，请附测算"
JULY_IS_OVER = date(2023, 8, 1)


def test_a_target_is_drafted_returned_mended_and_passed_on(town, project_year, walk):  # noqa: F811
    officer, head = walk.as_(OFFICER), walk.as_(HEAD)
    target = drafted(officer, project_year)
    officer.take(target, "送审")
    walk.as_(CLERK).take(target, "受理")
    returned(head, target)
    mended(officer, target)
    walk.as_(CLERK).take(target, "受理")
    passed(head, target)
    assert Target.objects.get().state == "biz_review"


def drafted(officer, project_year):
    """Open a target from the page of its project and write goal, amount and indicators."""
    officer.open(f"/project-years/{project_year.pk}/?tab=targets")
    officer.follow("编制绩效目标")
    officer.fill(goal=GOAL, amount="3000000")
    officer.press("编制绩效目标")
    for start in range(0, len(INDICATORS), 3):
        for n, row in enumerate(INDICATORS[start : start + 3], start=start):
            names = ("level", "name", "operator", "target", "unit", "weight")
            officer.fill(
                **{f"rows_{n}_{name}": value for name, value in zip(names, row, strict=True)}
            )
        officer.press("保存并继续填写")
        officer.told("已保存")
    target = Target.objects.get()
    assert [row.name for row in target.indicators.order_by("pk")] == [row[1] for row in INDICATORS]
    return target


def returned(head, target):
    """Send it back from the page of the review, with the reason on one indicator."""
    row = target.indicators.get(name="维修校舍数量")
    head.open("/review/")
    head.follow("校舍维修")
    head.object_to(f"indicators.{row.key}", REASON)
    head.press("部门退回")
    head.told("现为“退回修改”")
    assert Comment.objects.get().anchor == f"indicators.{row.key}"


def mended(officer, target):
    """Find it among what came back, read the reason in its place, change it, file it again."""
    officer.open("/inbox/?tab=returned")
    officer.follow("校舍维修")
    officer.reads(REASON)
    officer.follow("填写内容")
    officer.fill(amount="2600000", rows_0_target="12")
    officer.press("保存")
    officer.take(target, "送审", "已补充测算")


def passed(head, target):
    """See what changed since it was sent back, judge it and pass it on."""
    head.open(f"/review/lifecycle.target/{target.pk}/")
    changed = head.page.locator("#difference").inner_text()
    assert all(words in changed for words in ("3000000", "2600000", "10", "12"))
    head.fill(completeness=18, relevance=28, appropriateness=27, feasibility=18, note="目标完整")
    head.press("部门审核通过")
    head.told("现为“业务科室审核”")


@pytest.fixture
def finalised(town):
    """Three targets before the budget office; a colleague has claimed the last."""
    targets = [put(made(town, 10 + n), "finalised") for n in range(3)]
    claim(targets[2], by=seated("mate", Role.BUDGET, town.bureau, name="同科室"), at=NOON)
    return targets


def test_the_budget_office_approves_in_bulk_and_reads_why_one_stays(town, finalised, walk):  # noqa: F811
    budget = walk.as_(Role.BUDGET)
    budget.open("/inbox/")
    for box in budget.page.locator("input.pick").all():
        box.check()
    budget.press("批量办理")
    budget.page.get_by_role("button", name="批复").click()
    budget.reads("可以办理2项")
    budget.reads("另有1项不能办理")
    budget.reads("已由同科室认领")
    assert not Target.objects.filter(state="approved").exists()
    budget.press("确认批复2项")
    budget.reads("已办理2项")
    assert Target.objects.filter(state="approved").count() == 2
    assert Target.objects.get(pk=finalised[2].pk).state == "finalised"


@pytest.fixture
def slow(project_year, issued):  # noqa: F811
    """July's report is out, and the books say that only 10 of 100 were paid."""
    paid(project_year, 10, revision=2)
    return Report.objects.get()


def test_a_month_is_reported_warned_of_and_answered(town, slow, walk):  # noqa: F811
    walk.on(JULY_IS_OVER)
    officer = walk.as_(OFFICER)
    officer.take(slow, "开始填报")
    reported(officer, slow)
    judge_month(JULY_IS_OVER)
    warning = Warning.objects.get()
    assert (warning.light, warning.state) == ("red", "open")
    officer.open("/inbox/")
    officer.page.locator(".list tbody a").first.click()
    officer.reads("请填写：原因、措施、完成日期")
    answered(officer, warning)
    walk.as_(Role.DESK).take(warning, "责令整改", "进度严重滞后，请整改")
    assert Rectification.objects.get().problem.startswith("进度严重滞后")


def reported(officer, report):
    """Fill in every reading and say why payments lag, then file it."""
    officer.open(report)
    officer.follow("填写内容")
    done = {"维修校舍数量": 6, "受益学生数": 3000}
    for n, reading in enumerate(report.readings.order_by("pk")):
        value = done.get(reading.name, 100)
        officer.fill(**{f"rows_{n}_actual": value, f"rows_{n}_possibility": "certain"})
    officer.fill(forecast="全年可以完成", cause="验收较晚，支付滞后")
    officer.press("保存")
    officer.take(report, "送审")


def answered(officer, warning):
    """Give the cause, the measure and a date; before that the step stays closed."""
    officer.open(warning)
    closed = officer.page.get_by_role("button", name="说明情况", exact=True)
    expect(closed).to_be_disabled()
    officer.follow("填写内容")
    officer.fill(cause="funds", plan="加快验收和支付", promised_on="2023-08-15")
    officer.press("保存")
    officer.take(warning, "说明情况")
    assert Warning.objects.get().state == "acknowledged"


def test_an_order_is_received_planned_proved_and_closed(town, order, walk):  # noqa: F811
    order.items.update(measure="", responsible="", due_on=None, done_on=None, evidence="")
    officer, desk = walk.as_(OFFICER), walk.as_(Role.DESK)
    desk.take(order, "发出整改通知", "请在期限内完成整改")
    assert Hold.objects.filter(lifted_on=None).count() == 1
    officer.take(order, "接收")
    officer.follow("填写内容")
    officer.fill(rows_0_measure="补齐资料", rows_0_responsible="张三", rows_0_due_on="2023-03-20")
    officer.press("保存")
    officer.take(order, "开始整改")
    proved(officer, order)
    officer.take(order, "反馈整改结果")
    desk.take(order, "开始核查")
    desk.take(order, "销号", "整改到位，予以销号")
    assert Rectification.objects.get().state == "closed"
    assert not Hold.objects.filter(lifted_on=None).exists()


def proved(officer, order):  # noqa: F811
    """Keep a file beside the order and say in the list what it proves."""
    officer.open(f"/project-years/{order.project_year_id}/?tab=files")
    file = {"name": "资料目录.pdf", "mimeType": "application/pdf", "buffer": PDF}
    officer.page.locator("input[type=file]").set_input_files(file)
    officer.fill(about=f"monitoring.rectification:{order.pk}")
    officer.press("上传")
    officer.told("文件已上传")
    assert Attachment.objects.get().machine == "monitoring.rectification"
    officer.open(order)
    officer.follow("填写内容")
    officer.fill(rows_0_done_on="2023-03-01", rows_0_evidence="资料目录.pdf")
    officer.press("保存")
