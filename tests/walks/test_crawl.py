"""Every page within reach stands: title, heading, width, console, policy, access, words."""

import pytest

from lifecycle.models import Indicator, Organisation, Person, Project
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON
from tests.walks.crawler import CHROMIUM, Crawler
from tests.walks.test_shell import enter, tab  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
READERS = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK, Role.PERFORMANCE, Role.AUDITOR)


def names():
    """Return what people wrote: it stands as they wrote it in every language."""
    rows = [Person.objects, Organisation.objects, Project.objects, Indicator.objects]
    return {name for found in rows for name in found.values_list("name", flat=True)}


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("language", ["zh-hans"])
def test_every_page_within_reach_stands(town, target, tab, live_server, role, language):  # noqa: F811
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], note="请审核", at=NOON)
    english = language == "en"
    enter(tab, live_server, town.people[role])
    crawler = Crawler(tab, live_server.url, english=english, axe=not english, most=25)
    tab.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
    crawler.chinese -= names()
    start = "/audit/" if role is Role.AUDITOR else "/"
    faults = crawler.crawl(start)
    assert not faults, "\n".join(faults)
    assert sum(crawler.seen.values()) > 1
