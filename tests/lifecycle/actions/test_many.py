"""A step on many objects: foreseen without a trace, taken once, told row by row."""

import pytest

from lifecycle.actions import many
from lifecycle.models import Notice, StepToken, Target, TransitionLog
from lifecycle.refusals import Code, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON, put

pytestmark = pytest.mark.django_db
KEY = "k" * 20


@pytest.fixture
def rows(target):
    put(target, "unit_submitted")
    return Target.objects.all()


def test_what_is_foreseen_leaves_no_trace(rows, town, target):
    officer = town.people[Role.DEPARTMENT_OFFICER]
    found = many.foresee(rows, "dept_return", by=officer, at=NOON)
    assert found.moved == [target.pk]
    target.refresh_from_db()
    assert (target.state, target.version) == ("unit_submitted", 0)
    assert not TransitionLog.objects.exists()
    assert not Notice.objects.exists()


def test_what_is_foreseen_is_refused_as_the_step_will_be(rows, town, target):
    found = many.foresee(rows, "accept", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert found.moved == []
    assert [one.code for one in found.refused[target.pk]] == [Code.RIGHT]


def test_the_same_form_twice_is_one_step_and_one_answer(rows, town, target):
    given = {"versions": {target.pk: 0}, "by": town.people[Role.DEPARTMENT_OFFICER], "key": KEY}
    first = many.take(rows, "accept", **given, at=NOON)
    again = many.take(rows, "accept", **given, at=NOON)
    assert (first.moved, first.refused, first.again) == ([target.pk], {}, False)
    assert (again.moved, again.refused, again.again) == ([target.pk], {}, True)
    assert TransitionLog.objects.count() == 1


def test_what_changed_since_it_was_seen_is_refused_with_the_reason(rows, town, target):
    officer = town.people[Role.DEPARTMENT_OFFICER]
    fire(target, "dept_return", by=officer, note="偏少", at=NOON)
    found = many.take(rows, "accept", versions={target.pk: 0}, by=officer, key=KEY, at=NOON)
    assert found.moved == []
    assert [one.code for one in found.refused[target.pk]] == [Code.STALE]
    target.refresh_from_db()
    assert (target.state, target.version) == ("returned", 1)


def test_a_row_that_is_not_seen_is_refused_and_stays(rows, town, target):
    officer = town.people[Role.DEPARTMENT_OFFICER]
    given = {"versions": {target.pk: 0}, "by": officer, "key": KEY}
    found = many.take(rows.none(), "accept", **given, at=NOON)
    assert list(found.refused) == [target.pk]
    target.refresh_from_db()
    assert target.version == 0


def test_a_step_that_owes_its_words_is_not_taken_without_and_spends_no_token(rows, town, target):
    given = {"versions": {target.pk: 0}, "by": town.people[Role.DEPARTMENT_OFFICER], "key": KEY}
    with pytest.raises(Refused) as caught:
        many.take(rows, "dept_return", note=" ", **given, at=NOON)
    assert caught.value.codes == (Code.NOTE,)
    assert not StepToken.objects.exists()
    assert many.take(rows, "dept_return", note="偏少", **given, at=NOON).moved == [target.pk]


def test_a_token_of_one_step_does_not_serve_another(rows, town, target):
    given = {"versions": {target.pk: 0}, "by": town.people[Role.DEPARTMENT_OFFICER], "key": KEY}
    many.take(rows, "accept", **given, at=NOON)
    with pytest.raises(Refused) as caught:
        many.take(rows, "dept_return", note="偏少", **given, at=NOON)
    assert caught.value.codes == (Code.TOKEN,)
