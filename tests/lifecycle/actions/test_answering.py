"""A remark that warns can be answered with a reason, which the reviewer sees; a block cannot."""

from decimal import Decimal

import pytest

from lifecycle.actions.answering import answer_finding
from lifecycle.models import FindingAnswer
from lifecycle.queries.finding_answers import answered
from lifecycle.refusals import Refused
from lifecycle.roles import Role
from tests.conftest import NOON, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def warned(target):
    target.indicators.filter(name="维修校舍数量").update(name="效果明显")
    return target


def answer(target, by, *, code="A4", place="效果明显", reason="上级统一规定的名称"):
    return answer_finding(target, code=code, place=place, reason=reason, by=by, at=NOON)


def test_the_reviewer_sees_the_reason_beside_the_remark(warned, officer):
    made = answer(warned, officer)
    (remark,) = [one for one in warned.findings() if one.code == "A4"]
    assert answered(warned, warned.findings()) == {remark: made}
    assert (made.reason, made.role, made.sentence) == (
        "上级统一规定的名称", "unit_officer", remark.sentence,
    )  # fmt: skip


def test_the_newest_answer_counts(warned, officer):
    answer(warned, officer)
    last = answer(warned, officer, reason="按省级目录")
    assert list(answered(warned, warned.findings()).values()) == [last]


def test_an_answer_ends_with_the_remark_it_was_given_to(warned, officer):
    answer(warned, officer)
    warned.indicators.filter(name="效果明显").update(name="资金使用合规")
    assert answered(warned, warned.findings()) == {}


def test_what_blocks_is_mended_and_not_answered(warned, officer):
    warned.indicators.filter(name="效果明显").update(weight=Decimal(19))
    with pytest.raises(Refused, match="这个问题须改正，不能以说明代替"):
        answer(warned, officer, code="WEIGHT", place="indicators")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [({"reason": " \n"}, "请写明理由"), ({"place": "验收合格率"}, "目标中没有这个问题")],
)
def test_an_answer_needs_a_reason_and_a_remark(warned, officer, parts, sentence):
    with pytest.raises(Refused, match=sentence):
        answer(warned, officer, **parts)
    assert not FindingAnswer.objects.exists()


def test_nobody_else_answers_for_the_unit(warned, town):
    for role in (Role.DEPARTMENT_OFFICER, Role.PERFORMANCE):
        with pytest.raises(Refused):
            answer(warned, town.people[role])


def test_nothing_is_answered_once_it_is_filed(warned, officer):
    with pytest.raises(Refused):
        answer(put(warned, "dept_review"), officer)
