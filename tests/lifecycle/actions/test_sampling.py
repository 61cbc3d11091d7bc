"""The bureau's draw of a year and the draw of experts: on record, whole, and once."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from lifecycle.actions.interests import declare_interest
from lifecycle.actions.sampling import draw_experts, draw_sample
from lifecycle.models import (
    Appraisal,
    Assignment,
    Draw,
    DrawnLot,
    Project,
    ProjectYear,
    TransitionLog,
)
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from tests.conftest import NOON, YEAR, put, seated

pytestmark = pytest.mark.django_db
SEED = "20230301-0715"
MILLION = Decimal(1_000_000)


@pytest.fixture
def waiting(town):
    """Make an appraisal that finance reviews."""

    def make(n, amount=6, *, kind="project", **columns):
        code = f"52010023T9{n:011d}"
        project = Project.objects.create(code=code, name=f"新项目{n}", organisation=town.unit)
        year = ProjectYear.objects.create(project=project, year=YEAR, is_new=True, **columns)
        made = Appraisal.objects.create(
            project_year=year,
            organisation=town.unit,
            year=YEAR,
            kind=kind,
            declared=amount * MILLION,
        )
        return put(made, "desk_review")

    return make


def drawn(by, **more):
    return draw_sample(YEAR, **({"seed": SEED, "by": by, "at": NOON} | more))


def test_the_draw_is_written_whole_and_takes_the_step_with_the_ground_as_its_reason(
    waiting, division
):
    large, bond = waiting(1, 20), waiting(2, kind="bond")
    key, marked = waiting(3, is_key=True), waiting(4)
    rest = [waiting(n) for n in range(5, 10)]
    draw = drawn(division, marked=[marked.pk])
    lots = {lot.appraisal_id: lot for lot in draw.lots.all()}
    assert len(lots) == 9
    grounds = [lots[one.pk].ground for one in (large, bond, key, marked)]
    assert grounds == ["amount", "bond", "concern", "concern"]
    codes = [one.project_year.project.code for one in rest]
    first = min(codes, key=lambda code: sha256(f"{SEED}:{code}".encode()).hexdigest())
    by_lot = [lots[one.pk] for one in rest]
    assert [lot.code for lot in by_lot if lot.chosen] == [first]
    chosen = {key for key, lot in lots.items() if lot.chosen}
    moved = Appraisal.objects.filter(state="key_selected", key_path=True)
    assert set(moved.values_list("pk", flat=True)) == chosen
    line = TransitionLog.objects.get(object_id=large.pk, step="select")
    assert line.note == f"申报金额达到必抽标准（抽取种子{SEED}）"
    kept = (draw.seed, draw.numbers, draw.pack, draw.by_name, draw.seat)
    numbers = {"always_from": "20000000", "share": "20"}
    assert kept == (SEED, numbers, "national v1", "财政绩效科", "财政绩效科")


def test_only_the_division_draws(town, waiting):
    waiting(1)
    for role in (Role.DESK, Role.BUDGET, Role.LEADER, Role.UNIT_HEAD, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            drawn(town.people[role])
    assert not Draw.objects.exists()


@pytest.mark.parametrize("seed", ["12345", "今天的号码是", ""])
def test_a_seed_that_will_not_do_is_told(waiting, division, seed):
    waiting(1)
    with pytest.raises(Refused, match="种子应为6至64位"):
        drawn(division, seed=seed)


def test_without_anything_to_draw_nothing_is_drawn(division):
    with pytest.raises(Refused, match="没有处于财政审核的事前绩效评估，无可抽取"):
        drawn(division)


def test_a_second_draw_is_about_what_came_later_alone(waiting, division):
    for n in range(5):
        waiting(n)
    drawn(division)
    with pytest.raises(Refused, match="没有新的待抽项目，不能重复抽取"):
        drawn(division, seed="another-seed")
    late = waiting(7)
    with pytest.raises(Refused, match="本年度已经用过"):
        drawn(division)
    second = drawn(division, seed="another-seed")
    assert [lot.appraisal_id for lot in second.lots.all()] == [late.pk]


def test_a_list_that_changed_since_the_page_was_opened_is_not_drawn(waiting, division):
    one, two = waiting(1), waiting(2)
    with pytest.raises(Refused, match="原1项，现2项") as refused:
        drawn(division, listed=[one.pk])
    assert refused.value.codes == (Code.STALE,)
    assert drawn(division, listed=[one.pk, two.pk]).lots.count() == 2


def test_one_that_cannot_be_selected_stops_the_whole_draw(town, waiting, division):
    mine = waiting(1, 30)
    put(mine, "desk_review", filed_by=division.pk)
    waiting(2, 30)
    with pytest.raises(Refused, match="新项目1：本人报送的事项须由他人审核"):
        drawn(division)
    assert not DrawnLot.objects.exists()
    assert not Appraisal.objects.filter(state="key_selected").exists()


def test_what_was_drawn_is_never_rewritten(waiting, division):
    waiting(1)
    draw = drawn(division)
    for rows, change in ((Draw.objects, {"seed": "654321"}), (DrawnLot.objects, {"chosen": 0})):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        DrawnLot.objects.create(
            draw=draw, code="x", chosen=True, ground="lot", appraisal=Appraisal.objects.get()
        )


@pytest.fixture
def selected(appraisal):
    return put(appraisal, "key_selected")


def panel(subject):
    rows = Assignment.objects.filter(object_id=subject.pk, role=Role.EXPERT)
    return set(rows.values_list("person__username", flat=True))


def test_experts_are_drawn_by_lot_and_those_who_stand_aside_are_named(
    town, selected, experts, division
):
    bound = experts[1]
    declare_interest(
        bound, place=town.department, kind="interest", reason="亲属任职", by=bound, at=NOON
    )
    draw = draw_experts(selected, wanted=3, seed=SEED, by=division, at=NOON)
    free = [person.username for person in experts if person != bound]
    lots = sorted(free, key=lambda name: sha256(f"{SEED}:{name}".encode()).hexdigest())
    assert panel(selected) == set(lots[:3])
    barred = draw.lots.get(ground="barred")
    assert (barred.person, barred.chosen) == (bound, False)
    assert barred.reason.endswith("已申报与被评估单位有利害关系，应当回避")
    assert (draw.about, draw.numbers) == (selected, {"wanted": 3})


def test_too_few_experts_or_a_used_seed_draw_nobody(selected, experts, division):
    with pytest.raises(Refused, match="只有5名，不足6名"):
        draw_experts(selected, wanted=6, seed=SEED, by=division, at=NOON)
    draw_experts(selected, wanted=2, seed=SEED, by=division, at=NOON)
    with pytest.raises(Refused, match="已经用过"):
        draw_experts(selected, wanted=1, seed=SEED, by=division, at=NOON)
    assert len(panel(selected)) == 2
    later = NOON + timedelta(hours=1)
    draw_experts(selected, wanted=3, seed="other-seed", by=division, at=later)
    assert len(panel(selected)) == 5


def test_experts_are_drawn_by_the_division_for_what_was_selected(town, appraisal, experts):
    with pytest.raises(Forbidden):
        draw_experts(appraisal, wanted=1, seed=SEED, by=town.people[Role.DESK], at=NOON)
    with pytest.raises(Refused) as refused:
        draw_experts(appraisal, wanted=1, seed=SEED, by=town.people[Role.PERFORMANCE], at=NOON)
    assert refused.value.codes == (Code.STATE,)


def test_an_expert_whose_seat_has_ended_is_not_in_the_library(town, selected, experts, division):
    gone = seated("gone", Role.EXPERT, town.outside)
    gone.seats.update(ends_on=NOON.date() - timedelta(days=1))
    draw = draw_experts(selected, wanted=5, seed=SEED, by=division, at=NOON)
    assert not draw.lots.filter(person=gone).exists()
