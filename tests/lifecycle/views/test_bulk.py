"""A step on many objects through the pages: choose, preview, confirm, result."""

import pytest

from lifecycle.actions import claiming
from lifecycle.models import Target, TransitionLog
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, organisation, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
HUNDREDS = 1100
RETURN = "lifecycle.target:desk_return"


@pytest.fixture
def waiting(target, at, more):
    return [at(target, "biz_review"), more(1, "biz_review"), more(2, "biz_review")]


@pytest.fixture
def client(town, browser):
    return browser(town.people[Role.DESK])


def picks(targets):
    return [f"lifecycle.target:{one.pk}:{one.version}" for one in targets]


def confirmed(preview, **changes):
    page = Page(preview)
    kept = {name: page.named(name)[0] for name in ("picks", "step", "key")}
    return {**kept, "confirm": "1", "note": "指标偏少", **changes}


def preview_of(client, targets, step=RETURN):
    return client.post("/inbox/bulk/", {"pick": picks(targets), "step": step})


def states():
    return sorted(Target.objects.values_list("state", flat=True))


def test_without_a_step_the_page_offers_those_of_the_picked_states(client, waiting):
    answer = client.post("/inbox/bulk/", {"pick": picks(waiting)})
    assert faults(answer) == {}
    steps = Page(answer).named("step")
    assert RETURN in steps
    assert "lifecycle.target:submit" not in steps
    assert "3项：业务科室审核 → 退回修改；须填意见" in " ".join(Page(answer).text.split())
    again = client.post("/inbox/bulk/", {"picks": Page(answer).named("picks")[0], "step": RETURN})
    assert "可以办理3项" in Page(again).text


def test_nothing_picked_says_so(client):
    answer = client.post("/inbox/bulk/", {})
    assert "没有选中任何事项" in Page(answer).text
    assert faults(answer) == {}


def test_the_preview_says_what_will_move_who_is_told_and_what_cannot(client, town, waiting):
    mate = seated("mate", Role.DESK, town.desk, name="同科室")
    claiming.claim(waiting[1], by=mate, at=NOON)
    answer = preview_of(client, waiting)
    text = " ".join(Page(answer).text.split())
    assert faults(answer) == {}
    assert "可以办理2项：业务科室审核 → 退回修改" in text
    assert "将通知报送人" in text
    assert "另有1项不能办理" in text
    assert "已由同科室认领" in text
    assert states() == ["biz_review"] * 3
    assert not TransitionLog.objects.exists()


def test_confirmed_it_moves_them_and_says_so(client, waiting):
    answer = client.post("/inbox/bulk/", confirmed(preview_of(client, waiting)))
    assert "已办理3项" in Page(answer).text
    assert faults(answer) == {}
    assert states() == ["returned"] * 3
    assert set(TransitionLog.objects.values_list("note", flat=True)) == {"指标偏少"}


def test_sent_twice_it_is_one_act_with_the_same_answer(client, waiting):
    form = confirmed(preview_of(client, waiting))
    client.post("/inbox/bulk/", form)
    answer = client.post("/inbox/bulk/", form)
    text = Page(answer).text
    assert "已经提交过" in text
    assert "已办理3项" in text
    assert TransitionLog.objects.count() == 3


def test_what_changed_between_preview_and_confirmation_is_refused_with_its_reason(
    client, town, waiting
):
    form = confirmed(preview_of(client, waiting))
    mate = seated("mate", Role.DESK, town.desk)
    fire(waiting[0], "desk_return", by=mate, note="抢先", at=NOON)
    text = Page(client.post("/inbox/bulk/", form)).text
    assert "已办理2项" in text
    assert "1项没有办理" in text
    assert "页面打开后该事项已有变化，没有办理" in text
    lines = TransitionLog.objects.filter(object_id=waiting[0].pk)
    assert list(lines.values_list("note", flat=True)) == ["抢先"]


def test_words_that_are_owed_are_asked_for_before_anything_moves(client, waiting):
    form = confirmed(preview_of(client, waiting), note=" ")
    answer = client.post("/inbox/bulk/", form)
    assert answer.status_code == 400
    assert faults(answer) == {}
    assert states() == ["biz_review"] * 3
    again = client.post("/inbox/bulk/", confirmed(answer))
    assert "已办理3项" in Page(again).text


def test_what_all_cannot_take_shows_no_button(client, waiting):
    answer = preview_of(client, waiting, "lifecycle.target:approve")
    assert "选中的事项都不能办理" in Page(answer).text
    assert Page(answer).named("confirm") == []


def test_a_step_or_a_stage_that_is_not_there_finds_nothing(client, waiting):
    for step in (
        "lifecycle.target:nothing",
        "lifecycle.nothing:submit",
        "monitoring.report:accept",
    ):
        assert preview_of(client, waiting, step).status_code == 404


def test_a_stranger_moves_nothing_and_reads_no_name(town, browser, waiting):
    far = browser(seated("far", Role.DESK, organisation("102", "农业科", Level.DESK, town.bureau)))
    answer = preview_of(far, waiting)
    assert "校舍维修" not in Page(answer).text
    form = {"picks": ",".join(picks(waiting)), "step": RETURN, "confirm": "1", "note": "x",
            "key": "k" * 20}  # fmt: skip
    answer = far.post("/inbox/bulk/", form)
    assert answer.status_code == 409
    assert "校舍维修" not in Page(answer).text
    assert states() == ["biz_review"] * 3


def test_a_list_that_sends_no_versions_takes_those_that_stand(client, waiting):
    rows = [f"lifecycle.target:{one.pk}" for one in waiting]
    answer = client.post("/inbox/bulk/", {"pick": rows, "step": RETURN})
    assert all(word.count(":") == 2 for word in Page(answer).named("picks")[0].split(","))
    assert "已办理3项" in Page(client.post("/inbox/bulk/", confirmed(answer))).text


def test_all_that_the_filter_finds_can_be_taken(client, waiting):
    posted = {"everything": "1", "query": "q=项目&stage=lifecycle.target", "step": RETURN}
    assert "可以办理2项" in Page(client.post("/inbox/bulk/", posted)).text


def test_more_than_a_thousand_rows_go_in_one_field(client, town, waiting, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = HUNDREDS - 1
    missing = [f"lifecycle.target:{10**9 + n}:0" for n in range(HUNDREDS)]
    rows = ",".join([*picks(waiting), *missing])
    answer = client.post("/inbox/bulk/", {"picks": rows, "step": RETURN})
    text = " ".join(Page(answer).text.split())
    assert "可以办理3项" in text
    assert f"另有{HUNDREDS:,}项不能办理" in text
    assert "已办理3项" in Page(client.post("/inbox/bulk/", confirmed(answer))).text


def test_the_page_only_answers_to_posting(client):
    assert client.get("/inbox/bulk/").status_code == 405
