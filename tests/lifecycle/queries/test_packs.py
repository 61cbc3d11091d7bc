"""Rule packs are found by name: kept, shipped, or in a file."""

import json
from decimal import Decimal

import pytest

from lifecycle.models import RulePack
from lifecycle.queries.packs import UnknownPack, merged, pack_body, pack_named, shipped_packs
from lifecycle.rules.pack import NATIONAL, PackError, to_json

pytestmark = pytest.mark.django_db
DOCUMENTED = {
    "province_execution_v1", "province_positive_v1", "province_positive_v2", "province_reverse",
    "province_equal_zero", "province_qualitative", "province_goal_aggregate", "hefei_dual",
    "province_self_eval", "province_task_deadline", "sichuan_2025", "jilin_ciq_forms",
    "sichuan_self_eval_form",
}  # fmt: skip


def test_there_is_a_national_pack_and_one_for_each_documented_rule_set():
    assert {"national", *DOCUMENTED} <= set(shipped_packs())


@pytest.mark.parametrize("name", shipped_packs())
def test_every_shipped_pack_is_valid_and_bears_its_name(name):
    assert pack_named(name).name == name


def test_the_national_pack_is_the_one_of_the_rules():
    assert pack_named("national") == NATIONAL


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("layout_huanggang", {"年度绩效目标1": 40, "年度绩效目标2": 40}),
        ("layout_yinchuan", {"决策": 10, "管理": 15, "产出": 30, "效益": 35}),
        ("layout_guangshui", {"决策": 2, "管理": 13, "绩效": 85}),
    ],
)
def test_the_real_layouts_add_up_with_execution(name, points):
    layout = pack_named(name).layout
    assert dict(layout.areas) == points
    assert layout.execution + sum(points.values()) == Decimal(100)


def test_sichuan_splits_90_points_freely_and_reports_in_four_months():
    found = pack_named("sichuan_2025")
    assert (found.layout.execution, found.layout.tables) == (Decimal(10), ())
    assert found.reporting_months == (4, 6, 8, 10)


def test_a_kept_pack_comes_before_a_shipped_one_and_the_newest_first():
    for version in (1, 2):
        body = to_json(NATIONAL) | {"version": str(version)}
        RulePack.objects.create(name="national", version=version, body=body)
    assert pack_named("national").version == "2"
    assert pack_named("national v1").version == "1"


def test_a_pack_in_a_file_is_read(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(to_json(NATIONAL) | {"name": "mine"}))
    assert pack_named(str(path)).name == "mine"


@pytest.mark.parametrize(
    ("text", "sentence"), [("{", "第1行不是有效的JSON"), (None, "无法读取文件")]
)
def test_a_file_that_is_none_is_said_to_be_none(text, sentence, tmp_path):
    path = tmp_path / "mine.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UnknownPack, match=sentence):
        pack_body(str(path))


def test_a_list_is_no_pack(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text("[]")
    with pytest.raises(PackError, match="应为一组名称和值"):
        pack_body(str(path))


def test_an_unknown_name_lists_the_known():
    with pytest.raises(UnknownPack, match=r"没有规则包“mars”；自带的有：.*national"):
        pack_body("mars")


def test_tables_are_laid_over_by_key_and_lists_whole():
    body = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    assert merged(body, {"a": {"y": [3]}}) == {"a": {"x": 1, "y": [3]}, "b": 1}
    assert body["a"]["y"] == [1, 2]
