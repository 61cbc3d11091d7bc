"""Comments: where they stand, who reads them, who answers and settles them, who is told."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from lifecycle import queries
from lifecycle.actions.commenting import answer, comment, resolve, reword
from lifecycle.models import Comment, CommentWording, Notice, Seat, Substitution, Target
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, assign, organisation, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()
READERS = {
    Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD,
    Role.DESK, Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR,
}  # fmt: skip
BUREAU = {Role.DESK, Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR}
WRITERS = READERS - {Role.LEADER, Role.AUDITOR}


@pytest.fixture
def waiting(target, town, at):
    return at(target, "biz_review", filed_by=town.people[Role.UNIT_OFFICER].pk)


@pytest.fixture
def desk(town):
    return town.people[Role.DESK]


def texts(user, subject):
    found = queries.threads_for(user, Target.objects.get(pk=subject.pk), DAY)
    return [(t.opening.text, [a.text for a in t.answers]) for t in found]


def refused(work):
    with pytest.raises(Refused) as caught:
        work()
    return caught.value


def test_a_comment_keeps_who_said_it_in_which_seat_on_which_version(waiting, desk):
    made = comment(waiting, text="依据不足", by=desk, anchor="goal", at=NOON)
    told = (made.by_name, made.role, made.seat, made.organisation, made.version, made.at)
    assert told == (str(desk), "desk", "财政业务科室", "教科文科", waiting.version, NOON)
    (thread,) = queries.threads_for(desk, waiting, DAY)
    assert (thread.opening.comment, thread.opening.text) == (made, "依据不足")
    assert thread.opening.mine
    assert thread.anchored
    assert thread.open
    assert not thread.outdated


def test_a_cell_is_a_place_and_one_that_is_not_there_is_refused(waiting, desk):
    row = waiting.indicators.first()
    place = f"indicators.{row.key}.weight"
    assert comment(waiting, text="偏低", by=desk, anchor=place, at=NOON).anchor == place
    for wrong in ("nothing", f"indicators.{row.key}.nothing", "indicators.1.weight", "state"):
        why = refused(lambda w=wrong: comment(waiting, text="?", by=desk, anchor=w, at=NOON))
        assert why.faults == ("批注所指的内容不存在，请刷新页面",)
    assert Comment.objects.count() == 1


def test_a_comment_survives_the_place_and_the_version_it_was_about(waiting, desk, at, town):
    row = waiting.indicators.first()
    comment(waiting, text="偏低", by=desk, anchor=f"indicators.{row.key}", at=NOON)
    fire(waiting, "desk_return", by=desk, note="见批注", at=NOON)
    row.delete()
    (thread,) = queries.threads_for(desk, Target.objects.get(pk=waiting.pk), DAY)
    assert thread.outdated
    assert not thread.anchored


@pytest.mark.parametrize("role", PEOPLE)
def test_who_reads_and_who_writes_what(waiting, town, desk, role):
    user = town.people[role]
    comment(waiting, text="公开的", by=desk, at=NOON)
    comment(waiting, text="内部的", by=desk, internal=True, at=NOON)
    wanted = ["公开的"] * (role in READERS) + ["内部的"] * (role in BUREAU)
    assert [text for text, _answers in texts(user, waiting)] == wanted
    if role in WRITERS:
        assert comment(waiting, text="好", by=user, at=NOON).role == role
    else:
        with pytest.raises(Forbidden):
            comment(waiting, text="好", by=user, at=NOON)


def test_the_congress_sees_the_object_and_no_comment(waiting, town, desk):
    comment(waiting, text="公开的", by=desk, at=NOON)
    type(waiting.project_year).objects.update(to_congress=True)
    deputy = town.people[Role.CONGRESS]
    assert queries.subject_for(deputy, "lifecycle.target", waiting.pk, DAY) == waiting
    assert texts(deputy, waiting) == []


def test_only_the_bureau_writes_for_itself(waiting, town):
    for role in (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD):
        with pytest.raises(Forbidden):
            comment(waiting, text="x", by=town.people[role], internal=True, at=NOON)
    assert Comment.objects.count() == 0


def test_an_expert_reads_their_own_threads_and_no_other_experts(appraisal, at, experts, town):
    scoring = at(appraisal, "expert_scoring")
    for expert in experts[:2]:
        assign(expert, Role.EXPERT, scoring)
    first = comment(scoring, text="甲的意见", by=experts[0], at=NOON)
    comment(scoring, text="乙的意见", by=experts[1], at=NOON)
    answer(first, text="收到", by=town.people[Role.PERFORMANCE], at=NOON)
    assert first.internal
    found = [t.opening.text for t in queries.threads_for(experts[0], scoring, DAY)]
    assert found == ["甲的意见"]
    assert [a.text for t in queries.threads_for(experts[0], scoring, DAY) for a in t.answers] == [
        "收到"
    ]
    assert queries.threads_for(town.people[Role.UNIT_OFFICER], scoring, DAY) == []


def test_a_stranger_gets_404(waiting, town, desk):
    made = comment(waiting, text="x", by=desk, at=NOON)
    secret = comment(waiting, text="x", by=desk, internal=True, at=NOON)
    place = organisation("221", "农业局", Level.DEPARTMENT, town.desk)
    stranger = seated("stranger", Role.DEPARTMENT_HEAD, place)
    unit = town.people[Role.UNIT_OFFICER]
    for user, pk in ((stranger, made.pk), (unit, secret.pk), (unit, 999_999)):
        with pytest.raises(Http404):
            queries.comment_for(user, pk, DAY)
    assert queries.comment_for(unit, made.pk, DAY) == made
    for work in (answer, reword):
        with pytest.raises(Http404):
            work(secret, text="x", by=unit, at=NOON)
    with pytest.raises(Http404):
        resolve(secret, by=unit, at=NOON)


def test_who_loses_the_seat_reads_and_writes_no_more(waiting, town, desk):
    made = comment(waiting, text="x", by=desk, at=NOON)
    Seat.objects.filter(person=desk).update(ends_on=date(2023, 2, 28))
    assert texts(desk, waiting) == []
    with pytest.raises(Forbidden):
        reword(made, text="y", by=desk, at=NOON)


def test_a_substitute_writes_for_the_absent(waiting, town, desk):
    deputy = seated("deputy", Role.ADMINISTRATOR, town.bureau)
    Substitution.objects.create(
        absent=desk, substitute=deputy, starts_on=DAY, ends_on=DAY, reason="休假"
    )
    made = comment(waiting, text="x", by=deputy, internal=True, at=NOON)
    assert (made.by, made.acting_for_name, made.role) == (deputy, str(desk), "desk")


def test_answers_are_one_level_deep(waiting, town, desk):
    made = comment(waiting, text="请补依据", by=desk, at=NOON)
    reply = answer(made, text="已补", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert refused(lambda: answer(reply, text="好", by=desk, at=NOON)).codes == (Code.NEED,)
    assert texts(desk, waiting) == [("请补依据", ["已补"])]


def test_an_edit_is_a_new_wording_by_the_author_alone(waiting, town, desk):
    made = comment(waiting, text="一", by=desk, at=NOON)
    reword(made, text="二", by=desk, at=NOON)
    with pytest.raises(Forbidden):
        reword(made, text="三", by=town.people[Role.PERFORMANCE], at=NOON)
    (thread,) = queries.threads_for(desk, waiting, DAY)
    assert [w.text for w in thread.opening.wordings] == ["一", "二"]
    assert thread.opening.edited
    assert thread.opening.text == "二"


def test_the_author_or_a_reviewer_settles_a_thread_once(waiting, town, desk):
    unit = town.people[Role.UNIT_OFFICER]
    theirs, own = (comment(waiting, text="x", by=by, at=NOON) for by in (desk, unit))
    with pytest.raises(Forbidden):
        resolve(theirs, by=unit, at=NOON)
    resolve(own, by=unit, at=NOON)
    resolve(theirs, by=town.people[Role.PERFORMANCE], note="已改", at=NOON)
    for work in (
        lambda: resolve(own, by=unit, at=NOON),
        lambda: answer(own, text="x", by=desk, at=NOON),
        lambda: reword(own, text="x", by=unit, at=NOON),
    ):
        assert refused(work).codes == (Code.STATE,)
    found = queries.threads_for(desk, waiting, DAY)
    assert [(t.open, t.resolution.note) for t in found] == [(False, "已改"), (False, "")]


def test_empty_words_are_refused(waiting, desk):
    why = refused(lambda: comment(waiting, text=" \n", by=desk, at=NOON))
    assert why.faults == ("请填写批注内容",)
    assert Comment.objects.count() == 0


def test_whoever_filed_it_is_told_and_the_answer_goes_back(waiting, town, desk):
    unit = town.people[Role.UNIT_OFFICER]
    made = comment(waiting, text="请补依据", by=desk, at=NOON)
    notice = Notice.objects.get()
    assert notice.person == unit
    assert "请补依据" in notice.body
    answer(made, text="已补", by=unit, at=NOON)
    assert Notice.objects.latest("pk").person == desk
    assert Notice.objects.count() == 2


def test_what_is_internal_is_not_mailed_to_whoever_may_not_read_it(waiting, town, desk):
    made = comment(waiting, text="内部的", by=desk, internal=True, at=NOON)
    assert Notice.objects.count() == 0
    answer(made, text="同意", by=town.people[Role.PERFORMANCE], at=NOON)
    notice = Notice.objects.get()
    assert notice.person == desk
    assert "同意" not in notice.body


def test_a_comment_changes_nothing_about_the_object(waiting, desk):
    before = Target.objects.get(pk=waiting.pk)
    comment(waiting, text="x", by=desk, anchor="goal", at=NOON)
    after = Target.objects.get(pk=waiting.pk)
    assert (after.version, after.content_hash) == (before.version, before.content_hash)
    assert after.content() == before.content()


def test_reading_takes_the_same_queries_for_one_thread_and_for_many(
    waiting, desk, django_assert_num_queries
):
    comment(waiting, text="x", by=desk, at=NOON)
    subject = queries.subject_for(desk, "lifecycle.target", waiting.pk, DAY)
    with django_assert_num_queries(3):
        queries.threads_for(desk, subject, DAY)
    for _ in range(5):
        answer(comment(waiting, text="x", by=desk, at=NOON), text="y", by=desk, at=NOON)
    with django_assert_num_queries(3):
        assert len(queries.threads_for(desk, subject, DAY)) == 6


def fails(work):
    with pytest.raises(DatabaseError), transaction.atomic():
        work()


def test_the_database_holds_the_threads_by_itself(waiting, town, desk, project_year):
    made = comment(waiting, text="x", by=desk, at=NOON)
    reply = answer(made, text="y", by=desk, at=NOON)

    def copy(**columns):
        row = Comment.objects.get(pk=reply.pk)
        row.pk = None
        vars(row).update(columns)
        row.save(force_insert=True)

    copy()
    for wrong in (
        {"parent_id": reply.pk},
        {"internal": True},
        {"anchor": "goal"},
        {"version": 7},
        {"object_id": 999_999},
    ):
        fails(lambda columns=wrong: copy(**columns))
    fails(lambda: CommentWording.objects.create(comment=made, number=2, text="", at=NOON))
    fails(lambda: CommentWording.objects.create(comment=made, number=1, text="z", at=NOON))


@pytest.mark.parametrize("table", ["comment", "commentwording", "commentresolution"])
def test_comments_are_append_only(waiting, desk, table):
    resolve(comment(waiting, text="x", by=desk, at=NOON), by=desk, at=NOON)

    def work():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE lifecycle_{table} SET id = id")

    fails(work)
