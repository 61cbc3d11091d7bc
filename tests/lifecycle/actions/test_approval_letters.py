"""Letters are issued once, stay as they were, are supplemented; withdrawn while unpublished."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from lifecycle.actions.approval_letters import issue_letters, withdraw_letter
from lifecycle.models import (
    ApprovalLetter,
    ApprovalLetterItem,
    ApprovalLetterWithdrawal,
    Notice,
    ProjectYear,
)
from lifecycle.queries.approval_letters import drafts_of
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import PEOPLE, Level, Role
from tests.conftest import NOON, YEAR, organisation, put
from tests.ground import standing
from tests.lifecycle.approvals import amended, another, approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(town):
    return town.people[Role.BUDGET]


@standing
def granted(target):
    return approved(target)


def issue(town, by, **more):
    (found,) = issue_letters([town.department], year=YEAR, by=by, at=NOON, **more)
    return found


def said(letter):
    return [(one["name"], one["amount"], one["version"]) for one in letter.content["projects"]]


def counts():
    tables = (ApprovalLetter, ApprovalLetterItem, ApprovalLetterWithdrawal, Notice)
    return [table.objects.count() for table in tables]


def test_a_letter_holds_the_approved_targets_its_number_and_its_days(town, granted, budget):
    letter = issue(town, budget).letter
    assert (letter.number, letter.issued_on, letter.out_by, letter.supplements) == (
        "财绩〔2023〕1号", date(2023, 3, 1), date(2023, 3, 21), False,
    )  # fmt: skip
    assert said(letter) == [("校舍维修", "3000000", 1)]
    assert letter.content["projects"][0]["content_hash"] == granted.content_hash
    assert (letter.by, letter.seat, letter.organisation) == (budget, "财政预算科", "市财政局")
    assert letter.sha256 == letter.sealed()
    assert [item.target for item in letter.items.all()] == [granted]


def test_the_departments_people_are_told_once(town, granted, budget):
    issue(town, budget)
    issue(town, budget)
    told = Notice.objects.values_list("person__username", "subject")
    assert sorted(told) == [
        ("department_head", "【预算绩效】绩效目标批复：1 份"),
        ("department_officer", "【预算绩效】绩效目标批复：1 份"),
    ]


def test_issuing_twice_gives_the_same_letter(town, granted, budget):
    first, second = issue(town, budget), issue(town, budget)
    assert (first.new, second.new, second.letter) == (True, False, first.letter)
    assert counts() == [1, 1, 0, 2]


def test_a_letter_stays_as_it_was_when_the_target_is_amended(town, granted, budget):
    first = issue(town, budget).letter
    amended(granted, 2_500_000)
    second = issue(town, budget).letter
    assert (second.number, second.supplements) == ("财绩〔2023〕2号", True)
    assert said(second) == [("校舍维修", "2500000", 2)]
    assert second.content["projects"][0]["replaces"] == "财绩〔2023〕1号"
    again = ApprovalLetter.objects.get(pk=first.pk)
    assert (again.content, again.sha256) == (first.content, first.sha256)
    assert again.sealed() == again.sha256


def test_an_amendment_before_the_first_letter_is_in_it(town, granted, budget):
    amended(granted, 2_500_000)
    letter = issue(town, budget).letter
    assert (said(letter), letter.supplements) == ([("校舍维修", "2500000", 2)], False)


def test_a_secret_project_is_counted_and_never_listed(town, granted, budget):
    hidden = another(town.unit, secret=True, amount=77)
    letter = issue(town, budget).letter
    assert (letter.content["secret"], letter.content["amount"]) == (1, "3000000")
    assert hidden.project_year.project.name not in str(letter.content)
    assert {item.target for item in letter.items.all()} == {granted, hidden}
    assert not issue(town, budget).new


def test_only_what_is_in_force_is_approved(town, target, budget):
    put(target, "finalised")
    with pytest.raises(Refused, match="没有已批复的绩效目标"):
        issue(town, budget)
    assert counts() == [0, 0, 0, 0]


def test_what_was_approved_without_its_content_kept_is_refused(town, target, budget):
    put(target, "approved", content_hash="0" * 64)
    with pytest.raises(Refused, match="没有批复时的内容快照"):
        issue(town, budget)
    assert counts() == [0, 0, 0, 0]


def test_numbers_follow_each_other_over_departments_and_all_go_or_none(town, granted, budget):
    other = organisation("220", "民政局", Level.DEPARTMENT, town.desk)
    with pytest.raises(Refused, match="民政局"):
        issue_letters([town.department, other], year=YEAR, by=budget, at=NOON)
    assert counts() == [0, 0, 0, 0]
    another(organisation("220001", "福利院", Level.UNIT, other))
    found = issue_letters([other, town.department], year=YEAR, by=budget, at=NOON)
    assert [(one.letter.department, one.letter.serial) for one in found] == [
        (town.department, 1), (other, 2),
    ]  # fmt: skip


def test_a_preview_that_grew_stale_is_refused(town, granted, budget):
    (draft,) = drafts_of([town.department], YEAR)
    another(town.unit)
    with pytest.raises(Refused) as caught:
        issue(town, budget, seen={town.department.pk: draft.mark})
    assert (caught.value.codes, counts()) == ((Code.STALE,), [0, 0, 0, 0])
    (draft,) = drafts_of([town.department], YEAR)
    assert issue(town, budget, seen={town.department.pk: draft.mark}).new


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.BUDGET])
def test_nobody_else_issues_or_withdraws(town, granted, budget, role):
    with pytest.raises(Forbidden):
        issue(town, town.people[role])
    letter = issue(town, budget).letter
    before = counts()
    with pytest.raises(Forbidden):
        withdraw_letter(letter, reason="有误", by=town.people[role], at=NOON)
    assert counts() == before


def test_a_unit_gets_no_letter_of_its_own(town, granted, budget):
    with pytest.raises(Forbidden, match="不是本级主管部门"):
        issue_letters([town.unit], year=YEAR, by=budget, at=NOON)
    assert counts() == [0, 0, 0, 0]


def test_a_withdrawn_letter_stays_and_the_next_takes_another_number(town, granted, budget):
    first = issue(town, budget).letter
    made = withdraw_letter(first, reason="附件有误", by=budget, at=NOON)
    assert (made.reason, made.by_name, made.seat) == ("附件有误", "财政预算科", "财政预算科")
    second = issue(town, budget).letter
    assert (second.number, second.supplements) == ("财绩〔2023〕2号", False)
    assert said(second) == said(first)
    assert ApprovalLetter.objects.count() == 2


@pytest.mark.parametrize(("reason", "sentence"), [("", "请写明撤回事由"), ("  ", "请写明撤回事由")])
def test_a_withdrawal_gives_its_reason(town, granted, budget, reason, sentence):
    letter = issue(town, budget).letter
    with pytest.raises(Refused, match=sentence):
        withdraw_letter(letter, reason=reason, by=budget, at=NOON)
    assert counts()[2] == 0


def test_no_letter_is_withdrawn_twice_or_before_its_supplement(town, granted, budget):
    first = issue(town, budget).letter
    amended(granted, 2_500_000)
    second = issue(town, budget).letter
    with pytest.raises(Refused, match="请先撤回最后一份"):
        withdraw_letter(first, reason="有误", by=budget, at=NOON)
    withdraw_letter(second, reason="有误", by=budget, at=NOON)
    with pytest.raises(Refused, match="该批复已经撤回"):
        withdraw_letter(second, reason="有误", by=budget, at=NOON)
    withdraw_letter(first, reason="有误", by=budget, at=NOON)
    assert counts()[2] == 2


def test_a_letter_of_which_something_is_public_stands(town, granted, budget):
    letter = issue(town, budget).letter
    put(granted, "published", published_on=date(2023, 3, 1))
    with pytest.raises(Refused, match="项目“校舍维修”的绩效目标已经公开"):
        withdraw_letter(letter, reason="有误", by=budget, at=NOON)
    assert counts()[2] == 0


def test_a_project_that_became_secret_leaves_no_trace_in_the_next_letter(town, granted, budget):
    ProjectYear.objects.filter(pk=granted.project_year_id).update(is_secret=True)
    assert issue(town, budget).letter.content["projects"] == []


def test_the_database_itself_keeps_letters_as_they_are(town, granted, budget):
    letter = issue(town, budget).letter
    for act in (
        lambda: ApprovalLetter.objects.filter(pk=letter.pk).update(year=2024),
        lambda: ApprovalLetterItem.objects.all().delete(),
        lambda: ApprovalLetter.objects.bulk_create([_copy(letter)]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def _copy(letter):
    found = ApprovalLetter.objects.get(pk=letter.pk)
    found.pk = None
    return found
