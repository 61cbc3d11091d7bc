"""Two at once, on committed rows of a real PostgreSQL: one moves, the other is refused."""

import multiprocessing

import pytest
from django.db import connections

from lifecycle.actions.claiming import claim, claim_many
from lifecycle.models import Claim, Project, ProjectYear, StepToken, Target, TransitionLog
from lifecycle.refusals import Code, Refused
from lifecycle.roles import Role
from lifecycle.transitions import edit_many, fire, fire_many
from tests.conftest import GOAL, NOON, YEAR, put, seated

OBJECTS = 200
fork = multiprocessing.get_context("fork")


def made(town, n):
    project = Project.objects.create(
        code=f"52010023T{n:012d}", name=f"项目{n}", organisation=town.unit
    )
    year = ProjectYear.objects.create(project=project, year=YEAR)
    return Target.objects.create(
        project_year=year, organisation=town.unit, year=YEAR, goal=GOAL, amount=1
    )


@pytest.fixture
def filed(committed, town):
    return [put(made(town, n), "unit_submitted").pk for n in range(OBJECTS)]


def race(work, *arguments):
    """Run the same work in two processes that start together; return what each answered."""
    connections.close_all()
    barrier, answers = fork.Barrier(2), fork.Queue()

    def run():
        try:
            barrier.wait(20)
            answers.put(work(*arguments))
        finally:
            connections.close_all()

    runners = [fork.Process(target=run) for _ in range(2)]
    for runner in runners:
        runner.start()
    found = [answers.get(timeout=120) for _ in runners]
    for runner in runners:
        runner.join(20)
    return found


def one_by_one(keys, person):
    moved = refused = 0
    for target in Target.objects.filter(pk__in=keys).order_by("pk"):
        try:
            fire(target, "accept", by=person, at=NOON)
            moved += 1
        except Refused:
            refused += 1
    return moved, refused


def test_two_processes_on_200_objects_give_200_moves_200_refusals_and_200_lines(filed, town):
    answers = race(one_by_one, filed, town.people[Role.DEPARTMENT_OFFICER])
    assert sum(moved for moved, _ in answers) == OBJECTS
    assert sum(refused for _, refused in answers) == OBJECTS
    assert TransitionLog.objects.count() == OBJECTS
    assert set(Target.objects.values_list("state", "version")) == {("dept_review", 1)}


def in_bulk(person):
    result = fire_many(Target.objects.all(), "accept", by=person, at=NOON)
    return len(result.moved), len(result.refused)


def test_two_bulk_steps_at_once_move_each_row_once(filed, town):
    answers = race(in_bulk, town.people[Role.DEPARTMENT_OFFICER])
    assert sorted(answers) == [(0, OBJECTS), (OBJECTS, 0)]
    assert TransitionLog.objects.count() == OBJECTS


def with_one_key(key, person):
    return [
        (str(found.state), found.version)
        for _ in range(5)
        for found in [fire(Target.objects.get(pk=key), "accept", by=person, key="once", at=NOON)]
    ]


def test_ten_identical_posts_are_one_step_and_the_same_answer(filed, town):
    answers = race(with_one_key, filed[0], town.people[Role.DEPARTMENT_OFFICER])
    assert {answer for each in answers for answer in each} == {("dept_review", 1)}
    assert TransitionLog.objects.count() == StepToken.objects.count() == 1


def against_each_other(key, people):
    """Approve and return at once: one process each way, told apart by the queue's order."""
    step, role = people.get(timeout=10)
    try:
        fire(Target.objects.get(pk=key), step, by=role, note="意见", at=NOON)
    except Refused:
        return 0
    return 1


def test_accepting_and_returning_at_once_cannot_both_succeed(filed, town):
    for key in filed[:20]:
        orders = fork.Queue()
        orders.put(("accept", town.people[Role.DEPARTMENT_OFFICER]))
        orders.put(("dept_return", town.people[Role.DEPARTMENT_HEAD]))
        answers = race(against_each_other, key, orders)
        # A return may follow an acceptance, an acceptance never a return: no state is lost.
        lines = list(TransitionLog.objects.filter(object_id=key).values_list("step", flat=True))
        assert sum(answers) == len(lines)
        assert sorted(lines) in (["accept"], ["dept_return"], ["accept", "dept_return"])


def edited(rows):
    for row in rows:
        row.amount += 1


def edit_in_bulk(keys, person):
    rows = Target.objects.filter(pk__in=keys)
    return edit_many(rows, by=person, columns=["amount"], write=edited, at=NOON).moved


def test_two_bulk_edits_at_once_lose_no_change_and_no_line(filed, town):
    drafts = filed[:50]
    for target in Target.objects.filter(pk__in=drafts):
        put(target, "draft")
    answers = race(edit_in_bulk, drafts, town.people[Role.UNIT_OFFICER])
    assert answers == [drafts, drafts]
    rows = Target.objects.filter(pk__in=drafts)
    assert set(rows.values_list("amount", "version")) == {(3, 2)}
    assert TransitionLog.objects.count() == 2 * len(drafts)


@pytest.fixture
def judged(committed, town):
    return put(made(town, 0), "biz_review").pk


def claims_at_once(key, people, rounds):
    """Count how often it was got, and how often another was named."""
    person = people.get(timeout=10)
    got, named = 0, 0
    for _ in range(rounds):
        try:
            claim(Target.objects.get(pk=key), by=person, at=NOON)
        except Refused as refused:
            named += refused.codes == (Code.CLAIMED,)
        else:
            got += 1
    return got, named


def two(town):
    orders = fork.Queue()
    orders.put(town.people[Role.DESK])
    orders.put(seated("mate", Role.DESK, town.desk))
    return orders


def test_of_two_who_claim_at_once_one_gets_it_and_the_other_the_sentence(judged, town):
    answers = race(claims_at_once, judged, two(town), 20)
    assert sorted(answers) == [(0, 20), (20, 0)]
    assert Claim.objects.count() == 1


def claims_or_moves(keys, orders):
    """One process claims each object, the other takes the step on it."""
    work, person = orders.get(timeout=10)
    done = []
    for target in Target.objects.filter(pk__in=keys).order_by("pk"):
        try:
            if work == "claim":
                claim(target, by=person, at=NOON)
            else:
                fire(target, "accept", by=person, at=NOON)
        except Refused:
            continue
        done.append(target.pk)
    return work, done


def test_a_claim_and_a_colleagues_step_at_once_never_both_succeed(filed, town):
    orders = fork.Queue()
    orders.put(("claim", town.people[Role.DEPARTMENT_OFFICER]))
    orders.put(("step", seated("mate", Role.DEPARTMENT_OFFICER, town.department)))
    done = dict(race(claims_or_moves, filed, orders))
    # After the step the object waits anew, so a claim of its next version is no contradiction.
    held = set(Claim.objects.filter(version=0).values_list("object_id", flat=True))
    assert held & set(done["step"]) == set()
    assert held | set(done["step"]) == set(filed)
    assert held <= set(done["claim"])


def claims_in_bulk(people):
    person = people.get(timeout=10)
    result = claim_many(Target.objects.all(), by=person, at=NOON)
    return len(result.moved), len(result.refused)


def test_two_bulk_claims_at_once_take_each_object_once(filed, town):
    orders = fork.Queue()
    orders.put(town.people[Role.DEPARTMENT_OFFICER])
    orders.put(seated("mate", Role.DEPARTMENT_OFFICER, town.department))
    assert sorted(race(claims_in_bulk, orders)) == [(0, OBJECTS), (OBJECTS, 0)]
    assert Claim.objects.count() == OBJECTS
