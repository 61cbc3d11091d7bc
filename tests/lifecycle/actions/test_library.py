"""Proposals to the library: who makes them, who rules, and what a release makes of them."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from lifecycle.actions.importing_library import import_library, take_library
from lifecycle.actions.library import propose_entry, release_library, rule_on_proposal
from lifecycle.models import (
    LibraryAdoption,
    LibraryIndicator,
    LibraryProposal,
    LibraryRelease,
    LibraryRuling,
    Seat,
    Substitution,
)
from lifecycle.queries.library_proposals import pending_of, proposals_for
from lifecycle.queries.library_whole import COLUMNS, library_of
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.rights import seats_of
from lifecycle.roles import PEOPLE, Role
from lifecycle.rules.library_proposal import Standing
from lifecycle.rules.library_sheet import library_table
from tests.conftest import NOON, seated
from tests.lifecycle.actions.test_importing_library import NATIONAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(town):
    return import_library(NATIONAL, name="national", at=NOON).release


@pytest.fixture
def officer(town):
    return town.people[Role.DEPARTMENT_OFFICER]


@pytest.fixture
def division(town):
    return town.people[Role.PERFORMANCE]


def said(entry, **changed):
    return {name: getattr(entry, name) for name in COLUMNS} | changed


def proposed(release, by, *, code="GX-CC-02", reason="行业有了标准", **changed):
    base = LibraryIndicator.objects.get(release=release, code=code)
    values = said(base, **(changed or {"reference": Decimal(95)}))
    return propose_entry("national", base=base, values=values, reason=reason, by=by, at=NOON)


def proposed_new(release, by, **changed):
    base = release.indicators.get(code="JY-YY-02")
    values = said(base, name="营养餐食材抽检合格率", **changed)
    return propose_entry("national", values=values, reason="补充质量指标", by=by, at=NOON)


def ruled(proposal, by, *, accepted=True, **more):
    return rule_on_proposal(proposal, accepted=accepted, by=by, at=NOON, **more)


def where(proposal, by):
    rows = proposals_for(seats_of(by, NOON.date()))
    return next(one.standing for one in rows if one.proposal == proposal)


def test_an_accepted_change_goes_into_the_next_release_and_nothing_else_changes(
    release, officer, division
):
    change = proposed(release, officer)
    assert (change.organisation, change.seat, change.principal) == (
        "教育局", "部门绩效专员", officer,
    )  # fmt: skip
    assert where(change, division) is Standing.WAITING
    ruled(change, division, note="依据充分")
    assert where(change, division) is Standing.ACCEPTED
    made = release_library("national", by=division, after=1, at=NOON)
    assert (made.version, made.by, made.indicators.count()) == (2, division, 19)
    assert made.indicators.get(code="GX-CC-02").reference == 95
    assert release.indicators.get(code="GX-CC-02").reference is None
    assert where(change, division) is Standing.RELEASED
    before, after = (library_table(library_of(one)).splitlines() for one in (release, made))
    assert [line for line in after if line not in before] == [
        line for line in after if line.startswith("GX-CC-02,") and ",95," in line
    ]
    assert len(before) == len(after)


def test_a_new_entry_gets_its_code_when_it_is_accepted(release, officer, division):
    new = proposed_new(release, officer)
    with pytest.raises(Refused, match="编码应为"):
        ruled(new, division)
    with pytest.raises(Refused, match="已在指标库中"):
        ruled(new, division, code="JY-YY-02")
    ruled(new, division, code="JY-YY-10")
    made = release_library("national", by=division, at=NOON)
    assert made.indicators.count() == 20
    assert made.indicators.get(code="JY-YY-10").name == "营养餐食材抽检合格率"


def test_two_accepted_proposals_never_take_one_code(release, officer, division):
    ruled(proposed_new(release, officer), division, code="JY-YY-10")
    other = proposed_new(release, officer, unit="次")
    with pytest.raises(Refused, match="待发布"):
        ruled(other, division, code="JY-YY-10")
    again = proposed(release, officer, reference=Decimal(96))
    ruled(proposed(release, officer), division)
    with pytest.raises(Refused, match="待发布"):
        ruled(again, division)
    assert LibraryRuling.objects.count() == 2


def test_a_refusal_needs_its_reason_and_goes_into_no_release(release, officer, division):
    change = proposed(release, officer)
    with pytest.raises(Refused, match="理由"):
        ruled(change, division, accepted=False)
    assert not LibraryRuling.objects.exists()
    ruled(change, division, accepted=False, note="来源不足")
    assert where(change, officer) is Standing.REFUSED
    with pytest.raises(Refused, match="没有待发布"):
        release_library("national", by=division, at=NOON)
    assert LibraryRelease.objects.count() == 1


@pytest.mark.parametrize("role", PEOPLE)
def test_department_officers_propose_and_the_division_rules(town, release, officer, role):
    person = town.people[role]
    if role is Role.DEPARTMENT_OFFICER:
        assert proposed(release, person).pk
    else:
        with pytest.raises(Forbidden):
            proposed(release, person)
        assert not LibraryProposal.objects.exists()
    change = proposed(release, officer)
    if role is Role.PERFORMANCE:
        ruled(change, person)
        return
    with pytest.raises(Forbidden):
        ruled(change, person)
    with pytest.raises(Forbidden):
        release_library("national", by=person, at=NOON)
    with pytest.raises(Forbidden):
        take_library(NATIONAL.read_bytes(), name="另一库", by=person, at=NOON)
    assert not LibraryRuling.objects.exists()
    assert LibraryRelease.objects.count() == 1


def test_nobody_rules_on_their_own_proposal_nor_on_what_was_made_in_their_seat(
    town, release, officer, division
):
    Seat.objects.create(
        person=officer, organisation=town.bureau, role=Role.PERFORMANCE, starts_on="2020-01-01"
    )
    own = proposed(release, officer)
    with pytest.raises(Forbidden) as refused:
        ruled(own, officer)
    assert refused.value.codes == (Code.FOUR_EYES,)
    clerk = seated("clerk", Role.UNIT_HEAD, town.unit)
    Substitution.objects.create(
        absent=officer, substitute=clerk, starts_on="2023-01-01", ends_on="2023-12-31"
    )
    theirs = proposed(release, clerk, reference=Decimal(90))
    assert (theirs.principal, theirs.acting_for_name) == (officer, officer.name)
    with pytest.raises(Forbidden):
        ruled(theirs, officer)
    assert not LibraryRuling.objects.exists()
    ruled(theirs, division)


def test_the_same_once_more_is_one_proposal_and_one_ruling(release, officer, division):
    change = proposed(release, officer)
    assert proposed(release, officer) == change
    ruling = ruled(change, division)
    assert ruled(change, division) == ruling
    with pytest.raises(Refused, match="已经审核"):
        ruled(change, division, accepted=False, note="改主意")
    assert (LibraryProposal.objects.count(), LibraryRuling.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"unit": ""}, "定量指标须填写计量单位"),
        ({"basis": ""}, "请填写"),
        ({"numerator": ""}, "比率须写明分子和分母"),
        ({"reference": None}, "没有需要审核的改动"),
    ],
)
def test_a_proposal_that_no_file_could_hold_is_refused(release, officer, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        proposed(release, officer, **changed)
    assert not LibraryProposal.objects.exists()


def test_a_proposal_whose_entry_changed_meanwhile_undoes_nobody(release, officer, division):
    overtaken, waiting = (
        proposed(release, officer),
        proposed(release, officer, code="GX-CC-01", unit="个"),
    )
    accepted = proposed(release, officer, code="GX-CC-03", unit="天")
    ruled(accepted, division)
    raw = NATIONAL.read_text().replace("质量达标率,>=,%,,", "质量达标率,>=,%,97,")
    take_library(
        raw.replace("完成及时率,>=,%", "完成及时率,>=,日").encode(),
        name="national", by=division, after=1, at=NOON,
    )  # fmt: skip
    assert where(accepted, division) is Standing.OVERTAKEN
    assert where(waiting, division) is Standing.WAITING
    with pytest.raises(Refused) as refused:
        ruled(overtaken, division)
    assert refused.value.codes == (Code.STALE,)
    with pytest.raises(Refused) as stale:
        proposed(release, officer, reference=Decimal(99))
    assert stale.value.codes == (Code.STALE,)
    with pytest.raises(Refused, match="没有待发布"):
        release_library("national", by=division, at=NOON)
    ruled(waiting, division)
    assert release_library("national", by=division, at=NOON).version == 3


def test_a_change_that_would_spoil_a_template_is_not_accepted(release, officer, division):
    twin = proposed(release, officer, name="实际完成率")
    with pytest.raises(Refused, match="重名"):
        ruled(twin, division)
    assert not LibraryRuling.objects.exists()


def test_a_page_that_saw_another_release_makes_none(release, officer, division):
    ruled(proposed(release, officer), division)
    with pytest.raises(Refused) as refused:
        release_library("national", by=division, after=0, at=NOON)
    assert refused.value.codes == (Code.STALE,)
    raw = NATIONAL.read_bytes() + b"\n"
    with pytest.raises(Refused):
        take_library(raw, name="national", by=division, after=0, at=NOON)
    assert LibraryRelease.objects.count() == 1
    assert len(pending_of(release)) == 1


def test_a_file_sent_twice_is_one_release_whatever_was_seen(release, division):
    done = take_library(NATIONAL.read_bytes(), name="national", by=division, after=0, at=NOON)
    assert (done.again, done.release) == (True, release)


def test_the_database_lets_nobody_rewrite_what_was_proposed_and_ruled(release, officer, division):
    change = proposed(release, officer)
    ruled(change, division)
    release_library("national", by=division, at=NOON)
    changes = {LibraryProposal: "reason", LibraryRuling: "note", LibraryAdoption: "release"}
    for model, column in changes.items():
        value = release if column == "release" else "别的"
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            model.objects.update(**{column: value})


def test_the_applications_own_role_may_do_all_of_it(release, officer, division, as_the_application):
    ruled(proposed(release, officer), division)
    assert release_library("national", by=division, at=NOON).version == 2
