"""From the library into a draft on its page: chosen, previewed, added once."""

from decimal import Decimal

import pytest

from lifecycle.actions.importing_library import import_library
from lifecycle.models import FiscalYear, ProjectYear, Target
from lifecycle.roles import PEOPLE, UNIT_ROLES, Role
from lifecycle.transitions import edit
from tests.conftest import GOAL, INDICATORS, NOON, YEAR, put
from tests.lifecycle.actions.test_importing_library import NATIONAL
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(town):
    return import_library(NATIONAL, name="national", at=NOON).release


@pytest.fixture
def officer(town, browser):
    return browser(town.people[Role.UNIT_OFFICER])


def address(target):
    return f"/targets/{target.pk}/library/"


def picked(page, *names):
    offers = page.context["offers"]
    sent = {"pick": names or [one.name for one in offers if not one.why_not]}
    return sent | {"version": page.context["version"], **dict(page.context["source"].words)}


def test_the_content_page_leads_to_the_sources(target, release, officer):
    content = officer.get(f"/content/lifecycle.target/{target.pk}/")
    assert f'href="{address(target)}"' in content.content.decode()
    page = officer.get(address(target))
    assert (page.status_code, faults(page)) == (200, {})
    assert [one.name[:2] for one in page.context["templates"]] == ["一般", "一般", "案例"]
    assert page.context["last"] is None
    found = officer.get(f"{address(target)}?q=满意&sector=教育")
    assert {row.code for row in found.context["found"]} == {"GX-MY-01", "JY-YY-08", "JY-YY-09"}


def test_a_template_is_previewed_then_added_once_and_what_is_unpicked_stays_out(
    target, release, officer
):
    example = release.templates.get(name__startswith="案例")
    page = officer.get(f"{address(target)}?template={example.pk}")
    assert (page.status_code, faults(page), len(page.context["offers"])) == (200, {}, 9)
    assert page.context["weights"] == {"standing": 90, "added": 90, "total": 180}
    assert target.indicators.count() == len(INDICATORS)
    sent = picked(page, "学生满意度", "家长满意度")
    content = f"/content/lifecycle.target/{target.pk}/"
    for _click in range(2):
        assert officer.post(address(target), sent)["Location"] == content
    target.refresh_from_db()
    assert (target.version, target.indicators.count()) == (1, len(INDICATORS) + 2)
    assert {row.library.code for row in target.indicators.filter(library__isnull=False)} == {
        "JY-YY-08", "JY-YY-09",
    }  # fmt: skip
    again = officer.get(f"{address(target)}?template={example.pk}")
    assert [one.name for one in again.context["offers"] if one.why_not] == [
        "学生满意度", "家长满意度",
    ]  # fmt: skip


def test_single_entries_are_picked(target, release, officer):
    keys = [str(release.indicators.get(code=code).pk) for code in ("GX-CC-01", "GX-MY-01")]
    page = officer.get(address(target), {"entry": keys})
    assert [one.name for one in page.context["offers"]] == [
        "实际完成率", "社会公众或服务对象满意度",
    ]  # fmt: skip
    sent = picked(page) | {"entry": keys}
    officer.post(address(target), sent)
    rows = target.indicators.filter(library__in=keys)
    assert {(row.weight, row.target) for row in rows} == {(Decimal(0), None)}


def test_last_years_indicators_are_brought(town, target, officer):
    put(target, "approved")
    FiscalYear.objects.create(year=YEAR + 1, pack=FiscalYear.objects.get().pack)
    following = ProjectYear.objects.create(project=target.project_year.project, year=YEAR + 1)
    draft = Target.objects.create(
        project_year=following, organisation=town.unit, year=YEAR + 1, goal=GOAL, amount=1
    )
    assert officer.get(address(draft)).context["last"] == target
    page = officer.get(f"{address(draft)}?last=1")
    assert (faults(page), len(page.context["offers"])) == ({}, len(INDICATORS))
    officer.post(address(draft), picked(page))
    assert [row.name for row in draft.indicators.order_by("pk")] == [
        name for _level, name, *_rest in INDICATORS
    ]


def test_a_stale_page_adds_nothing_and_says_so(town, target, release, officer):
    template = release.templates.get(name="一般项目（设成本指标）")
    page = officer.get(f"{address(target)}?template={template.pk}")
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"amount": Decimal(5)}, at=NOON)
    refused = officer.post(address(target), picked(page))
    assert (refused.status_code, faults(refused)) == (409, {})
    assert "页面打开后该事项已有变化" in Page(refused).text
    assert target.indicators.count() == len(INDICATORS)
    officer.post(address(target), picked(refused))
    assert target.indicators.count() == len(INDICATORS) + 7


def test_nothing_picked_is_said(target, release, officer):
    page = officer.get(f"{address(target)}?template={release.templates.first().pk}")
    bare = officer.post(address(target), picked(page) | {"pick": []})
    assert (bare.status_code, "请至少选择一个指标" in Page(bare).text) == (400, True)
    assert faults(bare) == {}


@pytest.mark.parametrize(
    "words",
    [
        "template=999999999",
        "template=x",
        "entry=x",
        "entry=999999999",
        "last=1",
        f"template={2**64}",
    ],
)
def test_a_source_that_is_not_there_is_not_found(target, release, officer, words):
    assert officer.get(f"{address(target)}?{words}").status_code == 404


def test_a_bad_example_is_taken_by_nobody(target, release, officer):
    bad = release.templates.get(name__startswith="反例")
    assert officer.get(f"{address(target)}?template={bad.pk}").status_code == 404
    sent = {"template": bad.pk, "version": "0", "pick": ["经济效益"]}
    assert officer.post(address(target), sent).status_code == 404
    assert target.indicators.count() == len(INDICATORS)


@pytest.mark.parametrize("role", PEOPLE)
def test_only_its_unit_takes_over_on_the_page(town, target, release, browser, role):
    reader = browser(town.people[role])
    template = release.templates.get(name="一般项目（设成本指标）")
    answer = reader.get(f"{address(target)}?template={template.pk}")
    wanted = 200 if role in UNIT_ROLES else answer.status_code
    assert answer.status_code == wanted
    assert answer.status_code in ((200,) if role in UNIT_ROLES else (403, 404))
    names = [line.indicator.name for line in template.lines.all()]
    sent = {"template": template.pk, "version": "0", "pick": names}
    reader.post(address(target), sent)
    added = 7 if role in UNIT_ROLES else 0
    assert target.indicators.count() == len(INDICATORS) + added


def test_a_target_that_was_filed_says_why_it_takes_nothing(target, release, officer):
    page = officer.get(address(put(target, "unit_submitted")))
    assert (page.status_code, faults(page)) == (400, {})
    assert "不能修改" in Page(page).text
