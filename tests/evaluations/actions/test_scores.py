"""Scores are entered all or none, in the seats that may; a recheck is asked as a step is."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.actions import ScoreEntry, enter_scores, issue_self_evaluations, record_recheck
from evaluations.models import Recheck, SelfEvaluation, SelfEvaluationLine
from lifecycle.models import FiscalYear, RulePack, Snapshot, Target, TransitionLog
from lifecycle.refusals import Code, Forbidden, Refusal, Refused
from lifecycle.roles import Level, Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.rules.scoring_table import ScoringNumbers
from lifecycle.transitions import fire, fire_many
from tests.conftest import NOON, YEAR, organisation, put
from tests.evaluations.actions.test_sets import populate
from tests.evaluations.conftest import met
from tests.ground import standing

TABLE = {"total": Decimal(88), "source": "2023年自评情况表"}


@standing
def sheets(town):
    """Three self-evaluations in hand, each with its sheet filled in."""
    populate(town, 3)
    issue_self_evaluations(YEAR, at=NOON)
    fire_many(SelfEvaluation.objects.all(), "open", by=None, at=NOON)
    targets = {one.project_year_id: one for one in Target.objects.prefetch_related("indicators")}
    rows = SelfEvaluation.objects.order_by("pk")
    return [ScoreEntry(row.pk, lines=met(targets[row.project_year_id])) for row in rows]


def entered(town, sheets, role=Role.UNIT_OFFICER):
    return enter_scores(sheets, by=town.people[role], at=NOON)


def refusal(town, sheets, role=Role.UNIT_OFFICER):
    """Return what refuses the sheets, having seen that nothing of them is kept."""
    before = list(SelfEvaluation.objects.order_by("pk").values())
    with pytest.raises(Refused) as refused:
        entered(town, sheets, role)
    assert list(SelfEvaluation.objects.order_by("pk").values()) == before
    assert not SelfEvaluationLine.objects.exists()
    assert not TransitionLog.objects.filter(step="edit").exists()
    return type(refused.value), refused.value.refusals


def test_every_sheet_is_kept_with_its_line_of_the_log_and_its_content(town, sheets):
    assert entered(town, sheets) == 3
    assert set(SelfEvaluation.objects.values_list("total", "version")) == {(Decimal(90), 2)}
    lines = TransitionLog.objects.filter(step="edit")
    assert set(lines.values_list("version", "before", "after", "role", "pack")) == {
        (2, "filling", "filling", "unit_officer", "national v1")
    }
    for row in SelfEvaluation.objects.all():
        sealed = Snapshot.objects.get(content_hash=row.content_hash).content
        assert (sealed, len(sealed["lines"])) == (row.content(), 5)


def test_entering_again_replaces_the_lines(town, sheets):
    entered(town, sheets)
    old = set(SelfEvaluationLine.objects.values_list("pk", flat=True))
    assert entered(town, sheets[:1]) == 1
    new = set(SelfEvaluationLine.objects.values_list("pk", flat=True))
    assert (len(old), len(new), len(old & new)) == (15, 15, 10)
    versions = SelfEvaluation.objects.order_by("pk").values_list("version", flat=True)
    assert list(versions) == [3, 2, 2]


def test_one_filed_row_refuses_all_and_is_named(town, sheets):
    row = SelfEvaluation.objects.get(pk=sheets[1].self_evaluation)
    put(row, "submitted", total=Decimal(1), grade="poor")
    said = (Refusal(Code.STATE, "项目1：现为“单位送审”，不能修改"),)
    assert refusal(town, sheets) == (Refused, said)


def test_one_row_of_another_unit_forbids_all(town, sheets):
    other = organisation("219002", "第二小学", Level.UNIT, town.department)
    row = SelfEvaluation.objects.get(pk=sheets[2].self_evaluation)
    put(row, "filling", organisation=other.pk)
    said = (Refusal(Code.RIGHT, "您不在可以修改此事项的岗位上"),)
    assert refusal(town, sheets) == (Forbidden, said)


def test_a_row_that_does_not_exist_refuses_all(town, sheets):
    said = (Refusal(Code.CONTENT, "有自评记录不存在"),)
    assert refusal(town, [*sheets, ScoreEntry(0, **TABLE)]) == (Refused, said)
    assert refusal(town, [ScoreEntry(0, **TABLE)]) == (Refused, said)


def test_one_sheet_in_fault_refuses_all(town, sheets):
    bare = ScoreEntry(sheets[2].self_evaluation, total=Decimal(88))
    said = (Refusal(Code.CONTENT, "只有总分的自评须写明总分和数据来源"),)
    assert refusal(town, [*sheets[:2], bare]) == (Refused, said)


def test_the_bureau_enters_published_totals_and_no_lines(town, sheets):
    first, *others = (one.self_evaluation for one in sheets)
    totals = [ScoreEntry(key, **TABLE) for key in others]
    assert entered(town, totals, Role.PERFORMANCE) == 2
    assert set(TransitionLog.objects.filter(step="edit").values_list("role")) == {("performance",)}
    kept = SelfEvaluation.objects.get(pk=others[0])
    assert (kept.total, kept.imported, kept.source) == (Decimal(88), True, "2023年自评情况表")
    with pytest.raises(Forbidden):
        entered(town, [sheets[0], *totals], Role.PERFORMANCE)
    assert SelfEvaluation.objects.get(pk=first).total is None


def test_no_sheets_are_no_rows(town, sheets):
    assert entered(town, []) == 0


def test_any_number_of_sheets_takes_nine_statements(town, sheets):
    """Rows, seats, lines out, promises, pack, lines in, lines as kept, contents, one UPDATE."""
    entered(town, sheets[:1])
    with CaptureQueriesContext(connection) as seen:
        entered(town, sheets)
    savepoints = [one for one in seen.captured_queries if "SAVEPOINT" in one["sql"]]
    assert (len(seen) - len(savepoints), len(savepoints)) == (9, 2)


def recheck(row, by, *, opinion="佐证不足"):
    return record_recheck(row, by=by, total=Decimal(80), opinion=opinion, at=NOON)


def test_a_recheck_says_why(town, filled):
    row = put(filled, "recheck", grade="excellent")
    with pytest.raises(Refused, match=r"^请填写复核意见$"):
        recheck(row, town.people[Role.PERFORMANCE], opinion=" ")
    assert recheck(row, town.people[Role.PERFORMANCE], opinion=" 佐证不足 ").opinion == "佐证不足"


def test_a_recheck_is_given_only_while_rechecking(town, filled):
    with pytest.raises(Refused) as refused:
        recheck(filled, town.people[Role.PERFORMANCE])
    said = Refusal(Code.STATE, "现为“填报中”，不能“录入复核分”")
    assert refused.value.refusals == (said,)
    with pytest.raises(Forbidden):
        recheck(filled, town.people[Role.DESK])
    assert not Recheck.objects.exists()


def test_who_filed_does_not_recheck(town, filled):
    by = town.people[Role.PERFORMANCE]
    row = put(filled, "recheck", grade="excellent", filed_by=by.pk)
    with pytest.raises(Forbidden, match=r"^本人报送的事项须由他人审核$"):
        recheck(row, by)
    with pytest.raises(Forbidden):
        fire(row, "confirm_recheck", by=by, at=NOON)


def put_in_force(pack):
    FiscalYear.objects.filter(year=YEAR).update(pack=pack)


def kept(**scoring):
    body = to_json(replace(NATIONAL, scoring=ScoringNumbers(**scoring)))
    return RulePack.objects.create(name="held", version=1, body=body)


def test_scores_are_held_by_the_caps_of_the_pack_in_force(town, opened):
    pack = kept(caps=((Decimal("90.01"), Decimal(79)),))
    put_in_force(pack)
    entry = ScoreEntry(opened.pk, lines=met(Target.objects.get()))
    enter_scores([entry], by=town.people[Role.UNIT_OFFICER], at=NOON)
    held = SelfEvaluation.objects.get()
    assert (held.total, held.scored_by) == (Decimal(79), pack)
    assert (held.total_fault(), held.line_faults()) == ("", [])


def test_what_was_scored_keeps_the_pack_it_was_scored_by(town, filled):
    first = filled.scored_by
    put_in_force(kept(caps=((Decimal("90.01"), Decimal(79)),), strict_share=Decimal(0)))
    found = fire(filled, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert (found.total, found.scored_by, found.grade) == (Decimal(99), first, "excellent")
    assert (found.total_fault(), found.line_faults()) == ("", [])
