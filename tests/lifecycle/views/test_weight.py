"""A first view stays light: the page as it is, and all it loads as compressed on the wire."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.compress import Compressor

from lifecycle.roles import Role
from tests.page import Page

pytestmark = pytest.mark.django_db
MOST = 300_000
LOADED = {"link": "href", "script": "src", "img": "src"}


@cache
def on_the_wire(path):
    """Compress a file as whitenoise does when the files are collected; count its bytes."""
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    content = Path(found).read_bytes()
    return min(len(content), len(Compressor(quiet=True).compress_gzip(content)))


def weight(answer):
    """Add up a page, which is sent as it is, and everything that it loads."""
    page = Page(answer)
    urls = {
        attrs[name] for tag, name in LOADED.items() for attrs in page.all(tag) if attrs.get(name)
    }
    assert urls
    assert {urlsplit(url).netloc for url in urls} == {""}
    return len(answer.content) + sum(on_the_wire(urlsplit(url).path) for url in urls)


@pytest.mark.parametrize(
    ("role", "url"),
    [
        *((role, "/") for role in Role if role not in (Role.AUDITOR, Role.LEADER, Role.SYSTEM)),
        (Role.LEADER, "/leader/"),
        (Role.PERFORMANCE, "/projects/"),
        (Role.PERFORMANCE, "/process/target/"),
        (Role.DESK, "/inbox/"),
        (Role.DESK, "/review/"),
    ],
)
def test_a_first_view_weighs_at_most_300_kilobytes(town, full, browser, role, url):
    answer = browser(town.people[role]).get(url)
    assert answer.status_code == 200
    assert weight(answer) <= MOST


def test_an_empty_page_already_loads_the_sheets_and_the_script(town, browser):
    answer = browser(town.people[Role.DESK]).get("/help/")
    assert weight(answer) > len(answer.content) + 10_000
