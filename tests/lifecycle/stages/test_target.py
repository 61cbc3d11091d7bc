"""Target review: every cell of state × step × role, and every need."""

import pytest

from lifecycle.models import Amendment, Target, TargetReview
from lifecycle.refusals import Code, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON, YEAR, put
from tests.stage_table import expected, walk

ALLOWED = """
draft          submit      unit_officer                        unit_submitted
draft          void        unit_head                           void
draft          adopt       system                              approved
returned       submit      unit_officer                        unit_submitted
returned       void        unit_head                           void
unit_submitted withdraw    unit_officer,unit_head              draft
unit_submitted accept      department_officer                  dept_review
unit_submitted dept_return department_officer,department_head  returned
dept_review    withdraw    unit_officer,unit_head              draft
dept_review    endorse     department_head                     biz_review
dept_review    dept_return department_officer,department_head  returned
dept_review    dept_block  department_head                     blocked
biz_review     clear       desk                                finalised
biz_review     refer       desk                                perf_review
biz_review     desk_return desk                                returned
biz_review     desk_block  desk                                blocked
perf_review    finalise    performance                         finalised
perf_review    perf_return performance                         returned
perf_review    perf_block  performance                         blocked
finalised      approve     budget                              approved
approved       publish     department_officer,department_head  published
blocked        reopen      performance                         returned
blocked        void        unit_head                           void
"""


def amended(target, state):
    """Put an approved amendment behind a target, as behind every version after the first."""
    made = Amendment.objects.create(
        target=target,
        organisation=target.organisation,
        year=YEAR,
        reason_kind="policy",
        goal=GOAL,
        amount=1,
    )
    put(made, "approved")
    return put(target, state, number=2, amendment=made.pk)


@pytest.mark.parametrize("state", Target.State)
def test_every_cell_of_the_table(town, target, state):
    def reviewed(subject):
        for level in TargetReview.Level:
            TargetReview.objects.create(
                target=subject,
                level=level,
                content_hash=subject.content_hash,
                completeness=20,
                relevance=30,
                appropriateness=30,
                feasibility=20,
                passes=True,
                by=town.people[Role.DESK],
                at=NOON,
            )
        return amended(subject, state)

    assert walk(target, state, town.people, reviewed) == expected(ALLOWED, state)


def test_only_an_approved_amendment_lets_a_version_take_effect(town, target):
    with pytest.raises(Refused) as refused:
        fire(target, "adopt", by=None, at=NOON)
    assert refused.value.codes == (Code.NEED,)
    assert refused.value.faults == ("没有已批准的绩效目标调整",)
    target = amended(target, "draft")
    put(target.amendment, "perf_review")
    with pytest.raises(Refused):
        fire(target, "adopt", by=None, at=NOON)
    put(target.amendment, "approved")
    adopted = fire(target, "adopt", by=None, at=NOON)
    assert (adopted.state, adopted.approved_on) == ("approved", NOON.date())
    assert adopted.content_hash


def test_the_set_based_need_of_adoption_refuses_the_same_rows(target):
    need = next(n for e in Target.edges() if e.name == "adopt" for n in e.about.needs)
    rows, target = Target.objects.all(), amended(target, "draft")
    for state, refused in (("approved", []), ("draft", [target.pk])):
        put(target.amendment, state)
        assert [row.pk for row in rows.all() if need(row)] == refused
        assert list(need.failing(rows).values_list("pk", flat=True)) == refused
    put(target, "draft", number=1, amendment=None)
    assert list(need.failing(rows)) == [target]
