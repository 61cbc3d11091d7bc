"""Taking a step from a page: once, seen as it is, and refused with the words kept."""

import pytest
from django.urls import reverse

from evaluations.models import Publication
from lifecycle.models import StepToken, Target, TransitionLog
from lifecycle.roles import Level, Role
from lifecycle.transitions import edit, fire
from tests.conftest import NOON, YEAR, organisation, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
KEY = "k" * 20


def url(subject, name):
    return reverse("step", args=[subject.stage(), subject.pk, name])


def typed(subject, **more):
    seen = {"version": subject.version, "content_hash": subject.content_hash, "key": KEY}
    return {**seen, "note": "", **more}


@pytest.fixture
def officer(town, browser):
    return browser(town.people[Role.UNIT_OFFICER])


def test_the_buttons_of_a_page_carry_what_was_seen_and_a_token_of_their_own(target, officer):
    first, second = (Page(officer.get(target.get_absolute_url())) for _turn in range(2))
    assert first.named("version") == ["0"]
    assert first.named("content_hash") == [None]
    assert first.named("key") != second.named("key")
    assert len(first.named("key")[0]) >= 20


def test_a_step_is_taken_told_and_shown(town, target, officer):
    page = Page(officer.get(target.get_absolute_url()))
    posted = {n: page.named(n)[0] or "" for n in ("version", "content_hash", "key")}
    answer = officer.post(url(target, "submit"), {**posted, "note": "请审\r\n谢谢"}, follow=True)
    assert answer.redirect_chain == [(f"{target.get_absolute_url()}#target-{target.pk}", 302)]
    text = Page(answer).text
    assert "已办理：校舍维修，现为“单位送审”" in text
    line = TransitionLog.objects.get()
    assert (line.step, line.note, line.by_name) == ("submit", "请审\n谢谢", "单位经办")


def test_the_same_post_twice_is_one_step_and_one_answer(target, officer):
    answers = [officer.post(url(target, "submit"), typed(target)) for _turn in range(2)]
    assert [(a.status_code, a["Location"]) for a in answers] == [
        (302, f"{target.get_absolute_url()}#target-{target.pk}")
    ] * 2
    assert TransitionLog.objects.count() == StepToken.objects.count() == 1


def test_a_refusal_shows_every_reason_and_keeps_the_words(target, officer):
    target.indicators.all().delete()
    answer = officer.post(url(target, "submit"), typed(target, note="数量已核对<x>"))
    page = Page(answer)
    assert answer.status_code == 400
    assert "这次办理没有生效" in page.text
    assert "缺少质量指标" in page.text
    assert faults(answer) == {}
    assert not TransitionLog.objects.exists()


def test_a_note_that_is_owed_is_asked_for(town, target, browser):
    head = browser(town.people[Role.UNIT_HEAD])
    answer = head.post(url(target, "void"), typed(target, note="   "))
    assert (answer.status_code, "请填写意见" in Page(answer).text) == (400, True)
    assert head.post(url(target, "void"), typed(target, note="重复")).status_code == 302


def test_words_that_cannot_be_stored_are_shown_again_with_the_fault(town, target, browser):
    head = browser(town.people[Role.UNIT_HEAD])
    answer = head.post(url(target, "void"), typed(target, note="重复\u200b申报"))
    page = Page(answer)
    assert answer.status_code == 400
    assert "U+200B" in page.text
    assert "重复\u200b申报" in page.text
    assert faults(answer) == {}


def returned_page(town, target, browser):
    """Post as a reviewer who saw version 1, after the unit took it back, edited and filed again."""
    unit, reviewer = town.people[Role.UNIT_OFFICER], town.people[Role.DEPARTMENT_HEAD]
    seen = fire(target, "submit", by=unit, at=NOON)
    fire(target, "withdraw", by=unit, at=NOON)
    edit(target, by=unit, changes={"amount": 999999}, at=NOON)
    fire(target, "submit", by=unit, at=NOON)
    posted = typed(seen, note="数量偏少，请核实")
    return browser(reviewer).post(url(target, "dept_return"), posted)


def test_a_stale_page_is_refused_with_the_difference_and_the_words_kept(town, target, browser):
    answer = returned_page(town, target, browser)
    page = Page(answer)
    assert answer.status_code == 409
    for words in (
        "页面打开后该事项已有变化",
        "预算金额（元）",
        "3000000",
        "999999",
        "数量偏少，请核实",
    ):
        assert words in page.text
    assert page.named("version") == ["4"]
    assert page.named("key") != [KEY]
    assert Target.objects.get(pk=target.pk).state == "unit_submitted"
    assert faults(answer) == {}


def test_after_looking_again_the_step_can_be_taken(town, target, browser):
    page = Page(returned_page(town, target, browser))
    posted = {n: page.named(n)[0] or "" for n in ("version", "content_hash", "key")}
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    answer = head.post(url(target, "dept_return"), {**posted, "note": "数量偏少，请核实"})
    assert answer.status_code == 302
    assert Target.objects.get(pk=target.pk).state == "returned"


def test_a_token_used_for_another_step_is_refused(target, officer):
    officer.post(url(target, "submit"), typed(target))
    moved = Target.objects.get(pk=target.pk)
    answer = officer.post(url(target, "withdraw"), typed(moved))
    assert (answer.status_code, "令牌已用于别的办理" in Page(answer).text) == (400, True)


def test_whoever_sees_it_but_may_not_is_told_why(town, target, browser):
    answer = browser(town.people[Role.AUDITOR]).post(url(target, "submit"), typed(target))
    assert (answer.status_code, "此动作由单位经办办理" in Page(answer).text) == (403, True)
    assert faults(answer) == {}


def test_whoever_may_not_see_it_learns_nothing(town, target, browser):
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    client = browser(seated("stranger", Role.DEPARTMENT_HEAD, elsewhere))
    for stage, pk in [
        ("lifecycle.target", target.pk),
        ("lifecycle.target", 10**30),
        ("lifecycle.person", 1),
        ("nothing", 1),
    ]:
        answer = client.post(reverse("step", args=[stage, pk, "submit"]), typed(target))
        assert answer.status_code == 404


@pytest.mark.parametrize("name", ["delete", "save", "__class__", "full_clean"])
def test_a_step_that_does_not_exist_is_refused(target, officer, name):
    assert officer.post(url(target, name), typed(target)).status_code == 400


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_a_step_is_posted_or_not_taken(target, officer, method):
    assert getattr(officer, method)(url(target, "submit")).status_code == 405


@pytest.mark.parametrize(
    "wrong",
    [{"version": ""}, {"version": "-1"}, {"version": 10**30}, {"key": ""}, {"key": "短"},
     {"key": "k" * 65}, {"content_hash": "x"}, {"note": "长" * 2001}],
)  # fmt: skip
def test_a_form_that_does_not_say_what_was_seen_is_refused(target, officer, wrong):
    answer = officer.post(url(target, "submit"), typed(target, **wrong))
    assert answer.status_code == 400
    assert faults(answer) == {}
    assert not TransitionLog.objects.exists()


def test_no_other_column_can_be_posted(target, officer):
    more = {"state": "approved", "amount": "1", "organisation": "1", "filed_by": "1", "by": "1"}
    officer.post(url(target, "submit"), typed(target, **more))
    moved = Target.objects.get(pk=target.pk)
    assert (moved.state, moved.amount) == ("unit_submitted", target.amount)


def test_a_refused_step_on_a_batch_shows_the_batch(town, browser):
    batch = Publication.objects.create(
        organisation=town.department, year=YEAR, kind="budget", clock_from=NOON, out_by=NOON
    )
    officer = browser(town.people[Role.DEPARTMENT_OFFICER])
    answer = officer.post(url(batch, "submit"), typed(batch))
    assert answer.status_code == 400
    assert "部门整体" in Page(answer).text
    assert faults(answer) == {}


def test_a_step_on_an_amendment_leads_back_to_the_project(town, amendment, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])
    answer = officer.post(url(amendment, "submit"), typed(amendment, version=99))
    assert answer.status_code == 409
    assert faults(answer) == {}
