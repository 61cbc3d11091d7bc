"""Pages of what went wrong, each telling whom to ask, and the reports of the browser."""

import json
import logging

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle import queries
from lifecycle.models import Target
from lifecycle.roles import Level, Role
from tests.conftest import organisation, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


def test_nothing_found_says_whom_to_ask_in_ones_own_line(town, browser):
    answer = browser(town.people[Role.UNIT_OFFICER]).get("/nowhere/")
    assert (answer.status_code, faults(answer)) == (404, {})
    text = Page(answer).text
    for words in ("单位负责人 · 第一小学", "部门绩效专员 · 教育局", "系统管理员 · 市财政局"):
        assert words in text


def test_whom_to_ask_is_never_out_of_another_line(town, browser):
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    seated("foreign", Role.DEPARTMENT_OFFICER, elsewhere, name="外人")
    assert "外人" not in Page(browser(town.people[Role.UNIT_OFFICER]).get("/nowhere/")).text


def test_whoever_is_not_signed_in_is_told_of_nobody(town):
    answer = Client().get("/nowhere/")
    assert (answer.status_code, faults(answer)) == (404, {})
    assert "第一小学" not in Page(answer).text


def test_a_barred_page_has_a_number_that_stands_in_the_log(town, browser, caplog):
    client = browser(town.people[Role.AUDITOR])
    with caplog.at_level(logging.WARNING, "django.request"):
        answer = client.post("/audit/")
    assert (answer.status_code, faults(answer)) == (403, {})
    number = caplog.records[-1].request.error_number
    assert f"错误编号：{number}" in Page(answer).text


@pytest.fixture
def failing(town, browser, monkeypatch):
    # A fault of a page: the one thing that cannot be had without breaking something.
    def fails(*_args, **_kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(queries, "subject_for", fails)
    client = browser(town.people[Role.UNIT_OFFICER])
    client.raise_request_exception = False
    return client


def test_a_failure_has_a_number_that_stands_in_the_log_and_keeps_the_words(failing, target, caplog):
    url = reverse("step", args=["lifecycle.target", target.pk, "submit"])
    with caplog.at_level(logging.ERROR, "django.request"):
        answer = failing.post(url, {"note": "已核对", "version": 0, "key": "k" * 20})
    page = Page(answer)
    assert (answer.status_code, faults(answer)) == (500, {})
    assert f"错误编号：{caplog.records[-1].request.error_number}" in page.text
    assert "已核对" in page.text
    assert page.named("key") == ["k" * 20]
    assert Target.objects.get(pk=target.pk).state == "draft"


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_an_address_that_only_takes_a_form_leads_on_to_its_object(town, target, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])
    named = [
        reverse("comment", args=[target.stage(), target.pk]),
        reverse("step", args=[target.stage(), target.pk, "submit"]),
    ]
    for address in named:
        answer = officer.get(address, headers=BROWSER)
        assert (answer.status_code, answer["Allow"], faults(answer)) == (405, "POST", {})
        assert target.get_absolute_url() in [a.get("href") for a in Page(answer).all("a")]
    files = reverse("attach", args=[target.project_year_id])
    links = [a.get("href") for a in Page(officer.get(files, headers=BROWSER)).all("a")]
    assert f"/project-years/{target.project_year_id}/" in links


@pytest.mark.parametrize("name", ["bulk", "choose-year", "csp-report"])
def test_an_address_that_only_takes_a_form_and_names_no_object_leads_home(town, browser, name):
    answer = browser(town.people[Role.UNIT_OFFICER]).get(reverse(name), headers=BROWSER)
    page = Page(answer)
    assert (answer.status_code, answer["Allow"], faults(answer)) == (405, "POST", {})
    assert "这个地址不能直接打开" in page.text
    assert "查看该事项" not in page.text


def test_an_object_that_its_reader_may_not_see_is_not_told_of(town, target, browser):
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    client = browser(seated("stranger", Role.DEPARTMENT_HEAD, elsewhere))
    address = reverse("step", args=[target.stage(), target.pk, "submit"])
    answer = client.get(address, headers=BROWSER)
    assert (answer.status_code, "查看该事项" in Page(answer).text) == (405, False)


def test_a_program_is_answered_without_a_page(town, target, browser):
    address = reverse("step", args=[target.stage(), target.pk, "submit"])
    answer = browser(town.people[Role.UNIT_OFFICER]).get(address, headers={"Accept": "*/*"})
    assert (answer.status_code, answer["Allow"], answer.content) == (405, "POST", b"")


def report(**said):
    body = json.dumps({"csp-report": said})
    return Client(enforce_csrf_checks=True).post(
        "/csp-report/", body, content_type="application/csp-report"
    )


def test_a_report_of_the_browser_is_one_structured_line(caplog):
    answer = report(**{
        "violated-directive": "style-src-attr",
        "document-uri": "https://here/search/?q=秘密",
        "blocked-uri": "inline",
        "script-sample": "canary",
    })  # fmt: skip
    assert answer.status_code == 204
    line = next(found for found in caplog.records if found.name == "csp")
    assert line.csp == {
        "violated_directive": "style-src-attr",
        "document_uri": "https://here/search/",
        "blocked_uri": "inline",
    }


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"csp-report": 1}', "nonsense"])
def test_what_is_no_report_is_refused(body, caplog):
    answer = Client().post("/csp-report/", body, content_type="application/csp-report")
    assert answer.status_code == 400
    assert [found for found in caplog.records if found.name == "csp"] == []


def test_a_report_too_long_is_refused():
    body = json.dumps({"csp-report": {"blocked-uri": "x" * 9000}})
    answer = Client().post("/csp-report/", body, content_type="application/csp-report")
    assert answer.status_code == 413
