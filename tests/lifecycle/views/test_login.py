"""Signing in and out, the language, and what an outsider meets."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.roles import Role
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"


@pytest.fixture
def officer(town):
    person = town.people[Role.UNIT_OFFICER]
    person.set_password(PASSWORD)
    person.save()
    return person


def test_the_login_page_is_open_and_whole():
    answer = Client().get("/login/")
    assert answer.status_code == 200
    assert faults(answer) == {}


def test_a_closed_page_sends_to_login_and_back(officer):
    client = Client()
    answer = client.get(reverse("projects"))
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/projects/")
    typed = {"username": officer.username, "password": PASSWORD, "next": "/projects/"}
    answer = client.post("/login/", typed)
    assert (answer.status_code, answer["Location"]) == (302, "/projects/")


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(officer):
    wrong = Client().post("/login/", {"username": officer.username, "password": "x"})
    nobody = Client().post("/login/", {"username": "nobody", "password": "x"})
    told = [Page(answer).text.split("登录")[2] for answer in (wrong, nobody)]
    assert wrong.status_code == nobody.status_code == 200
    assert told[0] == told[1]
    assert "密码" in told[0]
    assert faults(wrong) == {}


def test_login_never_leads_to_another_site(officer):
    typed = {"username": officer.username, "password": PASSWORD, "next": "https://example.com/"}
    assert Client().post("/login/", typed)["Location"] == "/"


def test_the_session_changes_at_login_and_dies_at_logout(officer):
    client = Client()
    client.get("/login/")
    client.post("/login/", {"username": officer.username, "password": PASSWORD})
    assert client.get("/").status_code == 200
    old = client.cookies["session"].value
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    client.cookies["session"] = old
    assert client.get("/").status_code == 302


def test_somebody_deactivated_is_out_at_the_next_request(officer):
    client = Client()
    client.force_login(officer)
    officer.is_active = False
    officer.save()
    assert client.get("/").status_code == 302


def test_the_language_is_chosen_without_signing_in():
    client = Client()
    answer = client.post("/language/", {"language": "en", "next": "/login/"})
    assert answer["Location"] == "/login/"
    assert 'lang="en"' in client.get("/login/").content.decode()


def test_every_form_that_changes_something_has_its_token(officer):
    client = Client(enforce_csrf_checks=True)
    typed = {"username": officer.username, "password": PASSWORD}
    assert client.post("/login/", typed).status_code == 403
    assert faults(client.post("/login/", typed)) == {}
