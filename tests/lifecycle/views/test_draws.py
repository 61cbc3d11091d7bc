"""The pages of the draws: preview without outcome, the draw, the record, and who reads it."""

from decimal import Decimal

import pytest

from lifecycle.actions.interests import declare_interest
from lifecycle.actions.sampling import draw_sample
from lifecycle.models import Appraisal, Assignment, Draw, Interest
from lifecycle.roles import PEOPLE, Role
from tests.conftest import NOON, YEAR, assign, put
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
SEED = "20230301-0715"
SAMPLE, DRAWS, INTERESTS = "/appraisals/sample/", "/appraisals/draws/", "/appraisals/interests/"


@pytest.fixture
def sign_in(town, browser):
    return lambda role: browser(town.people[role])


@pytest.fixture
def waiting(appraisal):
    return put(appraisal, "desk_review")


def drawn(client, waiting, **typed):
    return client.post(SAMPLE, {"seed": SEED, "listed": [waiting.pk]} | typed)


def test_the_preview_says_what_is_always_drawn_and_how_many_by_lot(waiting, sign_in):
    answer = sign_in(Role.PERFORMANCE).get(SAMPLE)
    assert (answer.status_code, faults(answer)) == (200, {})
    shown = answer.context["drawable"]
    assert (len(shown.rows), shown.always, shown.by_lot) == (1, 0, 1)
    assert shown.amount == Decimal(8_000_000)


def test_the_draw_leads_to_its_record(waiting, sign_in):
    client = sign_in(Role.PERFORMANCE)
    answer = drawn(client, waiting, marked=[waiting.pk])
    draw = Draw.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{DRAWS}{draw.pk}/")
    for url in (DRAWS, f"{DRAWS}{draw.pk}/"):
        page = client.get(url)
        assert faults(page) == {}
        assert SEED in Page(page).text
    assert "社会关注度高" in Page(client.get(f"{DRAWS}{draw.pk}/")).text
    assert Appraisal.objects.get().state == "key_selected"


def test_a_wrong_seed_an_empty_list_and_a_second_draw_are_told_in_a_sentence(waiting, sign_in):
    client = sign_in(Role.PERFORMANCE)
    wrong = drawn(client, waiting, seed="12", marked=[waiting.pk])
    assert (wrong.status_code, faults(wrong)) == (400, {})
    assert {*wrong.context["form"].errors} == {"seed"}
    boxes = [tag for tag in Page(wrong).all("input") if tag.get("name") == "marked"]
    assert "checked" in boxes[0]
    assert Page(wrong).named("seed") == ["12"]
    stale = client.post(SAMPLE, {"seed": SEED, "listed": []})
    assert stale.status_code == 409
    assert "原0项，现1项" in Page(stale).text
    drawn(client, waiting)
    again = client.post(SAMPLE, {"seed": "another-seed"})
    assert again.status_code == 400
    assert "没有新的待抽项目，不能重复抽取" in Page(again).text
    assert Draw.objects.count() == 1


def test_nothing_to_draw_is_told(town, sign_in):
    answer = sign_in(Role.PERFORMANCE).get(SAMPLE)
    assert faults(answer) == {}
    assert "没有处于财政审核、尚未抽取过的事前绩效评估" in Page(answer).text


@pytest.mark.parametrize("role", PEOPLE)
def test_the_division_draws_and_whoever_sees_the_city_reads_the_record(
    town, waiting, sign_in, role
):
    draw = draw_sample(YEAR, seed=SEED, by=town.people[Role.PERFORMANCE], at=NOON)
    client = sign_in(role)
    readers = {Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR}
    assert (client.get(SAMPLE).status_code == 200) is (role is Role.PERFORMANCE)
    for url in (DRAWS, f"{DRAWS}{draw.pk}/"):
        assert (client.get(url).status_code == 200) is (role in readers)
    declarers = {Role.PERFORMANCE, Role.AUDITOR, Role.AGENCY, Role.EXPERT}
    assert (client.get(INTERESTS).status_code == 200) is (role in declarers)


def test_experts_and_agency_are_assigned_drawn_and_released_on_one_page(
    town, appraisal, experts, sign_in
):
    subject, client = put(appraisal, "key_selected"), sign_in(Role.PERFORMANCE)
    url = f"/appraisals/{subject.pk}/panel/"
    agency = town.people[Role.AGENCY]
    client.post(f"{url}assign/", {"role": "agency", "person": agency.pk})
    few = client.post(f"{url}draw/", {"wanted": 6, "seed": SEED})
    assert (few.status_code, faults(few)) == (400, {})
    assert "只有5名，不足6名" in Page(few).text
    assert client.post(f"{url}draw/", {"wanted": 5, "seed": SEED}).status_code == 302
    assert Assignment.objects.filter(object_id=subject.pk).count() == 6
    page = client.get(url)
    assert faults(page) == {}
    assert "已指派到该事项" in Page(page).text
    row = Assignment.objects.get(person=agency)
    assert client.post(f"{url}{row.pk}/release/").status_code == 302
    row.refresh_from_db()
    assert row.ends_on < NOON.date()
    draw = Draw.objects.get()
    assert SEED in Page(client.get(f"/appraisals/{subject.pk}/")).text
    assert faults(client.get(f"{DRAWS}{draw.pk}/")) == {}


def test_whoever_must_stand_aside_is_refused_with_the_reason(town, appraisal, sign_in):
    subject, expert = put(appraisal, "key_selected"), town.people[Role.EXPERT]
    declare_interest(
        expert, place=town.unit, kind="drafting", reason="参与过可研", by=expert, at=NOON
    )
    url = f"/appraisals/{subject.pk}/panel/"
    answer = sign_in(Role.PERFORMANCE).post(
        f"{url}assign/", {"role": "expert", "person": expert.pk}
    )
    assert answer.status_code == 400
    assert "参与过项目申报材料编写，应当回避" in Page(answer).text
    assert not Assignment.objects.exists()


def test_an_assignment_to_another_appraisal_is_not_released_here(town, appraisal, target, sign_in):
    subject = put(appraisal, "key_selected")
    other = assign(town.people[Role.EXPERT], Role.EXPERT, target)
    url = f"/appraisals/{subject.pk}/panel/{other.pk}/release/"
    assert sign_in(Role.PERFORMANCE).post(url).status_code == 404


def test_an_expert_declares_an_interest_and_the_division_ends_it(town, sign_in):
    expert, division = sign_in(Role.EXPERT), sign_in(Role.PERFORMANCE)
    typed = {"place": town.unit.pk, "kind": "interest", "reason": ""}
    wrong = expert.post(INTERESTS, typed)
    assert (wrong.status_code, faults(wrong)) == (400, {})
    assert expert.post(INTERESTS, typed | {"reason": "亲属任职"}).status_code == 302
    made = Interest.objects.get()
    for client in (expert, division):
        page = client.get(INTERESTS)
        assert faults(page) == {}
        assert "亲属任职" in Page(page).text
    assert (
        expert.post(f"{INTERESTS}{made.pk}/end/", {"reason": "x"}, follow=True).status_code == 200
    )
    assert Interest.objects.count() == 1
    division.post(f"{INTERESTS}{made.pk}/end/", {"reason": "已调离"})
    assert "亲属任职" not in Page(expert.get(INTERESTS)).text
