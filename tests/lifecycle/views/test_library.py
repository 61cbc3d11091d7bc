"""The library's pages: read by all, narrowed by their address, changed by whom it falls to."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.actions.importing_library import import_library, take_library
from lifecycle.actions.taking import take_indicators
from lifecycle.models import LibraryProposal, LibraryRelease, LibraryRuling
from lifecycle.queries.library import MOST_COUNTED
from lifecycle.queries.library_whole import COLUMNS
from lifecycle.queries.taking import from_entries
from lifecycle.roles import PEOPLE, Role
from tests.conftest import NOON, put
from tests.lifecycle.actions.test_importing_library import NATIONAL
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
READERS = (Role.UNIT_OFFICER, Role.DEPARTMENT_OFFICER, Role.PERFORMANCE, Role.EXPERT)
CITY = {Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR}


@pytest.fixture
def release(town):
    return import_library(NATIONAL, name="national", at=NOON).release


@pytest.fixture
def division(town, browser):
    return browser(town.people[Role.PERFORMANCE])


@pytest.fixture
def officer(town, browser):
    return browser(town.people[Role.DEPARTMENT_OFFICER])


def codes(answer):
    return [row.code for row in answer.context["listing"].table.data.data]


def test_whoever_is_signed_in_reads_the_library_at_a_bounded_cost(town, release, target, browser):
    entry = release.indicators.get(code="JY-YY-01")
    take_indicators(target, from_entries([entry]), by=town.people[Role.UNIT_OFFICER], at=NOON)
    template = release.templates.get(name__startswith="案例")
    urls = ["/library/", entry.get_absolute_url(), "/library/templates/"]
    for role in READERS:
        reader = browser(town.people[role])
        for url in (*urls, template.get_absolute_url()):
            with CaptureQueriesContext(connection) as queries:
                page = reader.get(url)
            assert (url, page.status_code, faults(page)) == (url, 200, {})
            assert len(queries) <= MOST_QUERIES, (role, url)


def test_names_from_the_file_are_marked_as_chinese(release, division):
    page = division.get("/library/").content.decode()
    sectors = {row.sector for row in release.indicators.all()} - {""}
    assert sectors
    for sector in sectors:
        assert re.search(rf'<option value="{sector}"[^>]*lang="zh-hans"', page)
        assert re.search(rf'<a lang="zh-hans" href="[^"]*">{sector}</a>', page)


@pytest.mark.parametrize("role", PEOPLE)
def test_each_page_beside_reading_opens_for_its_seats_alone(town, release, browser, role):
    reader = browser(town.people[role])
    change = f"/library/{release.indicators.first().pk}/propose/"
    seats = {
        "/library/propose/": {Role.DEPARTMENT_OFFICER},
        change: {Role.DEPARTMENT_OFFICER},
        "/library/import/": {Role.PERFORMANCE},
        "/library/proposals/": {Role.DEPARTMENT_OFFICER, *CITY},
    }
    for url, may in seats.items():
        page = reader.get(url)
        assert (url, page.status_code) == (url, 200 if role in may else 404)
        assert faults(page) == {}
    for url in ("/library/release/", "/library/import/confirm/"):
        assert reader.post(url).status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("?q=质量", ["GX-CC-02"]),
        ("?q=jy-yy-0&level_one=satisfaction", ["JY-YY-08", "JY-YY-09"]),
        ("?sector=教育&level=economic_benefit", ["JY-YY-05"]),
        ("?field=部门整体", ["GX-BM-01"]),
        ("?project_type=学生营养改善&operator=qualitative", ["JY-YY-05"]),
        ("?quantitative=no&level_one=cost", []),
        ("?library=national&quantitative=no", ["GX-XY-01", "GX-XY-02", "GX-XY-03", "GX-XY-04",
                                               "JY-YY-05"]),
    ],
)  # fmt: skip
def test_the_address_narrows_the_list(release, officer, words, found):
    page = officer.get(f"/library/{words}")
    assert (codes(page), faults(page)) == (found, {})


def test_a_value_that_is_not_offered_narrows_nothing(release, officer):
    page = officer.get("/library/?sector=没有&level_one=x&operator=y")
    assert (page.status_code, page.context["listing"].found) == (200, 19)


def test_the_tree_counts_and_leads_to_its_entries(release, officer):
    branches = officer.get("/library/").context["branches"]
    assert [(one.name, one.count) for one in branches] == [("", 10), ("教育", 9)]
    kinds = branches[1].below[0].below[0]
    assert (kinds.name, kinds.count) == ("学生营养改善", 9)
    assert sorted((one.name, one.count) for one in kinds.below) == [
        ("benefit", 3), ("cost", 1), ("output", 3), ("satisfaction", 2),
    ]  # fmt: skip


def test_only_the_newest_release_is_listed_and_goes_out_as_it_came(town, release, division):
    changed = NATIONAL.read_text().replace("质量达标率,>=,%,,", "质量达标率,>=,%,97,")
    by = town.people[Role.PERFORMANCE]
    newest = take_library(changed.encode(), name="national", by=by, at=NOON).release
    page = division.get("/library/?q=GX-CC-02")
    (row,) = page.context["listing"].table.data.data
    assert (row.release, row.reference) == (newest, 97)
    old = division.get(release.indicators.get(code="GX-CC-02").get_absolute_url())
    assert "这是以前的版本" in Page(old).text
    new = division.get(row.get_absolute_url())
    assert "national v2的改动" in Page(new).text
    assert (faults(old), faults(new)) == ({}, {})
    sent = division.get(f"/library/files/{newest.pk}/")
    rows = list(csv.DictReader(io.StringIO(sent.content.decode())))
    assert next(row for row in rows if row["编码"] == "GX-CC-02")["参考值"] == "97"
    again = take_library(sent.content, name="copy", at=NOON, by=by)
    assert (again.indicators, again.templates) == (19, 4)


def test_use_counts_the_city_and_lists_what_the_reader_sees(town, release, target, more, browser):
    entry = release.indicators.get(code="GX-CC-02")
    officer = town.people[Role.UNIT_OFFICER]
    for subject in (target, more(1, "draft"), more(2, "draft")):
        take_indicators(subject, from_entries([entry]), by=officer, at=NOON)
    put(target, "void")
    unit = browser(officer).get(entry.get_absolute_url())
    assert (unit.context["entry"].used, unit.context["capped"]) == (2, False)
    assert len(unit.context["users"]) == 2
    expert = browser(town.people[Role.EXPERT]).get(entry.get_absolute_url())
    assert (expert.context["entry"].used, expert.context["users"]) == (2, [])
    listed = browser(officer).get("/library/?q=GX-CC-02&sort=-used")
    assert [row.used for row in listed.context["listing"].table.data.data] == [2]


def test_counting_stops_at_the_cap(town, release, target, monkeypatch, browser):
    monkeypatch.setattr("lifecycle.queries.library.MOST_COUNTED", 1)
    entry = release.indicators.get(code="GX-CC-02")
    take_indicators(target, from_entries([entry]), by=town.people[Role.UNIT_OFFICER], at=NOON)
    page = browser(town.people[Role.LEADER]).get(entry.get_absolute_url())
    assert "全市使用1个以上年度项目" in Page(page).text
    assert MOST_COUNTED > 1


def test_without_a_library_each_page_says_why(town, officer, division):
    for url in ("/library/", "/library/templates/", "/library/proposals/", "/library/propose/"):
        page = officer.get(url)
        assert (url, page.status_code, faults(page)) == (url, 200, {})
        assert "还没有" in Page(page).text
    assert officer.get("/library/999999999/").status_code == 404
    assert officer.get("/library/templates/999999999/").status_code == 404
    assert officer.get("/library/files/999999999/").status_code == 404


def test_an_example_shows_what_the_rules_say_and_a_bad_one_is_not_taken(town, release, browser):
    reader = browser(town.people[Role.UNIT_OFFICER])
    bad = release.templates.get(name__startswith="反例")
    page = reader.get(bad.get_absolute_url())
    assert "反例只供对照，不能选用" in Page(page).text
    said = {found.code for found in page.context["findings"]}
    assert len(said) >= 3
    layout = release.templates.get(name="一般项目（设成本指标）")
    assert reader.get(layout.get_absolute_url()).context["findings"] == []
    listed = reader.get("/library/templates/?sector=教育")
    assert [one.name for one, _kind, _tone in listed.context["rows"]] == [
        "案例：义务教育营养改善计划"
    ]


def proposal_of(page, **changed):
    form = page.context["form"]
    sent = {field.html_name: field.value() for field in form}
    return {name: "" if v is None else str(v) for name, v in sent.items()} | changed


@pytest.fixture
def proposal(release, officer):
    """A change of an entry, as the department officer proposed it."""
    url = f"/library/{release.indicators.get(code='GX-CC-02').pk}/propose/"
    sent = proposal_of(officer.get(url), reference="95", reason="行业有了标准")
    made = officer.post(url, sent)
    found = LibraryProposal.objects.get()
    assert made["Location"] == found.get_absolute_url()
    return found


def test_a_proposal_that_says_too_little_is_asked_again(release, officer):
    url = f"/library/{release.indicators.get(code='GX-CC-02').pk}/propose/"
    page = officer.get(url)
    wrong = officer.post(url, proposal_of(page, reference="95", reason=""))
    assert (page.status_code, wrong.status_code, faults(page), faults(wrong)) == (200, 400, {}, {})
    same = officer.post(url, proposal_of(page, reason="没有改动"))
    assert (same.status_code, faults(same)) == (409, {})
    assert not LibraryProposal.objects.exists()


def test_whoever_proposed_reads_it_and_rules_on_nothing(proposal, officer):
    own = officer.get(proposal.get_absolute_url())
    assert (own.status_code, own.context["form"], faults(own)) == (200, None, {})
    assert officer.post(proposal.get_absolute_url(), {"accepted": "yes"}).status_code == 404
    assert not LibraryRuling.objects.exists()


def test_the_division_sees_the_difference_and_refuses_with_a_reason(proposal, division):
    assert division.get("/library/").context["waiting"] == 1
    page = division.get(proposal.get_absolute_url())
    assert [one.place for one in page.context["differences"]] == ["行业参考值"]
    assert faults(page) == {}
    bare = division.post(proposal.get_absolute_url(), {"accepted": "no"})
    assert (bare.status_code, faults(bare)) == (409, {})
    assert not LibraryRuling.objects.exists()
    division.post(proposal.get_absolute_url(), {"accepted": "no", "note": "来源不足"})
    assert LibraryRuling.objects.get().accepted is False


def test_the_division_accepts_and_releases(town, proposal, division):
    assert division.post(proposal.get_absolute_url(), {"accepted": "yes"}).status_code == 302
    listed = division.get("/library/proposals/")
    assert (len(listed.context["ready"]), faults(listed)) == (1, {})
    stale = division.post("/library/release/", {"name": "national", "after": "0"})
    assert (stale.status_code, LibraryRelease.objects.count()) == (409, 1)
    division.post("/library/release/", {"name": "national", "after": "1"})
    assert LibraryRelease.objects.get(version=2).by == town.people[Role.PERFORMANCE]
    after = division.get(proposal.get_absolute_url())
    assert ("已列入national v2" in Page(after).text, faults(after)) == (True, {})


def test_a_new_indicator_is_held_to_the_rules_of_a_file(release, officer, division):
    page = officer.get("/library/propose/")
    sent = proposal_of(page, library="national", name="抽检合格率", level="quality")
    sent |= {"operator": "ge", "reason": "补充", "basis": "行业标准"}
    wrong = officer.post("/library/propose/", sent)
    assert (wrong.status_code, faults(wrong)) == (400, {})
    assert wrong.context["form"].errors == {"unit": ["定量指标须填写计量单位"]}
    officer.post("/library/propose/", sent | {"unit": "%"})
    url = LibraryProposal.objects.get().get_absolute_url()
    uncoded = division.post(url, {"accepted": "yes"})
    assert (uncoded.status_code, "编码应为" in Page(uncoded).text) == (409, True)
    division.post(url, {"accepted": "yes", "code": "GX-CC-09"})
    assert LibraryRuling.objects.get().code == "GX-CC-09"
    assert set(COLUMNS) <= set(page.context["form"].fields)


def test_a_proposal_is_for_its_department_and_the_city_alone(town, proposal, browser):
    for role in PEOPLE:
        seen = browser(town.people[role]).get(proposal.get_absolute_url()).status_code
        assert (role, seen) == (role, 200 if role in {Role.DEPARTMENT_OFFICER, *CITY} else 404)
