"""The inbox: its tabs, taking in hand, and what is no longer mine is gone at once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.actions import claiming
from lifecycle.models import Claim, Notice, Substitution, Watch
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, organisation, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
TABS = ("todo", "returned", "done", "watched", "told")


@pytest.fixture
def waiting(target, at):
    return at(target, "biz_review", since=NOON, due_on=date(2023, 3, 3))


@pytest.fixture
def mate(town):
    """A colleague at the same desk."""
    return seated("mate", Role.DESK, town.desk, name="同科室")


def one(target):
    return f"lifecycle.target:{target.pk}:{target.version}"


def text_of(client, url="/inbox/"):
    return Page(client.get(url)).text


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DESK, Role.CONGRESS, Role.EXPERT])
def test_every_tab_is_whole_for_everybody_and_costs_few_queries(town, waiting, browser, role, tab):
    client = browser(town.people[role])
    client.get("/inbox/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/inbox/?tab={tab}")
    assert answer.status_code == 200
    assert faults(answer) == {}
    assert len(asked) <= MOST_QUERIES


def test_a_full_page_costs_as_many_queries_as_one_row(town, waiting, browser, more):
    client = browser(town.people[Role.DESK])
    client.get("/inbox/")
    with CaptureQueriesContext(connection) as few:
        client.get("/inbox/")
    for n in range(15):
        more(n, "biz_review", since=NOON)
    with CaptureQueriesContext(connection) as many:
        client.get("/inbox/")
    assert len(many) == len(few)


def test_a_row_says_all_that_is_needed_to_choose(town, waiting, browser):
    text = text_of(browser(town.people[Role.DESK]))
    for words in (
        "校舍维修", "绩效目标", "第一小学", "300.00", "业务科室审核", "今天", "2023-03-03",
        "剩2个工作日", "认领", "转办",
    ):  # fmt: skip
        assert words in text


def test_the_tabs_tell_todo_returned_done_watched_and_told_apart(town, target, at, browser):
    at(target, "returned", since=NOON)
    officer = town.people[Role.UNIT_OFFICER]
    client = browser(officer)
    assert "校舍维修" in text_of(client, "/inbox/?tab=returned")
    assert "校舍维修" not in text_of(client, "/inbox/?tab=done")
    fire(target, "submit", by=officer, at=NOON)
    assert "校舍维修" not in text_of(client)
    assert "校舍维修" not in text_of(client, "/inbox/?tab=returned")
    done = text_of(client, "/inbox/?tab=done")
    assert "校舍维修" in done
    assert "送审 2023-03-01" in done
    client.post("/inbox/watch/", {"one": one(target)})
    assert "校舍维修" in text_of(client, "/inbox/?tab=watched")
    assert "取消关注" in text_of(client, "/inbox/?tab=done")
    client.post("/inbox/watch/?off=1", {"one": one(target)})
    assert "校舍维修" not in text_of(client, "/inbox/?tab=watched")
    assert not Watch.objects.exists()


def test_a_watched_project_year_stands_in_its_tab_without_a_box(town, project_year, browser):
    client = browser(town.people[Role.UNIT_OFFICER])
    named = f"lifecycle.projectyear:{project_year.pk}"
    client.post("/inbox/watch/", {"one": named})
    page = Page(client.get("/inbox/?tab=watched"))
    assert page.named("one") == [named]
    assert page.named("pick") == []
    client.post("/inbox/watch/?off=1", {"one": named})
    assert not Watch.objects.exists()


def test_notices_are_told_with_their_text_escaped(town, browser):
    person = town.people[Role.DESK]
    Notice.objects.create(
        person=person, address=person.email, kind="x", subject="<b>退回</b>",
        body="<script>alert(1)</script>", message_id="<1@example.com>", at=NOON,
    )  # fmt: skip
    answer = browser(person).get("/inbox/?tab=told")
    assert "<b>退回</b>" in Page(answer).text
    assert b"<script>alert" not in answer.content
    assert "退回" not in text_of(browser(town.people[Role.BUDGET]), "/inbox/?tab=told").replace(
        "被退回", ""
    )


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=校舍", True),
        ("q=桥梁", False),
        ("stage=lifecycle.target", True),
        ("stage=monitoring.report", False),
        ("stage=nothing", True),
        ("due=late", False),
        ("due=week", True),
        ("claimed=free", True),
        ("claimed=mine", False),
        ("page=99999999999999999999", True),
        ("page=x&per=7&order=x", True),
        ("tab=nothing", True),
    ],
)
def test_the_address_narrows_and_nonsense_in_it_narrows_nothing(
    town, waiting, browser, asked, shown
):
    answer = browser(town.people[Role.DESK]).get(f"/inbox/?{asked}")
    assert answer.status_code == 200
    assert ("校舍维修" in Page(answer).text) is shown


def test_the_tab_stays_when_the_list_is_narrowed(town, waiting, browser):
    page = Page(browser(town.people[Role.DESK]).get("/inbox/?tab=done"))
    assert page.named("tab") == ["done", "done"]


def test_claiming_and_giving_back_through_the_page(town, waiting, mate, browser):
    mine, theirs = browser(town.people[Role.DESK]), browser(mate)
    mine.post("/inbox/claim/", {"one": one(waiting)})
    assert "我已认领" in text_of(mine)
    other = text_of(theirs)
    assert f"{town.people[Role.DESK]}已认领" in other
    assert "接手" in other
    answer = theirs.post("/inbox/claim/", {"one": one(waiting)}, follow=True)
    assert f"校舍维修：已由{town.people[Role.DESK]}认领" in Page(answer).text
    answer = theirs.post("/inbox/release/", {"one": one(waiting)}, follow=True)
    assert "此事项不在您手中" in Page(answer).text
    mine.post("/inbox/release/", {"one": one(waiting)})
    theirs.post("/inbox/claim/", {"one": one(waiting)})
    assert "我已认领" in text_of(theirs)
    mine.post("/inbox/take-over/", {"one": one(waiting)})
    assert "我已认领" in text_of(mine)


def test_many_are_claimed_at_once_and_each_other_one_named(town, waiting, mate, browser, more):
    rest = [more(n, "biz_review") for n in range(3)]
    claiming.claim(rest[0], by=mate, at=NOON)
    picks = [one(waiting), *map(one, rest)]
    answer = browser(town.people[Role.DESK]).post("/inbox/claim/", {"pick": picks}, follow=True)
    text = Page(answer).text
    assert "已认领3项" in text
    assert "项目0：已由同科室认领" in text


def test_a_transfer_asks_to_whom_and_why(town, waiting, mate, browser):
    client = browser(town.people[Role.DESK])
    url = f"/inbox/transfer/lifecycle.target/{waiting.pk}/"
    answer = client.get(url)
    assert faults(answer) == {}
    assert "同科室" in Page(answer).text
    answer = client.post(url, {"to": mate.pk, "note": " "})
    assert answer.status_code == 409
    assert faults(answer) == {}
    assert not Claim.objects.exists()
    answer = client.post(url, {"to": town.people[Role.BUDGET].pk, "note": "出差"})
    assert answer.status_code == 409
    answer = client.post(url, {"to": mate.pk, "note": "出差"}, follow=True)
    assert "已转办给同科室" in Page(answer).text
    assert "我已认领" in text_of(browser(mate))
    answer = client.post(url, {"to": mate.pk, "note": "再转"})
    assert answer.status_code == 409
    assert "已由同科室认领" in Page(answer).text


def test_after_a_colleagues_step_the_row_is_gone_and_any_post_on_it_is_refused(
    town, waiting, mate, browser
):
    client = browser(town.people[Role.DESK])
    assert "校舍维修" in text_of(client)
    seen = one(waiting)
    fire(waiting, "desk_return", by=mate, note="偏少", at=NOON)
    assert "校舍维修" not in text_of(client)
    answer = client.post("/inbox/claim/", {"one": seen}, follow=True)
    assert "现为“退回修改”" in Page(answer).text
    assert not Claim.objects.exists()
    answer = client.post("/inbox/bulk/", {"pick": seen, "step": "lifecycle.target:desk_return"})
    assert "页面打开后该事项已有变化" in Page(answer).text


def test_strangers_find_nothing_to_take_in_hand(town, waiting, browser):
    other = organisation("102", "农业科", Level.DESK, town.bureau)
    client = browser(seated("far", Role.DESK, other))
    assert "校舍维修" not in text_of(client)
    for url in ("release", "take-over", "watch"):
        assert client.post(f"/inbox/{url}/", {"one": one(waiting)}).status_code == 404
    url = f"/inbox/transfer/lifecycle.target/{waiting.pk}/"
    assert client.get(url).status_code == 404
    client.post("/inbox/claim/", {"one": one(waiting)})
    assert not Claim.objects.exists()


def test_a_claim_of_nothing_says_what_to_do(town, waiting, browser):
    client = browser(town.people[Role.DESK])
    answer = client.post("/inbox/claim/", {"next": "/inbox/?per=50"}, follow=True)
    assert answer.redirect_chain == [("/inbox/?per=50", 302)]
    assert "请先选择事项。" in Page(answer).text
    assert not Claim.objects.exists()


def test_a_page_beyond_the_last_is_the_last(town, waiting, browser):
    assert "校舍维修" in text_of(browser(town.people[Role.DESK]), "/inbox/?page=99")


def test_an_empty_tab_says_what_will_stand_there(town, waiting, browser):
    client = browser(town.people[Role.UNIT_HEAD])
    assert "事项送到您的岗位、被退回或由您办理后列在这里" in text_of(client, "/inbox/?tab=returned")


@pytest.mark.parametrize("url", ["release", "take-over", "watch"])
def test_what_names_no_object_finds_nothing(town, browser, url):
    client = browser(town.people[Role.DESK])
    for posted in ({}, {"one": "x"}, {"one": "lifecycle.nothing:1:0"}, {"one": "auth.user:1"}):
        assert client.post(f"/inbox/{url}/", posted).status_code == 404


def test_a_substitute_sees_for_whom_they_act(town, waiting, browser):
    deputy = seated("deputy", Role.ADMINISTRATOR, town.bureau, name="代理人")
    Substitution.objects.create(
        absent=town.people[Role.DESK], substitute=deputy, starts_on=NOON.date(),
        ends_on=NOON.date(), reason="休假",
    )  # fmt: skip
    client = browser(deputy)
    assert f"代{town.people[Role.DESK]}办理" in text_of(client)
    assert f"代{town.people[Role.DESK]}办理" in text_of(client, "/?home=desk")
    client.post("/inbox/claim/", {"one": one(waiting)})
    assert Claim.objects.get().acting_for_name == str(town.people[Role.DESK])


def test_a_way_back_that_leads_elsewhere_is_not_taken(town, waiting, browser):
    client = browser(town.people[Role.DESK])
    for back, taken in (("/inbox/?per=50", "/inbox/?per=50"), ("https://x.example/", "/inbox/")):
        answer = client.post("/inbox/claim/", {"one": one(waiting), "next": back})
        assert answer["Location"] == taken
