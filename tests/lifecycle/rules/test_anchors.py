"""Where a comment may stand."""

from lifecycle.rules.anchors import anchors, places
from lifecycle.rules.differences import Wording

CONTENT = {
    "goal": "目标",
    "amount": "100",
    "indicators": [{"key": "k1", "weight": "20"}],
    "scores": [{"dimension": "input.cost", "points": "18"}],
    "items": [],
}


def test_every_field_row_and_cell_is_a_place_and_nothing_else():
    assert list(anchors(CONTENT)) == [
        "goal",
        "amount",
        "indicators",
        "indicators.k1",
        "indicators.k1.key",
        "indicators.k1.weight",
        "scores",
        "scores.input.cost",
        "scores.input.cost.dimension",
        "scores.input.cost.points",
        "items",
    ]


def test_a_row_without_a_key_is_named_by_its_name():
    rows = [{"area": "output", "name": "完成率"}, {"area": "output", "name": "合格率"}]
    assert list(anchors({"indicators": rows})) == [
        "indicators",
        "indicators.完成率",
        "indicators.完成率.area",
        "indicators.完成率.name",
        "indicators.合格率",
        "indicators.合格率.area",
        "indicators.合格率.name",
    ]


def test_fields_and_rows_are_said_in_the_words_of_a_reader():
    wording = Wording(
        {"goal": "年度总体目标", "scores": "自评估得分", "lines": "自评指标"},
        {"scores.dimension": {"economy": "投入经济性"}},
    )
    content = {
        "goal": "目标",
        "scores": [{"dimension": "economy", "points": "18"}],
        "lines": [{"key": "k1", "name": "完成率"}],
    }
    assert places(content, wording=wording) == {
        "goal": "年度总体目标",
        "scores.economy": "自评估得分 › 投入经济性",
        "lines.k1": "自评指标 › 完成率",
    }


def test_rows_that_share_an_anchor_or_whose_anchor_is_too_long_have_no_place_of_their_own():
    wording = Wording({"items": "公开内容", "problems": "问题"})
    content = {
        "items": [{"machine": "a.b", "version": 1}, {"machine": "a.b", "version": 2}],
        "problems": [{"problem": "长" * 200}, {"problem": "两\n行"}],
    }
    assert places(content, wording=wording) == {
        "items.a.b": "公开内容 › 1",
    }
