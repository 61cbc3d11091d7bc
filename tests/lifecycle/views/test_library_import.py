"""A library's file through a page: previewed whole, every fault named, imported once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lifecycle.actions.importing_library import import_library, take_library
from lifecycle.models import LibraryRelease
from lifecycle.roles import Role
from tests.conftest import NOON
from tests.lifecycle.actions.test_importing_library import NATIONAL
from tests.page import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(town):
    return import_library(NATIONAL, name="national", at=NOON).release


@pytest.fixture
def division(town, browser):
    return browser(town.people[Role.PERFORMANCE])


def upload(client, text, name="national"):
    file = SimpleUploadedFile("library.csv", text.encode())
    return client.post("/library/import/", {"name": name, "content": file})


def confirmed(client, page):
    found = page.context["found"]
    sent = {"name": found.name, "after": found.after, "workbook": page.context["file"]}
    return client.post("/library/import/confirm/", sent)


def test_a_file_is_previewed_whole_then_imported_once(release, division):
    changed = NATIONAL.read_text().replace("质量达标率,>=,%,,", "质量达标率,>=,%,97,")
    page = upload(division, changed)
    assert (page.status_code, faults(page)) == (200, {})
    assert [one.place for one in page.context["found"].differences] == [
        "指标 › 质量达标率 › 行业参考值"
    ]
    assert LibraryRelease.objects.count() == 1
    assert confirmed(division, page)["Location"] == "/library/"
    confirmed(division, page)
    assert [one.version for one in LibraryRelease.objects.order_by("version")] == [1, 2]


def test_every_fault_of_a_file_is_named_and_nothing_is_imported(release, division):
    spoilt = NATIONAL.read_text().replace("质量达标率,>=,%", "质量达标率,大概,%")
    page = upload(division, spoilt.replace("成本节约率,>=,%", "成本节约率,>=,"))
    assert (page.status_code, faults(page)) == (400, {})
    assert page.context["found"].faults == [
        "第3行“指标性质”列：不是规定的指标性质",
        "第5行“计量单位”列：定量指标须填写计量单位",
    ]
    division.cookies["language"] = "en"
    english = upload(division, spoilt)
    assert english.context["found"].faults == [
        "Row 3, column “指标性质”: is no operator of the regulation"
    ]
    assert upload(division, "").context["found"].faults == ["The file is empty"]
    assert LibraryRelease.objects.count() == 1


def test_a_release_that_came_between_is_compared_anew(town, release, division):
    text = NATIONAL.read_text()
    page = upload(division, text.replace("质量达标率,>=,%,,", "质量达标率,>=,%,97,"))
    between = text.replace("质量达标率,>=,%,,", "质量达标率,>=,%,96,").encode()
    take_library(between, name="national", by=town.people[Role.PERFORMANCE], at=NOON)
    refused = confirmed(division, page)
    assert (refused.status_code, faults(refused)) == (409, {})
    assert (refused.context["found"].after, LibraryRelease.objects.count()) == (2, 2)
    confirmed(division, refused)
    assert LibraryRelease.objects.count() == 3


def test_what_no_page_sent_is_imported_by_nobody(release, division):
    for workbook in ("", "%%%", "bm9uZQ=="):
        sent = {"name": "national", "after": "1", "workbook": workbook}
        assert division.post("/library/import/confirm/", sent).status_code == 404
    assert LibraryRelease.objects.count() == 1
