"""Ex-ante appraisal: every cell of state × step × role, and every need."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from lifecycle.models import Appraisal, PoolEntry
from lifecycle.roles import Role
from lifecycle.rules.appraisal import Conclusion
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, put
from tests.ground import standing
from tests.lifecycle.conftest import refused, replied, reported, ruled, scored
from tests.stage_table import ROLES, attempt, expected

pytestmark = pytest.mark.django_db

ALLOWED = """
pending        start            unit_officer                        self_assessing
pending        abandon          unit_head                           dropped
self_assessing submit           unit_officer                        dept_review
self_assessing abandon          unit_head                           dropped
returned       submit           unit_officer                        dept_review
returned       abandon          unit_head                           dropped
dept_review    withdraw         unit_officer,unit_head              self_assessing
dept_review    forward          department_head                     submitted
dept_review    dept_return      department_officer,department_head  returned
dept_review    drop             department_head                     dropped
submitted      accept           desk                                desk_review
desk_review    desk_return      desk,performance                    returned
desk_review    clear            desk,performance                    concluded
desk_review    select           performance                         key_selected
key_selected   convene          performance                         expert_scoring
expert_scoring close_scoring    expert,system                       report_draft
report_draft   issue            agency                              consulting
consulting     close_consulting performance                         concluded
concluded      support          performance                         supported
concluded      support_partly   performance                         partial
concluded      reject           performance                         rejected
concluded      reassess         performance                         reassess
reassess       review_again     desk                                desk_review
supported      enter_pool       system                              in_pool
partial        enter_pool       system                              in_pool
"""
ASKED = {
    ("dept_review", "forward"): Conclusion.SUPPORT,
    ("dept_review", "drop"): Conclusion.REFUSE,
    ("concluded", "support"): Conclusion.SUPPORT,
    ("concluded", "support_partly"): Conclusion.PARTIAL,
    ("concluded", "reject"): Conclusion.REFUSE,
}
"""Steps that only the ruling of their own conclusion opens; each is tried under it."""


@standing
def judged(town, appraisal, panel):
    """An appraisal that its panel has scored, reported on and been answered."""
    subject = put(appraisal, "pending", approved=6_000_000)
    for assignment in panel:
        scored(subject, assignment)
    reported(subject, town.people[Role.AGENCY])
    replied(subject, town.people[Role.UNIT_HEAD])
    return subject


@pytest.mark.parametrize("state", Appraisal.State)
def test_every_cell_of_the_table(town, judged, state):
    subject, found = put(judged, state), {}
    for said, names in asked_under(state).items():
        for level in ("department", "bureau"):
            ruled(subject, town.people[Role.PERFORMANCE], said, level=level)
        here = transaction.savepoint()
        for name, role in product(names, ROLES):
            by = None if role is Role.SYSTEM else town.people[role]
            target = attempt(subject, name, by, back_to=here)
            if target is not None:
                found[str(state), name, str(role)] = target
    assert found == expected(ALLOWED, state)


def asked_under(state):
    """Sort the steps by the conclusion under which each is tried."""
    found = {}
    for name in sorted({edge.name for edge in Appraisal.edges()}):
        said = ASKED.get((str(state), name), Conclusion.SUPPORT)
        found.setdefault(said, []).append(name)
    return found


def test_what_is_filed_is_frozen_with_its_children(town, appraisal):
    put(appraisal, "dept_review")
    for row in (appraisal.scores.first(), appraisal.materials.first()):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_reassessment_comes_once_and_starts_the_second_round(town, appraisal):
    bureau, subject = town.people[Role.PERFORMANCE], put(appraisal, "concluded")
    ruled(subject, bureau, Conclusion.SUPPORT)
    again = fire(subject, "reassess", by=bureau, note="测算有误", at=NOON)
    assert (again.state, again.round_number) == ("reassess", 2)
    put(subject, "concluded")
    assert refused(subject, "reassess", bureau) == [("first_round", "已经再评估过一次")]
    assert refused(subject, "support", bureau)[0][1] == "尚未核定评估结论"


def test_the_ruling_is_copied_and_the_project_enters_the_pool(town, appraisal):
    bureau, subject = town.people[Role.PERFORMANCE], put(appraisal, "concluded")
    ruled(subject, bureau, Conclusion.PARTIAL, conditions="先落实土地")
    assert fire(subject, "support_partly", by=bureau, at=NOON).state == "partial"
    stored, entry = Appraisal.objects.get(pk=subject.pk), PoolEntry.objects.get()
    assert (stored.state, stored.supports, stored.conclusion) == ("in_pool", True, "partial")
    assert (stored.approved, stored.conditions) == (6_000_000, "先落实土地")
    assert (entry.project_year, entry.approved, entry.conditions, entry.on) == (
        stored.project_year,
        6_000_000,
        "先落实土地",
        NOON.date(),
    )


def test_the_database_holds_the_amount_below_what_was_declared(town, appraisal):
    with pytest.raises(IntegrityError), transaction.atomic():
        put(appraisal, "concluded", approved=8_000_001)
    with pytest.raises(IntegrityError), transaction.atomic():
        put(appraisal, "supported")


def test_a_project_year_has_one_open_appraisal(appraisal):
    kept = {
        "project_year": appraisal.project_year,
        "organisation": appraisal.organisation,
        "year": YEAR,
        "kind": "project",
        "declared": 1,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Appraisal.objects.create(**kept)
    put(appraisal, "rejected")
    assert Appraisal.objects.create(**kept).pk
