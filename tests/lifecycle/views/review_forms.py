"""The form of a review page, as a reviewer's browser carries it."""

from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import NOON
from tests.page import Page

POINTS = {"completeness": "18", "relevance": "28", "appropriateness": "25.5", "feasibility": "18"}
POOR = {"completeness": "10", "relevance": "10", "appropriateness": "10", "feasibility": "10"}


def page_of(subject):
    return f"/review/{subject.stage()}/{subject.pk}/"


def carried(client, subject, **typed):
    """Read the page and return what its form carries, with what is typed."""
    page = Page(client.get(page_of(subject)))
    names = ("version", "content_hash", "key")
    return {name: page.named(name)[0] for name in names} | {"note": ""} | typed


def press(client, subject, step, typed):
    return client.post(f"{page_of(subject)}{step}/", typed)


def indicator(target, name="维修校舍数量"):
    return target.indicators.get(name=name)


def reason_on(row):
    return f"indicators.{row.key}-reason"


def refiled(town, target, **changes):
    """Withdraw, change and file again."""
    officer = town.people[Role.UNIT_OFFICER]
    fire(target, "withdraw", by=officer, at=NOON)
    edit(target, by=officer, changes=changes, at=NOON)
    return fire(target, "submit", by=officer, at=NOON)
