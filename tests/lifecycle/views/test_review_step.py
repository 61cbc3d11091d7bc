"""A reviewer decides: all or nothing, once, on what they saw, and no typed word is lost."""

from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lifecycle.models import (
    Comment,
    Indicator,
    Notice,
    Project,
    ProjectYear,
    Substitution,
    Target,
    TargetReview,
    TransitionLog,
)
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import GOAL, NOON, YEAR, seated
from tests.lifecycle.views.review_forms import (
    POINTS,
    POOR,
    carried,
    indicator,
    page_of,
    press,
    reason_on,
    refiled,
)
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


def test_points_and_approval_go_in_one_act_and_lead_to_the_next_object(town, accepted, head):
    typed = carried(head, accepted, note="同意", **POINTS)
    answer = press(head, accepted, "endorse", typed)
    assert (answer.status_code, answer["Location"]) == (302, "/review/")
    review = TargetReview.objects.get()
    assert (review.total, review.passes, review.opinion) == (Decimal("89.5"), True, "同意")
    assert Target.objects.get().state == "biz_review"
    assert "已办理：校舍维修，现为“业务科室审核”" in Page(head.get("/review/")).text


def test_points_that_do_not_pass_refuse_the_step_and_are_kept_on_the_page(accepted, head):
    typed = carried(head, accepted, note="指标偏少", **POOR)
    typed["goal-reason"] = ""
    answer = press(head, accepted, "endorse", typed)
    page = Page(answer)
    assert answer.status_code == 400
    assert "尚未按四性给出优或良的审核意见" in page.text
    assert page.named("completeness") == ["10"]
    assert "指标偏少" in page.text
    assert faults(answer) == {}
    assert not TargetReview.objects.exists()
    assert Target.objects.get().state == "dept_review"


def test_points_alone_are_recorded_and_need_not_be_typed_again(town, accepted, browser):
    client = browser(town.people[Role.DEPARTMENT_OFFICER])
    answer = press(client, accepted, "points", carried(client, accepted, note="可行", **POINTS))
    assert answer["Location"] == page_of(accepted)
    page = Page(client.get(page_of(accepted)))
    assert "已记录四性审核：89.5分，良" in page.text
    assert "主管部门2023-03-01评89.50分，良" in page.text
    assert page.named("relevance") == ["28"]
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    assert press(head, accepted, "endorse", carried(head, accepted)).status_code == 302
    assert TargetReview.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请填写四性得分"),
        ({"completeness": "18"}, "请填写四项得分，或四项都不填"),
        (POINTS | {"relevance": "31"}, "30"),
        (POINTS | {"relevance": "好"}, "输入一个数字"),
        (POINTS | {"goal-reason": "目标不清"}, "填写了退回理由"),
    ],
)
def test_wrong_points_keep_everything_that_was_typed(accepted, head, typed, said):
    sent = carried(head, accepted, note="我的意见", **typed)
    answer = press(head, accepted, "points", sent)
    page = Page(answer)
    assert answer.status_code == 400
    assert said in page.text
    assert "我的意见" in page.text
    for name, value in typed.items():
        assert page.named(name) == [value] or value in page.text
    assert faults(answer) == {}
    assert not TargetReview.objects.exists()


def test_a_return_writes_each_reason_on_its_field_and_in_the_note(town, accepted, head):
    row = indicator(accepted)
    typed = carried(head, accepted, note="请修改后重报")
    typed |= {"goal-reason": "没有写明受益范围", reason_on(row): "数量与预算不匹配"}
    assert press(head, accepted, "dept_return", typed).status_code == 302
    line = TransitionLog.objects.latest("pk")
    assert line.note == (
        "请修改后重报\n年度总体目标：没有写明受益范围\n绩效指标 › 维修校舍数量：数量与预算不匹配"
    )
    said = {c.anchor: c.wordings.get().text for c in Comment.objects.all()}
    assert said == {"goal": "没有写明受益范围", f"indicators.{row.key}": "数量与预算不匹配"}
    assert {c.version for c in Comment.objects.all()} == {line.version}
    filer = town.people[Role.UNIT_OFFICER]
    assert [n.kind for n in Notice.objects.filter(person=filer)] == ["lifecycle.target.dept_return"]


def test_the_filer_reads_the_reasons_beside_the_fields(town, accepted, head, browser):
    row = indicator(accepted)
    typed = carried(head, accepted, **{reason_on(row): "数量与预算不匹配"})
    press(head, accepted, "dept_return", typed)
    filer = browser(town.people[Role.UNIT_OFFICER])
    text = Page(filer.get(accepted.get_absolute_url())).text
    assert text.index("维修校舍数量") < text.index("数量与预算不匹配") < text.index("按期完工率")


def test_reasons_alone_are_opinion_enough(accepted, head):
    typed = carried(head, accepted, **{"amount-reason": "测算依据不足"})
    assert press(head, accepted, "dept_return", typed).status_code == 302
    assert TransitionLog.objects.latest("pk").note == "预算金额（元）：测算依据不足"


def test_a_refused_return_leaves_no_comment_and_loses_no_word(accepted, head):
    typed = carried(head, accepted, note="意见在此", **{"goal-reason": "目标不清"})
    answer = press(head, accepted, "endorse", typed | POINTS)
    page = Page(answer)
    assert answer.status_code == 400
    assert "填写了退回理由，不能“部门审核通过”" in page.text
    assert ("意见在此" in page.text, "目标不清" in page.text) == (True, True)
    assert page.named("completeness") == ["18"]
    assert faults(answer) == {}
    assert (Comment.objects.count(), TargetReview.objects.count()) == (0, 0)
    assert "open" in next(a for a in page.all("details") if a.get("class") == "reason")


def test_a_return_without_any_word_asks_for_one(accepted, head):
    answer = press(head, accepted, "dept_return", carried(head, accepted))
    assert answer.status_code == 400
    assert "请填写意见" in Page(answer).text


def test_a_stale_page_is_refused_with_the_difference_and_the_form_refilled(town, filed, head):
    row = indicator(filed)
    typed = carried(head, filed, note="请改")
    typed |= {"goal-reason": "目标不清", reason_on(row): "偏少"}
    refiled(town, filed, amount=Decimal("2800000.00"))
    answer = press(head, filed, "dept_return", typed)
    page = Page(answer)
    assert answer.status_code == 409
    assert "页面打开后该事项已有变化" in page.text
    assert ("3000000" in page.text, "2800000" in page.text) == (True, True)
    assert ("请改" in page.text, "目标不清" in page.text, "偏少" in page.text) == (True,) * 3
    assert not Comment.objects.exists()
    fresh = {name: page.named(name)[0] for name in ("version", "content_hash", "key")}
    assert press(head, filed, "dept_return", typed | fresh).status_code == 302
    assert Comment.objects.count() == 2


def test_points_given_to_an_earlier_content_are_not_recorded_for_a_later(town, accepted, head):
    typed = carried(head, accepted, **POINTS)
    again = refiled(town, accepted, goal=GOAL + "并结算。")
    fire(again, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    for step in ("points", "endorse"):
        assert press(head, accepted, step, typed).status_code == 409
    assert not TargetReview.objects.exists()


def test_a_reason_on_a_place_that_is_no_more_is_kept_to_be_moved(town, filed, head):
    row = indicator(filed, "师生满意度")
    typed = carried(head, filed, note="请改", **{reason_on(row): "满意度偏低"})
    officer = town.people[Role.UNIT_OFFICER]
    fire(filed, "withdraw", by=officer, at=NOON)

    def replaced(target):
        values = {name: getattr(row, name) for name in ("level", "operator", "target", "unit")}
        target.indicators.filter(pk=row.pk).delete()
        Indicator.objects.create(target_set=target, name="家长满意度", weight=10, **values)

    edit(filed, by=officer, changes={}, parts=replaced, at=NOON)
    fire(filed, "submit", by=officer, at=NOON)
    page = Page(press(head, filed, "dept_return", typed))
    assert "满意度偏低" in page.text
    assert "原先写在已不存在位置上的理由" in page.text
    fresh = {name: page.named(name)[0] for name in ("version", "content_hash", "key")}
    answer = press(head, filed, "dept_return", typed | fresh)
    assert answer.status_code == 400
    assert "有退回理由所指的内容已不存在" in Page(answer).text
    assert "满意度偏低" in Page(answer).text


def test_a_double_click_is_one_step_with_one_set_of_reasons(accepted, head):
    typed = carried(head, accepted, **{"goal-reason": "目标不清"})
    for _click in range(2):
        assert press(head, accepted, "dept_return", typed).status_code == 302
    assert Comment.objects.count() == 1
    assert TransitionLog.objects.filter(step="dept_return").count() == 1


def test_whoever_filed_it_for_another_does_not_judge_it(town, target, browser):
    deputy = seated("deputy", Role.DEPARTMENT_HEAD, town.department)
    Substitution.objects.create(
        absent=town.people[Role.UNIT_OFFICER], substitute=deputy,
        starts_on=NOON.date(), ends_on=NOON.date(), reason="休假",
    )  # fmt: skip
    fire(target, "submit", by=deputy, at=NOON)
    client = browser(deputy)
    answer = client.get(page_of(target))
    assert "本人报送的事项须由他人审核" in Page(answer).text
    assert b'id="review-form"' not in answer.content
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    typed = carried(head, target, **{"goal-reason": "目标不清"})
    refused = press(client, target, "dept_return", typed | {"note": "退"})
    assert refused.status_code == 403
    assert not Comment.objects.exists()


def test_after_success_the_next_object_of_the_queue_is_opened(town, accepted, head):
    second = Target.objects.create(
        project_year=ProjectYear.objects.create(
            project=Project.objects.create(
                code="52010023T000000000002", name="食堂改造", organisation=town.unit
            ),
            year=YEAR,
        ),
        organisation=town.unit, year=YEAR, goal=GOAL, amount=Decimal("100000.00"),
    )  # fmt: skip
    for row in accepted.indicators.all():
        Indicator.objects.create(
            target_set=second, level=row.level, name=row.name, operator=row.operator,
            target=row.target, unit=row.unit, weight=row.weight,
        )  # fmt: skip
    fire(second, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    answer = press(head, accepted, "dept_return", carried(head, accepted, note="退"))
    assert answer["Location"] == page_of(second)


def test_a_step_that_does_not_exist_is_refused(accepted, head):
    assert press(head, accepted, "no-such", carried(head, accepted)).status_code == 400


def test_what_was_typed_when_the_session_ended_is_offered_again_in_words(accepted, head, town):
    typed = carried(head, accepted, note="请改", **{"goal-reason": "目标不清"})
    person, login = town.people[Role.DEPARTMENT_HEAD], {"password": "a-long-enough-password"}
    person.set_password(login["password"])
    person.save()
    client = Client()
    client.post("/login/", login | {"username": person.username})
    client.get(page_of(accepted))
    Session.objects.all().delete()
    came = f"http://testserver{page_of(accepted)}"
    answer = client.post(f"{page_of(accepted)}dept_return/", typed, HTTP_REFERER=came)
    assert answer.status_code == 401
    again = login | {"username": person.username, "kept": Page(answer).named("kept")[0]}
    page = Page(client.post("/login/", again, follow=True))
    assert "请改" in page.text
    assert "目标不清" in page.named("goal-reason")
    assert "退回理由" in page.text
