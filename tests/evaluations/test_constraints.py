"""What the database itself refuses in the tables of evaluation."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from evaluations.actions import prepare_batch
from evaluations.models import (
    Answer,
    Application,
    EvaluationIndicator,
    EvaluationReply,
    ExpertOpinion,
    PublicationItem,
    Recheck,
    SelfEvaluation,
    SelfEvaluationLine,
)
from lifecycle.models import ProjectYear
from lifecycle.roles import Role
from tests.conftest import NOON, YEAR, put


def barred(work, words):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        work()


def test_a_line_is_computed_less_deducted_and_within_its_weight(filled):
    lines = SelfEvaluationLine.objects.filter(name="维修校舍数量")
    barred(lambda: lines.update(score=Decimal(19)), "score_is_computed_less_deduction")
    more = {"computed": Decimal("20.01"), "score": Decimal("20.01")}
    barred(lambda: lines.update(**more), "self_line_within_weight")
    less = {"deduction": Decimal(21), "score": Decimal(-1)}
    barred(lambda: lines.update(**less), "score_check")


def test_lines_freeze_when_submitted(filled):
    put(filled, "submitted", grade="excellent")
    lines = SelfEvaluationLine.objects.all()
    barred(lambda: lines.update(reason="后补"), "nothing may change")
    barred(lines.delete, "nothing may change")


def test_one_self_evaluation_a_year(issued):
    twin = SelfEvaluation(
        project_year=issued.project_year,
        organisation=issued.organisation,
        year=YEAR,
        budget=Decimal(1),
    )
    barred(twin.save, "self_evaluation_once")


def test_a_total_alone_names_its_source(issued):
    twin = SelfEvaluation(
        project_year=issued.project_year,
        organisation=issued.organisation,
        year=YEAR + 1,
        budget=Decimal(1),
        imported=True,
    )
    barred(twin.save, "imported_names_its_source")


def test_nothing_is_submitted_without_a_grade(filled):
    barred(lambda: put(filled, "submitted"), "self_evaluation_graded")


def test_a_state_moves_only_by_a_logged_step(filled):
    rows = SelfEvaluation.objects.all()
    barred(lambda: rows.update(total=Decimal(1)), "does not follow")
    barred(lambda: rows.update(state="confirmed", version=99), "does not follow")


def test_rechecks_opinions_replies_and_answers_are_never_changed(town, filled, framed):
    by = town.people[Role.PERFORMANCE]
    columns = {"content_hash": "f" * 64, "at": NOON}
    judged = {**columns, "opinion": "x"}
    Recheck.objects.create(self_evaluation=filled, total=Decimal(1), grade="poor", by=by, **judged)
    ExpertOpinion.objects.create(evaluation=framed, person=by, score=Decimal(1), **judged)
    EvaluationReply.objects.create(evaluation=framed, accepted=True, by=by, **columns)
    for rows in (Recheck.objects, ExpertOpinion.objects, EvaluationReply.objects):
        barred(lambda rows=rows: rows.update(at=NOON), "append-only")
        barred(rows.all().delete, "append-only")


def test_one_opinion_an_expert_and_report(town, framed):
    columns = {
        "evaluation": framed,
        "person": town.people[Role.EXPERT],
        "content_hash": "f" * 64,
        "score": Decimal(1),
        "opinion": "x",
        "at": NOON,
    }
    ExpertOpinion.objects.create(**columns)
    barred(lambda: ExpertOpinion.objects.create(**columns), "one_opinion_a_report")


def test_an_indicator_earns_no_more_than_its_weight_and_freezes(framed):
    rows = EvaluationIndicator.objects.filter(evaluation=framed)
    barred(lambda: rows.update(score=Decimal("30.01")), "evaluation_indicator_within_weight")
    put(framed, "draft_report")
    barred(lambda: rows.update(workpaper="后补"), "nothing may change")


def test_a_final_evaluation_has_a_grade(framed):
    barred(lambda: put(framed, "final"), "key_evaluation_graded")


def test_one_application_a_budget_of_a_later_year_from_one_source(town, application):
    def twin(**columns):
        names = [field.attname for field in Application._meta.concrete_fields]
        values = {name: getattr(application, name) for name in names if name != "id"}
        values |= {"state": "proposed", "version": 0, "content_hash": ""} | columns
        barred_state = values.pop("state")
        assert barred_state == "proposed"
        return Application(**values)

    barred(twin().save, "one_application_a_budget")
    barred(twin(target_year=YEAR).save, "applied_to_a_later_year")
    barred(twin(target_year=YEAR + 3, self_evaluation_id=None).save, "one_source")


def test_an_objection_has_words_and_silence_has_no_author(town, application):
    by = town.people[Role.DEPARTMENT_HEAD]
    columns = {"application": application, "proposed_amount": Decimal(1), "at": NOON}
    objection = Answer(kind="objects", by=by, **columns)
    barred(objection.save, "answer_objects_in_words")
    barred(Answer(kind="silent", by=by, **columns).save, "only_silence_is_nobodys")
    barred(Answer(kind="accepts", **columns).save, "only_silence_is_nobodys")


def test_published_copies_freeze_with_the_check(town, in_force):
    ProjectYear.objects.update(to_congress=True)
    by = town.people[Role.PERFORMANCE]
    batch = prepare_batch(town.bureau, kind="congress", year=YEAR, by=by, at=NOON)
    items = PublicationItem.objects.filter(publication=batch)
    assert items.update(payload={}) == 1
    put(batch, "check")
    barred(lambda: items.update(payload={"goal": "x"}), "nothing may change")
    barred(items.delete, "nothing may change")
