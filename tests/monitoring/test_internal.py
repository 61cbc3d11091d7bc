"""What the bureau has not decided yet is its own: nobody else sees it, on no page, in no mail."""

import pytest
from django.test import Client

from lifecycle.models import Installation, Notice
from lifecycle.queries.progress import progress_of
from lifecycle.rights import seats_of
from lifecycle.roles import BUREAU_SIDE, PEOPLE, Role
from lifecycle.scope import visible
from lifecycle.transitions import fire
from monitoring.models import Halt, Pause
from tests.conftest import put
from tests.monitoring.conftest import AUGUST, judged, paid
from tests.page import Page

SEATED = {
    Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD,
}  # fmt: skip
CASES = [
    (model, state, state in open_to)
    for model, open_to in (
        (Pause, {"paused", "lift_due", "lifted"}),
        (Halt, {"halted", "resumed"}),
    )
    for state in model.State.values
]


def internal(request, model):
    return request.getfixturevalue(model.stage_name())


@pytest.mark.parametrize(("model", "state", "told"), CASES)
def test_unit_and_department_see_it_from_the_decision_on(request, town, model, state, told):
    found = put(internal(request, model), state, checked_by_id=town.people[Role.LEADER].pk)
    seen = {
        role
        for role in PEOPLE
        if visible(model, town.people[role], AUGUST.date()).filter(pk=found.pk).exists()
    }
    assert seen == BUREAU_SIDE | (SEATED if told else set())


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK])
def test_no_page_shows_what_is_not_decided(town, pause, halt, role):
    judged(pause.project_year)
    paid(pause.project_year, 10)
    division = town.people[Role.PERFORMANCE]
    put(pause, "draft", reason="尚未决定的暂缓拨付原因")
    asked = fire(Pause.objects.get(), "propose", by=division, at=AUGUST)
    fire(halt, "record", by=division, at=AUGUST)
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST})
    client, inside = Client(), role in BUREAU_SIDE
    client.force_login(town.people[role])
    whole = f"/project-years/{pause.project_year_id}/"
    words = {
        "/alerts/pauses/": asked.reason, f"{whole}?tab=warnings": asked.reason,
        f"{whole}?tab=halt": halt.document, f"{whole}?tab=history": "登记暂停或终止",
        "/alerts/halts/": halt.document,
    }  # fmt: skip
    for url, said in words.items():
        assert (said in Page(client.get(url)).text) is inside, url
    others = ("/", "/alerts/", f"/alerts/{pause.warning_id}/", "/monitor/", "/monitor/execution/")
    for url in (*others, "/inbox/", f"/search/?q={pause.project_year.project.name}"):
        shown = Page(client.get(url)).text
        assert asked.reason not in shown, url
        assert halt.document not in shown, url
    for url in (f"/alerts/pauses/{pause.pk}/", f"/alerts/halts/{halt.pk}/"):
        assert client.get(url).status_code == (200 if inside else 404)
    early = ["monitoring.pause.propose", "monitoring.halt.record"]
    assert not Notice.objects.filter(person=town.people[role], kind__in=early).exists()


@pytest.mark.parametrize("role", [Role.DEPARTMENT_HEAD, Role.DESK])
def test_what_is_not_decided_is_not_counted_for_others(town, halt, role):
    fire(halt, "record", by=town.people[Role.PERFORMANCE], at=AUGUST)
    seats = seats_of(town.people[role], AUGUST.date())
    (found,) = (one for one in progress_of(seats, halt.year) if one.stage == Halt.stage())
    assert found.total == (1 if role in BUREAU_SIDE else 0)
