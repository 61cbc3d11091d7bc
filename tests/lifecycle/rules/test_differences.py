"""What differs between two versions of a content."""

from lifecycle.rules.differences import Difference, Piece, Wording, differences, pieces

WORDING = Wording(
    {"goal": "总体目标", "lines": "绩效指标", "lines.target": "目标值", "lines.name": "名称"},
    {"lines.level": {"quantity": "数量指标", "quality": "质量指标"}},
)


def between(seen, now):
    return differences(seen, now, wording=WORDING)


def test_equal_contents_do_not_differ():
    assert (
        between(
            {"goal": "甲", "lines": [{"name": "一"}]}, {"goal": "甲", "lines": [{"name": "一"}]}
        )
        == []
    )


def test_a_column_is_named_by_its_label():
    assert between({"goal": "甲"}, {"goal": "乙"}) == [Difference("总体目标", "甲", "乙")]


def test_nothing_and_empty_text_are_the_same():
    assert between({"goal": None}, {"goal": ""}) == []


def test_zero_is_not_nothing():
    assert between({"goal": None}, {"goal": 0}) == [Difference("总体目标", None, 0)]


def test_rows_are_matched_by_name_whatever_their_order():
    seen = {"lines": [{"name": "一", "target": "1"}, {"name": "二", "target": "2"}]}
    now = {"lines": [{"name": "二", "target": "2"}, {"name": "一", "target": "3"}]}
    assert between(seen, now) == [Difference("绩效指标 › 一 › 目标值", "1", "3")]


def test_a_row_that_came_or_went_is_shown_whole_with_its_labels():
    seen, now = (
        {"lines": [{"name": "一", "target": "1"}]},
        {"lines": [{"name": "二", "target": "2"}]},
    )
    came, went = between(seen, now)
    assert came == Difference("绩效指标 › 二", None, {"名称": "二", "目标值": "2"})
    assert went == Difference("绩效指标 › 一", {"名称": "一", "目标值": "1"}, None)
    assert (came.added, came.removed, went.added, went.removed) == (True, False, False, True)


def test_a_coded_value_is_said_in_words():
    seen = {"lines": [{"name": "一", "level": "quantity"}]}
    now = {"lines": [{"name": "一", "level": "quality"}]}
    assert between(seen, now) == [Difference("绩效指标 › 一 › level", "数量指标", "质量指标")]


def test_rows_with_the_same_name_are_matched_by_place():
    seen = {"lines": [{"name": "一", "target": "1"}, {"name": "一", "target": "2"}]}
    now = {"lines": [{"name": "一", "target": "1"}, {"name": "一", "target": "5"}]}
    assert between(seen, now) == [Difference("绩效指标 › 一 › 目标值", "2", "5")]


def test_a_list_that_was_not_there_before_is_all_new():
    assert between({}, {"lines": [{"name": "一"}]}) == [
        Difference("绩效指标 › 一", None, {"名称": "一"})
    ]


def test_two_texts_are_cut_into_what_they_share():
    before, after = pieces("修10所学校", "修8所学校")
    assert before == [Piece("修", False), Piece("10", True), Piece("所学校", False)]
    assert after == [Piece("修", False), Piece("8", True), Piece("所学校", False)]


def test_a_text_too_long_to_compare_is_shown_whole():
    assert pieces("甲" * 4001, "乙") == ([Piece("甲" * 4001, True)], [Piece("乙", True)])


def test_short_values_and_numbers_are_not_cut():
    assert Difference("金额", "3000000", "2800000").woven is None
    assert Difference("金额", 3, 4).woven is None
    assert Difference("目标", "甲" * 16, "甲" * 17).woven is not None
