"""edit_many(): content of many objects changed through the same door, one line of the log each."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import (
    FiscalYear,
    Indicator,
    Project,
    ProjectYear,
    RulePack,
    Snapshot,
    Substitution,
    Target,
    TransitionLog,
)
from lifecycle.refusals import Code, Forbidden, Refusal, Refused
from lifecycle.roles import Level, Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.transitions import edit, edit_many
from tests.conftest import NOON, YEAR, organisation, put
from tests.ground import standing

SEATLESS = (Refusal(Code.RIGHT, "您不在可以修改此事项的岗位上"),)
FILED = (Refusal(Code.STATE, "现为“单位送审”，不能修改"),)


def drawn(place, number, *, year=YEAR):
    project = Project.objects.create(
        code=f"52010023T{number:012d}", name=f"项目{number}", organisation=place
    )
    made = Target.objects.create(
        project_year=ProjectYear.objects.create(project=project, year=year),
        organisation=place,
        year=year,
        goal="原目标",
        amount=number,
    )
    Indicator.objects.create(
        target_set=made, level="quantity", name="数量", operator="ge", target=number, weight=90
    )
    return made


@standing
def targets(town):
    return [drawn(town.unit, number) for number in (1, 2, 3)]


def renamed(rows):
    for row in rows:
        row.goal = f"新目标{row.amount:f}"


def rename(rows, by, **terms):
    return edit_many(rows, by=by, columns=["goal"], write=renamed, at=NOON, **terms)


def goals():
    return list(Target.objects.order_by("pk").values_list("goal", "version"))


def test_every_row_is_written_a_version_on_and_logged_once(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    result = rename(Target.objects.all(), officer)
    assert (result.moved, result.refused) == ([target.pk for target in targets], {})
    assert goals() == [("新目标1", 1), ("新目标2", 1), ("新目标3", 1)]
    lines = TransitionLog.objects.order_by("object_id").values_list(
        "object_id", "machine", "step", "version", "before", "after", "by", "seat", "at", "pack"
    )
    said = ("lifecycle.target", "edit", 1, "draft", "draft", officer.pk, "单位经办", NOON)
    assert list(lines) == [(target.pk, *said, "national v1") for target in targets]


def test_the_same_is_left_behind_as_by_edit(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    one, *others = targets
    edit(one, by=officer, changes={"goal": "同一目标"}, at=NOON)

    def alike(rows):
        for row in rows:
            row.goal = "同一目标"

    others = Target.objects.filter(pk__in=[other.pk for other in others])
    edit_many(others, by=officer, columns=["goal"], write=alike, at=NOON)
    ignored = {"id", "object_id", "content_hash", "recorded_at", "hash", "prev_hash"}
    lines = [
        {name: value for name, value in line.items() if name not in ignored}
        for line in TransitionLog.objects.values()
    ]
    assert lines == [lines[0]] * 3
    for row in Target.objects.all():
        assert Snapshot.objects.get(content_hash=row.content_hash).content == row.content()


def test_child_rows_are_sealed_with_the_content(town, targets):
    def halved(rows):
        Indicator.objects.filter(target_set__in=rows).update(weight=45)
        for row in rows:
            for indicator in row.indicators.all():
                indicator.weight = Decimal(45)

    officer = town.people[Role.UNIT_OFFICER]
    edit_many(Target.objects.all(), by=officer, columns=(), write=halved, at=NOON)
    for row in Target.objects.all():
        sealed = Snapshot.objects.get(content_hash=row.content_hash).content
        assert [one["weight"] for one in sealed["indicators"]] == ["45"]
        assert sealed == row.content()


def test_what_may_not_be_edited_is_left_out_and_says_why(town, targets):
    locked, free, _last = targets
    put(locked, "unit_submitted")
    other = organisation("219002", "第二小学", Level.UNIT, town.department)
    foreign = drawn(other, 4)
    result = rename(Target.objects.exclude(pk=targets[2].pk), town.people[Role.UNIT_OFFICER])
    assert result.moved == [free.pk]
    assert result.refused == {locked.pk: FILED, foreign.pk: SEATLESS}
    assert goals() == [("原目标", 0), ("新目标2", 1), ("原目标", 0), ("原目标", 0)]
    assert list(TransitionLog.objects.values_list("object_id", flat=True)) == [free.pk]


@pytest.mark.parametrize("role", [Role.DESK, Role.AUDITOR, None])
def test_nobody_but_the_editors_edits(town, targets, role):
    def never(rows):
        raise AssertionError("nothing to write")

    by = town.people[role] if role else None
    result = edit_many(Target.objects.all(), by=by, columns=["goal"], write=never, at=NOON)
    assert result.moved == []
    assert result.refused == {target.pk: SEATLESS for target in targets}
    assert not TransitionLog.objects.exists()


def test_the_row_under_the_lock_counts_not_the_one_that_was_read(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    rows = Target.objects.order_by("pk")
    assert [row.version for row in rows] == [0, 0, 0]
    put(targets[0], "unit_submitted")
    edit(targets[1], by=officer, changes={"amount": 20}, at=NOON)
    result = rename(rows, officer)
    assert result.refused == {targets[0].pk: FILED}
    assert goals() == [("原目标", 0), ("新目标20", 2), ("新目标3", 1)]
    assert list(rows.values_list("amount", flat=True)) == [1, 20, 3]


def test_a_failing_row_leaves_nothing_of_the_others(town, targets):
    def beyond(rows):
        Indicator.objects.filter(target_set__in=rows).delete()
        for row in rows:
            row.amount = -row.amount if row.pk == targets[2].pk else row.amount + 1

    officer = town.people[Role.UNIT_OFFICER]
    with pytest.raises(IntegrityError):
        edit_many(Target.objects.all(), by=officer, columns=["amount"], write=beyond, at=NOON)
    assert goals() == [("原目标", 0)] * 3
    assert Indicator.objects.count() == 3
    assert not TransitionLog.objects.exists()


def test_each_year_is_logged_with_its_own_pack(town, targets):
    pack = RulePack.objects.create(name="national", version=2, body=to_json(NATIONAL))
    FiscalYear.objects.create(year=YEAR + 1, pack=pack)
    later = drawn(town.unit, 4, year=YEAR + 1)
    rename(Target.objects.all(), town.people[Role.UNIT_OFFICER])
    packs = dict(TransitionLog.objects.values_list("object_id", "pack"))
    assert packs == {one.pk: "national v1" for one in targets} | {later.pk: "national v2"}


def test_a_substitute_edits_in_the_name_of_the_absent(town, targets):
    officer, head = town.people[Role.UNIT_OFFICER], town.people[Role.DESK]
    days = {"starts_on": date(2023, 3, 1), "ends_on": date(2023, 3, 2)}
    Substitution.objects.create(absent=officer, substitute=head, **days)
    assert rename(Target.objects.all(), head).refused == {}
    lines = TransitionLog.objects.values_list("by", "acting_for", "acting_for_name", "role")
    assert set(lines) == {(head.pk, officer.pk, "单位经办", "unit_officer")}


def test_twenty_take_as_many_statements_as_one(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    rename(Target.objects.filter(pk=targets[1].pk), officer)
    with CaptureQueriesContext(connection) as one:
        rename(Target.objects.filter(pk=targets[0].pk), officer)
    for number in range(10, 30):
        drawn(town.unit, number)
    with CaptureQueriesContext(connection) as twenty:
        assert len(rename(Target.objects.filter(amount__gte=10), officer).moved) == 20
    assert len(twenty) == len(one)


class TestWhole:
    def test_one_locked_row_refuses_all_and_is_named(self, town, targets):
        put(targets[1], "unit_submitted")
        with pytest.raises(Refused) as refused:
            rename(Target.objects.all(), town.people[Role.UNIT_OFFICER], whole=True)
        assert refused.value.refusals == (
            replace(FILED[0], sentence="项目2：现为“单位送审”，不能修改"),
        )
        assert not isinstance(refused.value, Forbidden)
        assert goals() == [("原目标", 0)] * 3

    def test_one_foreign_row_forbids_all_and_is_not_named(self, town, targets):
        drawn(organisation("219002", "第二小学", Level.UNIT, town.department), 4)
        with pytest.raises(Forbidden) as refused:
            rename(Target.objects.all(), town.people[Role.UNIT_OFFICER], whole=True)
        assert refused.value.refusals == SEATLESS
        assert goals() == [("原目标", 0)] * 4

    def test_a_whole_without_a_refused_row_is_written(self, town, targets):
        result = rename(Target.objects.all(), town.people[Role.UNIT_HEAD], whole=True)
        assert result.moved == [target.pk for target in targets]
        assert goals() == [("新目标1", 1), ("新目标2", 1), ("新目标3", 1)]


def test_other_editors_may_be_named_row_by_row(town, targets):
    def editors(row):
        return (Role.DESK,) if row.pk == targets[0].pk else row.EDITORS

    result = rename(Target.objects.all(), town.people[Role.DESK], editors=editors)
    assert result.moved == [targets[0].pk]
    assert result.refused == {target.pk: SEATLESS for target in targets[1:]}
    assert TransitionLog.objects.get().role == "desk"


def test_only_what_is_to_be_read_is_fetched(town, targets):
    def fetched(reads):
        seen = []

        def look(rows):
            seen.extend(set(getattr(row, "_prefetched_objects_cache", {})) for row in rows)

        officer = town.people[Role.UNIT_OFFICER]
        edit_many(Target.objects.all(), by=officer, columns=(), write=look, reads=reads, at=NOON)
        return seen

    assert fetched(None) == [{"reviews", "indicators"}] * 3
    assert fetched(["indicators"]) == [{"indicators"}] * 3
    assert fetched(()) == [set()] * 3
