"""Beginning and filling an amendment."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from lifecycle.actions.amendment import begin_amendment, fill_amendment
from lifecycle.models import Amendment, Indicator, Target, TransitionLog
from lifecycle.models.amendment import AMENDABLE
from lifecycle.models.measure import MEASURE
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Level, Role
from lifecycle.rules.amendment import Reason
from lifecycle.rules.windows import Span
from lifecycle.sentences import told
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON, YEAR, organisation, put
from tests.lifecycle.conftest import latest
from tests.lifecycle.windows import DAY, granted, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


def begun(target, by, reason="上级政策变化", at=NOON):
    return begin_amendment(target, reason_kind=Reason.POLICY, reason=reason, by=by, at=at)


def test_it_begins_as_a_copy_with_the_same_keys(target, officer):
    made = begun(put(target, "approved"), officer)
    assert (made.state, made.goal, made.amount) == ("draft", GOAL, target.amount)
    assert (made.due_on, made.since) == (date(2023, 11, 30), NOON)
    before = [row.measured() for row in target.indicators.order_by("pk")]
    assert [row.measured() for row in made.lines.order_by("pk")] == before


@pytest.mark.parametrize("state", [s for s in Target.State if s not in AMENDABLE])
def test_only_an_approved_target_is_amended(target, officer, state):
    with pytest.raises(Refused) as refused:
        begun(put(target, state), officer)
    assert refused.value.codes == (Code.STATE,)


def test_only_the_unit_begins_and_once(town, target, officer):
    target = put(target, "approved")
    for role in (Role.DEPARTMENT_HEAD, Role.DESK, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            begun(target, town.people[role])
    first = begun(target, officer)
    with pytest.raises(Refused, match="该版绩效目标已有调整"):
        begun(target, officer)
    put(first, "rejected")
    assert begun(target, officer).pk != first.pk


def test_none_begins_that_could_be_filed_no_more(town, target, officer):
    target = put(target, "approved")
    last = noon(date(YEAR, 11, 30))
    with pytest.raises(Refused, match="2023年度绩效目标调整已于11月30日截止") as refused:
        begun(target, officer, at=last + DAY)
    assert (refused.value.codes, Amendment.objects.count()) == ((Code.NEED,), 0)
    asked = {"stage": "amendment", "span": Span(date(YEAR, 12, 1), date(YEAR, 12, 9)), "at": last}
    other = organisation("219002", "第二小学", Level.UNIT, town.department)
    granted(town, town.people[Role.PERFORMANCE], organisation=other, **asked)
    with pytest.raises(Refused, match="截止"):
        begun(target, officer, at=last + DAY)
    assert Amendment.objects.count() == 0
    granted(town, town.people[Role.PERFORMANCE], **asked)
    assert begun(target, officer, at=last + DAY).state == "draft"


def test_its_last_day_is_in_time(target, officer):
    assert begun(put(target, "approved"), officer, at=noon(date(YEAR, 11, 30))).state == "draft"


def test_the_unit_changes_content_and_indicators(target, officer):
    made = begun(put(target, "approved"), officer)
    rows = [{name: getattr(r, name) for name in MEASURE} for r in made.lines.order_by("pk")]
    rows[0]["target"] = Decimal(12)
    rows[3] = {name: value for name, value in rows[3].items() if name != "key"}
    rows[3]["name"] = "受益师生数"
    filled = fill_amendment(made, by=officer, changes={"reason": "补充"}, lines=rows, at=NOON)
    assert (filled.version, filled.reason, filled.lines.count()) == (1, "补充", 5)
    assert filled.lines.get(name="维修校舍数量").target == 12
    keys = set(target.indicators.values_list("key", flat=True))
    assert filled.lines.get(name="受益师生数").key not in keys
    kept = fill_amendment(filled, by=officer, changes={"goal": GOAL}, version=1, at=NOON)
    assert kept.lines.count() == 5


def test_what_the_engine_sets_is_not_filled_in(target, officer):
    made = begun(put(target, "approved"), officer)
    with pytest.raises(Refused) as refused:
        fill_amendment(made, by=officer, changes={"republish": False}, at=NOON)
    assert refused.value.codes == (Code.CONTENT,)


def test_a_published_target_is_amended_again_and_again(town, target, officer):
    people, target = town.people, put(target, "published")
    for goal_amount in (12, 14):
        made = begun(latest(target.project_year), officer)
        rows = [{name: getattr(r, name) for name in MEASURE} for r in made.lines.all()]
        next(row for row in rows if row["name"] == "维修校舍数量")["target"] = goal_amount
        fill_amendment(made, by=officer, lines=rows, at=NOON)
        for name, role in (
            ("submit", Role.UNIT_OFFICER),
            ("accept", Role.DEPARTMENT_OFFICER),
            ("endorse", Role.DEPARTMENT_HEAD),
            ("refer", Role.DESK),
            ("approve_key", Role.PERFORMANCE),
        ):
            fire(made, name, by=people[role], at=NOON)
        fire(latest(target.project_year), "publish", by=people[Role.DEPARTMENT_HEAD], at=NOON)
    versions = Target.objects.order_by("number")
    assert [(row.number, row.state) for row in versions] == [
        (1, "published"),
        (2, "published"),
        (3, "published"),
    ]
    values = [row.indicators.get(name="维修校舍数量").target for row in versions]
    assert values == [10, 12, 14]
    assert list(Amendment.objects.values_list("republish", flat=True)) == [True, True]
    with pytest.raises(Refused):
        begun(versions[0], officer)


def test_approval_makes_the_next_version_and_leaves_the_old_one(town, amendment):
    old = Target.objects.values().get(pk=amendment.target_id)
    keys = set(amendment.target.indicators.values_list("key", flat=True))
    subject = put(amendment, "biz_review")
    done = fire(subject, "approve", by=town.people[Role.DESK], at=NOON)
    made = latest(amendment.project_year)
    assert (done.approved_on, done.republish) == (NOON.date(), False)
    assert (made.number, made.state, made.amendment) == (2, "approved", amendment)
    assert (made.goal, made.amount, made.approved_on) == (GOAL, 3_000_000, NOON.date())
    assert set(made.indicators.values_list("key", flat=True)) == keys
    assert made.indicators.get(name="师生满意度").target == 95
    assert Target.objects.values().get(pk=old["id"]) == old
    before = Indicator.objects.get(target_set=old["id"], name="师生满意度")
    assert before.target == 90
    line = TransitionLog.objects.get(machine="lifecycle.target", object_id=made.pk)
    assert (line.step, line.role, line.note) == ("adopt", "system", "由绩效目标调整形成")
    with translation.override("en"):
        assert told(line.note) == "Made by an amendment of the target"


def test_a_void_number_is_not_used_again(town, amendment):
    target = amendment.target
    void = Target.objects.create(
        project_year=target.project_year,
        organisation=target.organisation,
        year=YEAR,
        number=2,
        goal=GOAL,
        amount=1,
    )
    put(void, "void")
    fire(put(amendment, "biz_review"), "approve", by=town.people[Role.DESK], at=NOON)
    assert latest(amendment.project_year).number == 3
