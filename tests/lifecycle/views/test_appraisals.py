"""The list of appraisals, their page, and how an appraisal is opened from its project."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.models import Appraisal
from lifecycle.roles import Role
from tests.conftest import YEAR, assign, put
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(town, browser):
    return lambda role: browser(town.people[role])


def test_the_list_sums_what_was_cut_of_what_was_ruled_on(appraisal, sign_in):
    put(appraisal, "in_pool", approved=Decimal(6_000_000), key_path=True)
    client = sign_in(Role.PERFORMANCE)
    client.post("/year/", {"year": YEAR})
    for url in ("/appraisals/", "/appraisals/?path=key"):
        answer = client.get(url)
        assert (answer.status_code, faults(answer)) == (200, {})
        assert "校舍维修" in Page(answer).text
        assert "25.00%" in Page(answer).text
    assert "校舍维修" not in Page(client.get("/appraisals/?conclusion=refuse")).text


def test_the_page_stands_in_every_state(appraisal, panel, sign_in):
    roles = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.PERFORMANCE, Role.EXPERT)
    clients = {role: sign_in(role) for role in roles}
    for state in Appraisal.State:
        amounts = {"approved": Decimal(1), "concluded_on": date(2022, 9, 28)}
        put(appraisal, state, **amounts)
        for role, client in clients.items():
            answer = client.get(f"/appraisals/{appraisal.pk}/")
            assert (state, role, answer.status_code, faults(answer)) == (state, role, 200, {})


def test_strangers_find_no_such_page(town, appraisal, sign_in):
    for role in (Role.CONGRESS, Role.EXPERT, Role.AGENCY, Role.ADMINISTRATOR):
        assert sign_in(role).get(f"/appraisals/{appraisal.pk}/").status_code == 404


def test_the_unit_opens_an_appraisal_from_the_project(project_year, sign_in):
    client = sign_in(Role.UNIT_OFFICER)
    tab, url = f"/project-years/{project_year.pk}/", f"/project-years/{project_year.pk}/appraisal/"
    answer = client.get(f"{tab}?tab=appraisal")
    assert faults(answer) == {}
    wrong = client.post(url, {"kind": "project", "declared": "-1", "expires_on": "2023-02-30"})
    assert (wrong.status_code, faults(wrong)) == (400, {})
    assert {*wrong.context["form"].errors} == {"declared", "expires_on"}
    assert client.post(url, {"kind": "bond", "declared": "9000000"}).status_code == 302
    made = Appraisal.objects.get()
    assert (made.kind, made.declared) == ("bond", 9_000_000)
    assert client.post(url, {"kind": "bond", "declared": "1"}).status_code == 404
    assert f"/appraisals/{made.pk}/" in client.get(f"{tab}?tab=appraisal").content.decode()


def test_nobody_else_opens_one(town, project_year, sign_in):
    for role in (Role.DESK, Role.DEPARTMENT_HEAD, Role.PERFORMANCE):
        client = sign_in(role)
        url = f"/project-years/{project_year.pk}/"
        assert "opening" not in client.get(f"{url}?tab=appraisal").content.decode()
        posted = client.post(f"{url}appraisal/", {"kind": "project", "declared": "9000000"})
        assert posted.status_code == 404


def test_review_home_and_inbox_lead_to_the_page(town, appraisal, sign_in):
    subject = put(appraisal, "dept_review")
    head = sign_in(Role.DEPARTMENT_HEAD)
    page = head.get(f"/review/lifecycle.appraisal/{subject.pk}/").content.decode()
    assert f"/appraisals/{subject.pk}/opinion/" in page
    assert f"/appraisals/{subject.pk}/" in head.get("/inbox/").content.decode()
    assign(town.people[Role.EXPERT], Role.EXPERT, subject)
    assert f"/appraisals/{subject.pk}/" in sign_in(Role.EXPERT).get("/").content.decode()


def test_a_comment_stands_on_the_page(appraisal, sign_in):
    client = sign_in(Role.DESK)
    words = {"text": "请补充测算依据", "anchor": "declared"}
    answer = client.post(f"/comments/lifecycle.appraisal/{appraisal.pk}/", words, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"/appraisals/{appraisal.pk}/")
    assert faults(answer) == {}
    assert "请补充测算依据" in Page(answer).text
