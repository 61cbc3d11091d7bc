import pytest

from lifecycle.rules.materials import CHECKLISTS, POLICY, PROJECT, Kind, missing


def names(rows):
    return [material.name for material in rows]


def test_the_lists_are_those_of_the_source():
    assert (len(PROJECT), len(POLICY)) == (15, 13)
    assert names(CHECKLISTS[Kind.BOND])[:15] == names(PROJECT)
    assert all(len(set(names(rows))) == len(rows) for rows in CHECKLISTS.values())


@pytest.mark.parametrize("kind", Kind)
def test_what_is_required_is_missed_in_order_and_the_rest_is_not(kind):
    required = [material.name for material in CHECKLISTS[kind] if material.required]
    assert missing([], kind=kind) == required
    assert missing(required[1:], kind=kind) == required[:1]
    assert missing(required, kind=kind) == []


def test_the_policy_list_marks_two_as_optional():
    optional = [material.name for material in POLICY if not material.required]
    assert optional == ["同类政策对比分析", "专家论证/听证意见"]
