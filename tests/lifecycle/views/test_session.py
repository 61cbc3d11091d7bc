"""Lockout, ended sessions and stale forms: nothing is done, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lifecycle.models import Target, TransitionLog
from lifecycle.roles import Role
from lifecycle.views import kept
from tests.conftest import seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"
WORDS = "数量指标已核对，\n请审定 <b>加急</b>"
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def officer(town, rehearsal):
    person = town.people[Role.UNIT_OFFICER]
    person.set_password(PASSWORD)
    person.save()
    return person


def log_in(client, person, password=PASSWORD, **more):
    address = more.pop("address", "10.0.0.1")
    typed = {"username": person if isinstance(person, str) else person.username}
    return client.post("/login/", {**typed, "password": password, **more}, REMOTE_ADDR=address)


def wrong(person, times, **more):
    return [log_in(Client(), person, "wrong", **more) for _turn in range(times)][-1]


def test_the_fifth_wrong_password_bars_the_account_from_there(officer):
    assert wrong(officer, 4).status_code == 200
    answer = wrong(officer, 1)
    assert (answer.status_code, faults(answer)) == (429, {})
    assert log_in(Client(), officer).status_code == 429
    assert log_in(Client(), officer, address="10.0.0.2").status_code == 302


def test_the_lockout_page_says_until_when(officer):
    wrong(officer, 5)
    until = AccessAttempt.objects.get().attempt_time + timedelta(minutes=15)
    answer = log_in(Client(), officer)
    assert f"{timezone.localtime(until):%H:%M}之后再试" in Page(answer).text
    assert 0 < int(answer["Retry-After"]) <= 15 * 60


def test_who_goes_on_trying_is_not_barred_for_longer(officer):
    wrong(officer, 5)
    before = AccessAttempt.objects.get()
    wrong(officer, 3)
    after = AccessAttempt.objects.get()
    assert (after.attempt_time, after.failures_since_start) == (before.attempt_time, 5)


def test_after_fifteen_minutes_the_password_opens_again(officer):
    wrong(officer, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert log_in(Client(), officer).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_a_right_password_forgets_the_wrong_ones(officer):
    wrong(officer, 4)
    assert log_in(Client(), officer).status_code == 302
    assert wrong(officer, 4).status_code == 200


def test_an_account_that_does_not_exist_is_barred_with_the_same_words(officer):
    pages = [wrong(name, 5) for name in (officer.username, "nobody")]
    assert [answer.status_code for answer in pages] == [429, 429]
    texts = [re.sub(r"\d\d:\d\d", "", Page(answer).text) for answer in pages]
    assert texts[0] == texts[1]


def test_an_address_that_the_client_writes_itself_changes_nothing(officer):
    for n in range(5):
        typed = {"username": officer.username, "password": "wrong"}
        Client().post("/login/", typed, HTTP_X_FORWARDED_FOR=f"1.2.3.{n}")
    typed["password"] = PASSWORD
    assert Client().post("/login/", typed, HTTP_X_FORWARDED_FOR="9.9.9.9").status_code == 429


def test_no_password_and_no_kept_word_is_stored_with_a_failed_login(officer):
    log_in(Client(), officer, "my-secret-guess", kept="canary-words")
    stored = str(AccessAttempt.objects.values().get())
    assert "my-secret-guess" not in stored
    assert "canary-words" not in stored


# --- the session ended while somebody typed


def step_url(target):
    return reverse("step", args=["lifecycle.target", target.pk, "submit"])


def form_of(target, **more):
    seen = {"version": target.version, "content_hash": target.content_hash, "key": "k" * 20}
    return {**seen, "note": WORDS, **more}


def ended(person, target):
    """A browser that saw the page, and whose session then ended."""
    client = Client()
    log_in(client, person)
    client.get(target.get_absolute_url())
    Session.objects.all().delete()
    return client


def post(client, target, **more):
    came = f"http://testserver{target.get_absolute_url()}"
    return client.post(step_url(target), form_of(target), HTTP_REFERER=came, **HERE, **more)


def sealed_in(answer):
    return Page(answer).named("kept")[0]


def test_a_step_posted_after_the_session_ended_comes_back_to_its_page(officer, target):
    client = ended(officer, target)
    answer = post(client, target)
    assert (answer.status_code, faults(answer)) == (401, {})
    assert "您填写的内容已保留" in Page(answer).text
    answer = log_in(client, officer, kept=sealed_in(answer), next="/projects/")
    assert (answer.status_code, answer["Location"]) == (302, target.get_absolute_url())
    answer = client.get(target.get_absolute_url())
    assert faults(answer) == {}
    assert WORDS in Page(answer).text
    assert not TransitionLog.objects.exists()
    assert Target.objects.get(pk=target.pk).state == "draft"


def test_what_came_back_is_sent_when_its_writer_says_so_and_then_forgotten(officer, target):
    client = ended(officer, target)
    log_in(client, officer, kept=sealed_in(post(client, target)))
    page = Page(client.get(target.get_absolute_url()))
    assert "要办理的动作：送审" in page.text
    action = [a["action"] for a in page.all("form") if a.get("action") == step_url(target)]
    assert action == [step_url(target)]
    typed = {name: page.named(name)[0] for name in ("version", "content_hash", "key")}
    answer = client.post(step_url(target), {**typed, "note": WORDS}, follow=True)
    assert TransitionLog.objects.get().note == WORDS
    assert "您刚才填写的内容" not in Page(answer).text


def test_a_wrong_password_in_between_loses_nothing(officer, target):
    client = ended(officer, target)
    sealed = sealed_in(post(client, target))
    answer = log_in(client, officer, "wrong", kept=sealed)
    assert sealed_in(answer) == sealed
    log_in(client, officer, kept=sealed_in(answer))
    assert WORDS in Page(client.get("/")).text


def test_somebody_else_at_the_same_computer_sees_none_of_it(town, officer, target):
    client = ended(officer, target)
    sealed = sealed_in(post(client, target))
    other = seated("other", Role.UNIT_HEAD, town.unit)
    other.set_password(PASSWORD)
    other.save()
    answer = log_in(client, other, kept=sealed)
    assert answer["Location"] != target.get_absolute_url()
    assert "加急" not in Page(client.get(target.get_absolute_url())).text


def test_a_form_that_was_altered_or_is_too_old_is_not_offered(officer, target, monkeypatch):
    client = ended(officer, target)
    sealed = sealed_in(post(client, target))
    log_in(client, officer, kept=sealed[:-2] + "xx")
    assert "您刚才填写的内容" not in Page(client.get("/")).text
    client = ended(officer, target)
    monkeypatch.setattr(kept, "LIFETIME", -1)
    log_in(client, officer, kept=sealed)
    assert "您刚才填写的内容" not in Page(client.get("/")).text


def test_what_came_back_can_be_discarded(officer, target):
    client = ended(officer, target)
    log_in(client, officer, kept=sealed_in(post(client, target)))
    answer = client.post(reverse("discard-kept"), {"next": target.get_absolute_url()}, follow=True)
    assert answer.redirect_chain == [(target.get_absolute_url(), 302)]
    assert "您刚才填写的内容" not in Page(answer).text


def test_no_password_and_no_file_is_kept(officer, target):
    client = ended(officer, target)
    typed = {"old_password": "canary-old", "note": "x", "file": open(__file__, "rb")}  # noqa: SIM115, PTH123
    answer = client.post(step_url(target), typed)
    found = kept.opened(sealed_in(answer))
    assert found.fields == [["note", "x"]]
    assert found.files


def test_a_form_too_long_to_keep_leads_to_the_plain_login_page(officer, target):
    client = ended(officer, target)
    answer = client.post(step_url(target), {"note": "长" * (kept.LARGEST + 1)})
    assert answer.status_code == 302


def test_a_fragment_that_asks_after_the_session_ended_fetches_the_whole_page(officer, target):
    client = ended(officer, target)
    answer = client.get("/projects/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    answer = client.post(step_url(target), form_of(target), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "body")


# --- the token is stale


@pytest.fixture
def strict(officer, target):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    client.get(target.get_absolute_url())
    return client


def test_a_stale_token_loses_nothing_either(strict, target):
    answer = post(strict, target)
    assert (answer.status_code, faults(answer)) == (403, {})
    assert WORDS in Page(answer).text
    assert WORDS in Page(strict.get(target.get_absolute_url())).text
    assert not TransitionLog.objects.exists()
    page = Page(answer)
    typed = {n: page.named(n)[0] for n in ("version", "content_hash", "key", "csrfmiddlewaretoken")}
    assert strict.post(step_url(target), {**typed, "note": WORDS}, **HERE).status_code == 302
    assert TransitionLog.objects.get().note == WORDS


def test_another_site_cannot_put_words_into_anybodys_mouth(strict, target):
    answer = strict.post(step_url(target), form_of(target), HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403
    assert "加急" not in Page(answer).text
    assert "加急" not in Page(strict.get("/")).text


def test_a_stale_token_after_the_session_ended_keeps_the_words_too(strict, officer, target):
    Session.objects.all().delete()
    answer = post(strict, target)
    assert answer.status_code == 403
    page = Page(answer)
    found = {name: page.named(name)[0] for name in ("kept", "csrfmiddlewaretoken")}
    log_in(strict, officer, **found)
    assert WORDS in Page(strict.get("/")).text


def test_the_login_page_left_open_in_another_tab_still_delivers(strict, officer, target):
    sealed = kept.sealed(
        kept.Kept(officer.pk, step_url(target), "/projects/", [["note", "早"]], files=False)
    )
    answer = strict.post("/login/", {"username": "x", "password": "x", "kept": sealed})
    assert (answer.status_code, answer["Location"]) == (302, "/projects/")
    assert "早" in str(strict.get("/projects/").content.decode())
