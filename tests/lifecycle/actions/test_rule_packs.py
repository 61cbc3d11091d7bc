"""The division copies a pack, changes numbers, and puts it in force; what was stays as it was."""

import pytest

from lifecycle.actions.rule_packs import activate_pack, change_pack, copy_pack, save_pack
from lifecycle.models import FiscalYear, PackActivation, RulePack, TransitionLog
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import Refused
from lifecycle.roles import Role
from lifecycle.rules.pack import NATIONAL, PackError, to_json
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR

pytestmark = pytest.mark.django_db


def mine(by):
    return copy_pack("national", name="贵阳", by=by, at=NOON)


def test_a_copy_is_the_first_version_under_its_name(division):
    made = mine(division)
    assert (str(made), made.body) == ("贵阳 v1", to_json(NATIONAL) | {"name": "贵阳"})


def test_a_changed_number_is_a_new_version_and_the_old_one_stays(division):
    old = mine(division)
    changes = {"quality": {"fewest": 6}}
    new = change_pack("贵阳", changes=changes, note="从严", by=division, at=NOON)
    assert (str(new), new.body["quality"]["fewest"]) == ("贵阳 v2", 6)
    assert new.body["quality"]["fewest_of_large"] == 8
    assert RulePack.objects.get(pk=old.pk).body["quality"]["fewest"] == 5


def test_every_fault_is_named_at_once_and_nothing_is_kept(division):
    mine(division)
    changes = {"grades": [], "lights": {"red_below": "x"}, "quality": {"fewest": 9}}
    with pytest.raises(PackError) as refused:
        change_pack("贵阳", changes=changes, note="从严", by=division, at=NOON)
    assert set(refused.value.faults) == {
        'lights.red_below：应为0到1000之间的数，并写成文字（如"60"）',
        "grades：应有4个名称不同的等级",
        "grades：等级分数线应由高到低，最后为0",
        "quality：fewest_of_large不应小于fewest",
    }
    assert RulePack.objects.filter(name="贵阳").count() == 1


def test_a_pack_in_force_judges_the_year_and_its_use_is_on_record(division):
    pack = mine(division)
    made = activate_pack(pack, year=YEAR, note="市级细则", by=division, at=NOON)
    assert pack_of(YEAR).version == "贵阳 v1"
    assert (made.year_id, made.pack, made.note, made.by) == (YEAR, pack, "市级细则", division)


def test_activating_for_a_new_year_opens_it(division):
    activate_pack(mine(division), year=YEAR + 1, note="新年度", by=division, at=NOON)
    assert FiscalYear.objects.get(year=YEAR + 1).pack.name == "贵阳"


def test_what_was_judged_keeps_the_pack_it_was_judged_by(target, town, division):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    activate_pack(mine(division), year=YEAR, note="市级细则", by=division, at=NOON)
    fire(target, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    lines = TransitionLog.objects.filter(machine=target.stage()).order_by("pk")
    assert list(lines.values_list("step", "pack")) == [
        ("submit", "national v1"),
        ("accept", "贵阳 v1"),
    ]


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DESK, Role.BUDGET, Role.CONGRESS])
def test_nobody_else_keeps_or_activates_a_pack(town, role):
    by = town.people[role]
    pack = RulePack.objects.get()
    with pytest.raises(Refused, match="规则包由财政绩效科维护"):
        save_pack("贵阳", body=to_json(NATIONAL), note="", by=by, at=NOON)
    with pytest.raises(Refused, match="规则包由财政绩效科维护"):
        activate_pack(pack, year=YEAR + 1, note="新", by=by, at=NOON)
    assert (RulePack.objects.count(), PackActivation.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("of", "note", "sentence"),
    [(YEAR, "重复", "该年度已在使用这个规则包"), (YEAR + 1, " ", "请说明为什么启用这个规则包")],
)
def test_an_activation_without_a_reason_or_a_change_is_refused(division, of, note, sentence):
    pack = RulePack.objects.get()
    with pytest.raises(Refused, match=sentence):
        activate_pack(pack, year=of, note=note, by=division, at=NOON)
    assert not PackActivation.objects.exists()


@pytest.mark.parametrize("name", [" ", "长" * 41])
def test_a_pack_has_a_name_that_fits(division, name):
    with pytest.raises(Refused, match="请填写规则包的名称"):
        save_pack(name, body=to_json(NATIONAL), note="", by=division, at=NOON)
