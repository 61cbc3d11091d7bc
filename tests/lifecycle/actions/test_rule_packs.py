"""The division copies a pack, changes numbers, and puts it in force; what was stays as it was."""

from datetime import timedelta

import pytest

from lifecycle.actions.pack_trials import ask_trial, work_trials
from lifecycle.actions.rule_packs import (
    activate_pack,
    change_pack,
    copy_pack,
    propose_pack,
    save_pack,
)
from lifecycle.models import (
    FiscalYear,
    PackActivation,
    PackProposal,
    PackTrial,
    RulePack,
    Substitution,
    TransitionLog,
)
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import PEOPLE, Role
from lifecycle.rules.pack import NATIONAL, PackError, to_json
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, seated

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


def test_the_role_of_the_application_keeps_versions_that_it_may_not_rewrite(
    division, as_the_application
):
    mine(division)
    new = change_pack("贵阳", changes={"quality": {"fewest": 6}}, note="从严", by=division, at=NOON)
    assert (str(new), RulePack.objects.filter(name="贵阳").count()) == ("贵阳 v2", 2)


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


def tried(pack, by, *, at=NOON):
    """Try a pack against the year, and let the worker answer."""
    made = ask_trial(pack, year=YEAR, month=None, by=by, at=at)
    work_trials()
    return made


@pytest.fixture
def second(town):
    """Another person of the division."""
    return seated("second", Role.PERFORMANCE, town.bureau)


def proposed(pack, by, *, year=YEAR, at=NOON):
    return propose_pack(pack, year=year, note="市级细则", by=by, at=at)


def test_a_pack_in_force_judges_the_year_and_its_use_is_on_record(division, second):
    pack = mine(division)
    seen = tried(pack, division)
    proposal = proposed(pack, division)
    made = activate_pack(proposal, seen=seen.pk, note="同意", by=second, at=NOON)
    assert pack_of(YEAR).version == "贵阳 v1"
    assert (made.year_id, made.pack, made.note, made.by) == (YEAR, pack, "同意", second)
    assert (made.proposal, proposal.by) == (proposal, division)


def test_activating_for_a_new_year_opens_it_and_needs_no_trial(division, second):
    proposal = proposed(mine(division), division, year=YEAR + 1)
    activate_pack(proposal, seen=None, note="新年度", by=second, at=NOON)
    assert FiscalYear.objects.get(year=YEAR + 1).pack.name == "贵阳"


def test_what_was_judged_keeps_the_pack_it_was_judged_by(target, town, division, second):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    pack = mine(division)
    seen = tried(pack, division)
    activate_pack(proposed(pack, division), seen=seen.pk, note="同意", by=second, at=NOON)
    fire(target, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    lines = TransitionLog.objects.filter(machine=target.stage()).order_by("pk")
    assert list(lines.values_list("step", "pack")) == [
        ("submit", "national v1"),
        ("accept", "贵阳 v1"),
    ]


def test_whoever_proposed_does_not_activate_nor_does_their_substitute(town, division, second):
    pack = mine(division)
    seen, proposal = tried(pack, division), proposed(pack, division)
    substitute = town.people[Role.BUDGET]
    Substitution.objects.create(
        absent=division, substitute=substitute, starts_on=NOON.date(), ends_on=NOON.date()
    )
    for by in (division, substitute):
        with pytest.raises(Forbidden, match="申请人不能启用自己申请的规则包"):
            activate_pack(proposal, seen=seen.pk, note="同意", by=by, at=NOON)
    assert pack_of(YEAR).version == "national v1"
    assert not PackActivation.objects.exists()


def test_what_is_stale_is_not_activated(division, second):
    pack, other = mine(division), copy_pack("steady", name="稳", by=division, at=NOON)
    seen, proposal = tried(pack, division), proposed(pack, division)

    def refused(sentence, *, at=NOON, trial=seen, asked=proposal):
        with pytest.raises(Refused, match=sentence) as found:
            activate_pack(asked, seen=trial.pk, note="同意", by=second, at=at)
        assert found.value.codes == (Code.STALE,)

    refused("请先在今天对现行规则包试算", at=NOON + timedelta(days=1))
    again = tried(pack, division)
    refused("试算结果已更新")
    later = tried(other, division)
    newest = proposed(other, division)
    refused("已被新的申请取代", trial=again)
    activate_pack(newest, seen=later.pk, note="同意", by=second, at=NOON)
    refused("这份申请已办理", trial=later, asked=newest)
    assert pack_of(YEAR).version == "稳 v1"
    assert PackActivation.objects.count() == 1


def test_a_proposal_falls_when_another_pack_came_into_force_meanwhile(division, second):
    pack = mine(division)
    seen, proposal = tried(pack, division), proposed(pack, division)
    FiscalYear.objects.filter(year=YEAR).update(
        pack=copy_pack("steady", name="稳", by=division, at=NOON)
    )
    with pytest.raises(Refused, match="该年度已换用别的规则包"):
        activate_pack(proposal, seen=seen.pk, note="同意", by=second, at=NOON)
    assert not PackActivation.objects.exists()


def test_a_proposal_needs_a_trial_of_today(division):
    pack = mine(division)
    with pytest.raises(Refused, match="请先在今天对现行规则包试算2023年度"):
        proposed(pack, division)
    tried(pack, division)
    with pytest.raises(Refused, match="请先在今天对现行规则包试算2023年度"):
        proposed(pack, division, at=NOON + timedelta(days=1))
    assert not PackProposal.objects.exists()


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.PERFORMANCE])
def test_nobody_else_keeps_tries_proposes_or_activates_a_pack(town, division, role):
    by = town.people[role]
    pack = RulePack.objects.get()
    proposal = proposed(pack, division, year=YEAR + 1)
    acts = (
        lambda: save_pack("贵阳", body=to_json(NATIONAL), note="", by=by, at=NOON),
        lambda: change_pack("national", changes={}, note="", by=by, at=NOON),
        lambda: ask_trial(pack, year=YEAR, month=None, by=by, at=NOON),
        lambda: proposed(pack, by, year=YEAR + 1),
        lambda: activate_pack(proposal, seen=None, note="同意", by=by, at=NOON),
    )
    for act in acts:
        with pytest.raises(Forbidden, match="规则包由财政绩效科"):
            act()
    held = RulePack, PackTrial, PackProposal, PackActivation
    assert [model.objects.count() for model in held] == [1, 0, 1, 0]


@pytest.mark.parametrize(
    ("of", "note", "sentence"),
    [(YEAR, "重复", "该年度已在使用这个规则包"), (YEAR + 1, " ", "请说明为什么启用这个规则包")],
)
def test_a_proposal_without_a_reason_or_a_change_is_refused(division, of, note, sentence):
    with pytest.raises(Refused, match=sentence):
        propose_pack(RulePack.objects.get(), year=of, note=note, by=division, at=NOON)
    assert not PackProposal.objects.exists()


def test_a_change_of_a_version_that_is_no_longer_the_newest_is_refused(division):
    mine(division)
    change_pack("贵阳", changes={"quality": {"fewest": 6}}, note="", seen=1, by=division, at=NOON)
    with pytest.raises(Refused, match="已有新的版本v2") as refused:
        change_pack("贵阳", changes={}, note="", seen=1, by=division, at=NOON)
    assert refused.value.codes == (Code.STALE,)
    assert RulePack.objects.filter(name="贵阳").count() == 2


def test_a_whole_table_leaves_nothing_of_the_old_one(division):
    mine(division)
    tables = {"deadlines": {"report.filling": {"days": 3}}}
    new = change_pack("贵阳", tables=tables, note="", by=division, at=NOON)
    assert new.body["deadlines"] == {"report.filling": {"days": 3}}
    assert (new.title, new.by, new.at) == ("全国", division, NOON)


@pytest.mark.parametrize("name", [" ", "长" * 41])
def test_a_pack_has_a_name_that_fits(division, name):
    with pytest.raises(Refused, match="请填写规则包的名称"):
        save_pack(name, body=to_json(NATIONAL), note="", by=division, at=NOON)
