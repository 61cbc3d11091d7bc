"""The year is closed through its pages: self-evaluation, evaluation, application, publication."""

from datetime import date

import pytest
from playwright.sync_api import expect

from evaluations.models import (
    Application,
    DepartmentEvaluation,
    Publication,
    Recheck,
    SelfEvaluation,
)
from lifecycle.models import FiscalYear, Target
from lifecycle.roles import Role
from tests.conftest import NOON, YEAR
from tests.evaluations.conftest import (  # noqa: F401 - fixtures
    confirmed,
    filled,
    in_force,
    issued,
    opened,
)
from tests.evaluations.stages.test_publication import promised
from tests.walks.year import CLERK, HEAD, OFFICER, in_a_browser, walk  # noqa: F401 - a fixture

pytestmark = in_a_browser
FRAMEWORK = (
    ("decision", "立项依据充分性", 20, 18, "立项文件齐全"),
    ("process", "预算执行率", 20, 18, "执行率90%"),
    ("output", "实际完成率", 30, 27, "完成90%"),
    ("benefit", "实施效益", 30, 26, "问卷30份"),
)


def test_a_year_is_scored_by_its_unit_and_rechecked(town, issued, walk):  # noqa: F811
    officer, division = walk.as_(OFFICER), walk.as_(Role.PERFORMANCE)
    officer.take(issued, "开始填报")
    officer.follow("填写内容")
    for n, actual in enumerate((10, 100, 100, 4000, 90)):
        officer.fill(**{f"rows_{n}_actual": actual})
    officer.press("保存")
    expect(officer.page.get_by_role("button", name="送审", exact=True)).to_be_disabled()
    officer.reads("受益学生数")
    officer.follow("填写内容")
    officer.fill(rows_3_reason="两所学校学生分流，已调整计划")
    officer.press("保存")
    officer.take(issued, "送审")
    walk.as_(CLERK).take(issued, "受理")
    division.take(issued, "抽取复核")
    division.follow("录入复核分")
    division.fill(total="88", opinion="已核对佐证材料")
    division.press("录入复核分")
    division.take(issued, "复核确认")
    found = SelfEvaluation.objects.get()
    assert (found.state, found.recheck_total) == ("confirmed", 88)
    assert found.total > 88
    assert Recheck.objects.get().opinion == "已核对佐证材料"


def test_a_department_evaluates_a_project_of_its_own(town, in_force, walk):  # noqa: F811
    clerk, head = walk.as_(CLERK), walk.as_(HEAD)
    clerk.open(f"/project-years/{in_force.project_year_id}/?tab=department-evaluation")
    clerk.follow("列入部门评价")
    clerk.fill(amount="3000000")
    clerk.press("列入部门评价")
    indicators(clerk, ("area", "name", "weight"))
    evaluation = DepartmentEvaluation.objects.get()
    clerk.take(evaluation, "方案送审")
    head.take(evaluation, "方案通过")
    clerk.open(evaluation)
    clerk.follow("填写内容")
    indicators(clerk, ("score", "workpaper"))
    clerk.take(evaluation, "成果申报")
    head.take(evaluation, "成果审核")
    walk.as_(Role.PERFORMANCE).take(evaluation, "备案")
    evaluation.refresh_from_db()
    assert (str(evaluation.state), evaluation.score) == ("filed", 89)


def indicators(clerk, names):
    """Fill in some columns of the indicator system; three empty rows stand ready at a time."""
    columns = ("area", "name", "weight", "score", "workpaper")
    for start in range(0, len(FRAMEWORK), 3):
        for n, row in enumerate(FRAMEWORK[start : start + 3], start=start):
            values = dict(zip(columns, row, strict=True))
            clerk.fill(**{f"rows_{n}_{name}": values[name] for name in names})
        clerk.press("保存并继续填写")
        clerk.told("已保存")


@pytest.fixture
def later(confirmed):  # noqa: F811
    """A result stands, and the next year is open."""
    FiscalYear.objects.create(year=YEAR + 1, pack=FiscalYear.objects.get(year=YEAR).pack)
    return confirmed


def test_a_result_is_applied_to_a_later_budget(town, later, walk):  # noqa: F811
    desk, division = walk.as_(Role.DESK), walk.as_(Role.PERFORMANCE)
    desk.open(f"/project-years/{later.project_year_id}/?tab=application")
    desk.follow("提出结果应用建议")
    desk.fill(target_year=YEAR + 2)
    desk.press("提出结果应用建议")
    application = Application.objects.get()
    desk.take(application, "征求意见")
    division.open(application)
    expect(division.page.get_by_role("button", name="决定", exact=True)).to_be_disabled()
    head = walk.as_(HEAD)
    head.open(application)
    head.follow("部门表态")
    head.page.get_by_label("无异议").check()
    head.press("部门表态")
    division.take(application, "决定")
    walk.as_(Role.BUDGET).take(application, "应用")
    application.refresh_from_db()
    assert (str(application.state), application.decided_amount) == (
        "applied",
        application.proposed_amount,
    )


def test_a_department_publishes_its_targets_with_the_budget(town, walk):  # noqa: F811
    promised(town, "部门整体", kind="department", place=town.department)
    targets = [promised(town, f"重点{n}", is_key=True) for n in range(2)]
    clerk = walk.as_(CLERK)
    clerk.open(f"/project-years/{targets[0].project_year_id}/?tab=publication")
    clerk.follow("编制部门公开批次")
    clerk.fill(kind="budget", clock_from="2023-02-20")
    clerk.press("编制部门公开批次")
    batch = Publication.objects.get()
    assert batch.out_by == date(2023, 3, 12)
    clerk.take(batch, "送审")
    walk.as_(HEAD).take(batch, "审核通过")
    clerk.take(batch, "公开")
    assert set(Target.objects.values_list("state", flat=True)) == {"published"}
    assert Publication.objects.get().published_on == NOON.date()
