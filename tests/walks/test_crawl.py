"""Every page within reach stands: title, heading, width, console, policy, access, words."""

import logging

import pytest

from lifecycle.actions.importing_library import import_library
from lifecycle.models import (
    Indicator,
    LibraryIndicator,
    LibraryTemplate,
    LibraryTemplateLine,
    Organisation,
    Person,
    Project,
)
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON
from tests.lifecycle.actions.test_importing_library import NATIONAL
from tests.walks.crawler import CHROMIUM, Crawler
from tests.walks.test_shell import enter, tab  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
READERS = (
    Role.UNIT_OFFICER,
    Role.DEPARTMENT_HEAD,
    Role.DESK,
    Role.PERFORMANCE,
    Role.AUDITOR,
    Role.LEADER,
    Role.EXPERT,
)
NOTE = "请审核"
MOST = 20
WALKS = [
    *((role, "zh-hans") for role in READERS[:5]),
    *((role, "en") for role in READERS),
]
"""Access is judged in Chinese, words in English; whoever only reads sees pages that others see."""
JUDGED = {"zh-hans": set(), "en": set()}
"""The pages that walks of this process have judged, by language: others see the same ones."""


def written():
    """Return what people wrote: it stands as they wrote it in every language."""
    said = [
        (LibraryIndicator, ("sector", "field", "project_type", "unit", "basis", "data_source")),
        (LibraryIndicator, ("name", "numerator", "denominator")),
        (LibraryTemplate, ("name", "goal")),
        (LibraryTemplateLine, ("wording",)),
    ]
    library = {
        text
        for model, columns in said
        for row in model.objects.values_list(*columns)
        for text in row
    }
    rows = [Person.objects, Organisation.objects, Project.objects, Indicator.objects]
    return {
        GOAL,
        NOTE,
        *library,
        *(name for found in rows for name in found.values_list("name", flat=True)),
    }


@pytest.mark.parametrize(("role", "language"), WALKS)
def test_every_page_within_reach_stands(town, target, tab, live_server, caplog, role, language):  # noqa: F811
    import_library(NATIONAL, name="national", at=NOON)
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], note=NOTE, at=NOON)
    english = language == "en"
    enter(tab, live_server, town.people[role])
    crawler = Crawler(
        tab, live_server.url, english=english, axe=not english, most=MOST, alike=1,
        judged=JUDGED[language],
    )  # fmt: skip
    tab.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
    crawler.written = written()
    with caplog.at_level(logging.WARNING, "csp"):
        faults = crawler.crawl("/audit/" if role is Role.AUDITOR else "/")
    assert not faults, "\n".join(faults)
    assert [found for found in caplog.records if found.name == "csp"] == []
    assert sum(crawler.seen.values()) > 1
