"""One appraisal from its opening to the pool through pages alone, in a real browser."""

import pytest
from playwright.sync_api import expect

from lifecycle.models import Appraisal, Draw, Installation, PoolEntry, ProjectYear
from lifecycle.roles import Role
from lifecycle.rules.appraisal import DIMENSION_LABELS, DIMENSIONS
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.rules.materials import PROJECT
from tests.conftest import NOON, seated
from tests.lifecycle.rules.test_file_kinds import PDF
from tests.walks.test_shell import enter, pytestmark, tab  # noqa: F401

SEED = "20230301-0715"
REASON = "部分子项测算偏高"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def person(town, tab, live_server, settings, tmp_path):  # noqa: F811
    """Let somebody of the town sit down at the browser."""
    settings.MEDIA_ROOT = tmp_path
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})

    def sit_down(who):
        enter(tab, live_server, town.people[who] if isinstance(who, Role) else who)

    return sit_down


def press(tab, name):  # noqa: F811
    """Press a button; the page that follows fits its window."""
    with tab.expect_navigation():
        tab.get_by_role("button", name=name, exact=True).click()
    assert (tab.url, tab.evaluate(TOO_WIDE)) == (tab.url, 0)


def state():
    return Appraisal.objects.get().state


def fill_points(tab, points):  # noqa: F811
    for dimension in DIMENSIONS:
        tab.locator(f"[name='points-{dimension}']").fill(points)
        tab.locator(f"[name='opinion-{dimension}']").fill("依据充分")


def assess(tab, person, project_year):  # noqa: F811
    """Open, fill in, be told what is lacking, add the files and file it."""
    person(Role.UNIT_OFFICER)
    tab.goto(f"/project-years/{project_year.pk}/?tab=appraisal")
    tab.locator("summary", has_text="发起事前绩效评估").click()
    tab.get_by_label("申报金额（元）").fill("9,000,000")
    press(tab, "发起事前绩效评估")
    press(tab, "开始自评估")
    tab.get_by_role("link", name="填写自评估").click()
    fill_points(tab, "18")
    press(tab, "保存自评估")
    required = [n for n, material in enumerate(PROJECT) if material.required]
    expect(tab.get_by_text(f"报送前还缺{len(required)}项")).to_be_visible()
    file = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": PDF}
    for n in required:
        tab.locator(f"[name='file-{n}']").set_input_files(file)
    press(tab, "保存自评估")
    expect(tab.get_by_text("报送前还缺")).to_be_hidden()
    with tab.expect_navigation():
        tab.get_by_role("link", name="查看评估并报送").click()
    press(tab, "报送部门")


def conclude_as_department(tab, person, url):  # noqa: F811
    """Give the department's conclusion, send it on, and let the desk accept it."""
    person(Role.DEPARTMENT_HEAD)
    tab.goto(url)
    tab.get_by_role("link", name="给出部门结论").click()
    tab.get_by_role("radio", name="予以支持").check()
    press(tab, "给出结论")
    press(tab, "报财政")
    person(Role.DESK)
    tab.goto(url)
    press(tab, "受理")
    assert state() == "desk_review"


def draw(tab, person, url):  # noqa: F811
    """Draw the sample, then the agency and the experts."""
    person(Role.PERFORMANCE)
    tab.goto("/appraisals/?year=2023")
    tab.get_by_role("link", name="抽取重点评估项目").click()
    tab.get_by_label("种子").fill("12")
    press(tab, "抽取")
    expect(tab.get_by_text("种子应为6至64位").first).to_be_visible()
    tab.get_by_label("种子").fill(SEED)
    press(tab, "抽取")
    expect(tab.get_by_text("已抽取并记录在案")).to_be_visible()
    assert Draw.objects.get().seed == SEED
    tab.goto(url)
    tab.get_by_role("link", name="指派机构和专家").click()
    tab.locator("#agency select").select_option(label="第三方机构")
    press(tab, "指派机构")
    tab.get_by_label("种子").fill(SEED)
    press(tab, "抽取专家")
    expect(tab.get_by_text("已抽取5名专家并记录在案")).to_be_visible()


def clear(tab, person, people):  # noqa: F811
    """Let each sign the statement at home, and convene them."""
    for who in people:
        person(who)
        tab.goto("/")
        press(tab, "签署回避声明")
    person(Role.PERFORMANCE)


def judge(tab, person, url, agency, experts):  # noqa: F811
    """Let the experts sign blind, then the agency report."""
    for n, expert in enumerate(experts):
        person(expert)
        tab.goto(url)
        expect(tab.get_by_text("12.34")).to_be_hidden()
        tab.get_by_role("link", name="填写评分表").click()
        fill_points(tab, "12.34" if n == 0 else "15")
        press(tab, "签署评分表")
    assert state() == "report_draft"
    person(agency)
    tab.goto(url)
    expect(tab.get_by_text("12.34").first).to_be_visible()
    tab.get_by_role("link", name="编写评估报告").click()
    for name in SECTIONS:
        tab.locator(f"[name='{name}']").fill("已核实")
    for dimension in DIMENSIONS:
        tab.locator(f"[name='grade-{dimension}']").select_option("good")
        tab.locator(f"[name='text-{dimension}']").fill(f"{DIMENSION_LABELS[dimension]}尚可")
    press(tab, "保存为新的一版")
    press(tab, "出具报告")


def reply_and_rule(tab, person, url):  # noqa: F811
    """Let the unit answer, then finance cut and rule."""
    person(Role.UNIT_OFFICER)
    tab.goto(url)
    tab.get_by_role("link", name="反馈意见").click()
    tab.get_by_role("radio", name="同意", exact=True).check()
    press(tab, "提交反馈意见")
    person(Role.PERFORMANCE)
    tab.goto(url)
    press(tab, "结束征求意见")
    tab.get_by_role("link", name="核定结论").click()
    tab.get_by_role("radio", name="部分支持").check()
    tab.get_by_label("核定金额（元）").fill("6750000")
    tab.locator("#figures").get_by_text("225.00").wait_for()
    press(tab, "给出结论")
    expect(tab.get_by_text("部分支持须写明理由").first).to_be_visible()
    tab.locator("[name='reason']").fill(REASON)
    tab.locator("[name='conditions']").fill("先行落实选址")
    press(tab, "给出结论")
    press(tab, "部分支持")


def test_an_appraisal_from_opening_to_the_pool_through_pages_alone(
    town, project_year, tab, person  # noqa: F811
):  # fmt: skip
    ProjectYear.objects.update(is_new=True)
    experts = [town.people[Role.EXPERT]]
    experts += [seated(f"panel{n}", Role.EXPERT, town.outside) for n in range(4)]
    agency = town.people[Role.AGENCY]
    assess(tab, person, project_year)
    url = f"/appraisals/{Appraisal.objects.get().pk}/"
    conclude_as_department(tab, person, url)
    draw(tab, person, url)
    clear(tab, person, [agency, *experts])
    tab.goto(url)
    press(tab, "组织专家评估")
    judge(tab, person, url, agency, experts)
    reply_and_rule(tab, person, url)
    stored = Appraisal.objects.get()
    assert (stored.state, stored.approved, stored.key_path) == ("in_pool", 6_750_000, True)
    entry = PoolEntry.objects.get()
    assert (entry.approved, entry.conditions) == (6_750_000, "先行落实选址")
    assert [said for said in tab.complaints if "400" not in said] == []
