from dataclasses import replace
from decimal import Decimal

import pytest

from lifecycle.rules.indicators import LevelOne, LevelTwo, Operator
from lifecycle.rules.quality import Severity, Sibling
from tests.lifecycle.rules.quality.goals import ROWS, TEXT, changed, codes, draft, goal, one


def test_a_good_goal_has_no_finding():
    assert codes(goal()) == []


@pytest.mark.parametrize(
    ("amount", "count", "warned"),
    [(4_999_999, 5, False), (4_999_999, 4, True), (5_000_000, 8, False), (5_000_000, 7, True)],
)
def test_a1_a_large_goal_needs_more_indicators(amount, count, warned):
    rows = [replace(row, name=f"{row.name}{at}") for at, row in enumerate((ROWS * 2)[:count])]
    found = codes(goal(*rows, amount=Decimal(amount)), only="A1")
    assert found == ["A1"] * warned


def test_a2_names_the_level_that_is_missing_where_indicators_begin():
    found = one(goal(*ROWS[:4], cells={"indicators": "D10"}), "A2")
    assert (found.level, found.sentence, found.cell) == (Severity.BLOCK, "缺少满意度指标", "D10")
    assert found.why
    assert found.mend


@pytest.mark.parametrize(
    ("weights", "heavy"),
    [((30, 20), False), ((31, 19), True), ((31, 21), False), ((30, 0), False), ((90, 0), True)],
)
def test_a3_an_indicator_may_not_outweigh_its_level_and_30_points(weights, heavy):
    rows = changed(0, weight=Decimal(weights[0]))
    rest = replace(rows[1], weight=Decimal(weights[1]))
    assert codes(goal(rows[0], rest, *ROWS[3:]), only="A3") == ["A3"] * heavy


def test_a3_counts_the_first_level_under_which_it_was_filed():
    cost = draft("总成本", LevelTwo.ECONOMIC_COST, 31, level_one=LevelOne.OUTPUT, unit="万元")
    assert codes(goal(*ROWS[:2], cost), only="A3") == []


@pytest.mark.parametrize(
    ("name", "warned"),
    [
        ("效果明显", True),
        ("效果 明显", True),
        ("改善效果明显", False),
        ("本项目不适用此指标", True),
        ("按相关规定执行", True),
        ("合格率", True),
        ("是否满意", False),
    ],
)
def test_a4_a_name_says_what_is_measured(name, warned):
    assert codes(goal(*changed(1, name=name)), only="A4") == ["A4"] * warned


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("因财政资金紧张,结转2024年六运会项目资金，以及以前年度其他项目资金", True),
        ("因财政资金紧张，2024年六运会分两年举办，今年完成田径和游泳等12个项目的比赛", False),
        ("弥补2023年度学校公用经费，用于日常支出，以保证学校的正常运转和各项开支", True),
        (TEXT, False),
    ],
)
def test_a5_a_funding_reason_is_no_goal(text, warned):
    assert len(codes(goal(text=text), only="A5")) == warned


@pytest.mark.parametrize(("same", "told"), [(4, True), (3, False)])
def test_a6_a_list_like_that_of_another_project_is_remarked(same, told):
    other = Sibling("道路养护", frozenset(row.name for row in ROWS[:same]))
    assert codes(goal(siblings=[other])) == ["A6"] * told
    assert codes(goal(siblings=[other], from_library=True)) == []


@pytest.mark.parametrize(
    ("level", "name", "warned"),
    [
        (LevelTwo.ECOLOGICAL_BENEFIT, "对控制基建项目成本影响程度", True),
        (LevelTwo.ECONOMIC_BENEFIT, "工程造价下降率", True),
        (LevelTwo.ECONOMIC_BENEFIT, "节约成本金额", False),
        (LevelTwo.SOCIAL_BENEFIT, "受益居民人数", False),
    ],
)
def test_a7_a_cost_is_no_benefit(level, name, warned):
    assert codes(goal(*changed(3, level=level, name=name)), only="A7") == ["A7"] * warned


def test_a7_satisfaction_is_asked_of_people():
    found = one(goal(*changed(4, name="整编资料审核", cells={"level2": "C15"})), "A7")
    assert (found.level, found.cell) == (Severity.WARN, "C15")


def test_a8_quantities_have_to_do_with_the_project_or_its_goal():
    rows = changed(0, name="硬化村组道路里程", target=Decimal(12), unit="公里")
    text = "建设高标准农田5000亩，亩均增产不低于8%，带动农户增收，耕地质量提高一个等级以上。"
    assert codes(goal(*rows, text=text, project="高标准农田建设项目"), only="A8") == ["A8"]
    assert codes(goal(*rows, text=f"硬化道路，{text}", project="高标准农田"), only="A8") == []
    assert codes(goal(*rows, text=text, project="农村道路建设项目"), only="A8") == []
    assert codes(goal(*rows, text=text, project=""), only="A8") == []
    hollow = changed(0, name="完成建设任务数")
    assert codes(goal(*hollow, text=text, project="高标准农田建设"), only="A8") == []


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("投放鱼苗425万粒，增殖渔业资源。", True),
        ("投放鱼苗550万粒，增殖渔业资源。", False),
        ("投放鱼苗5,500,000粒，增殖渔业资源。", False),
        ("培训渔民425人，投放鱼苗一批。", False),
        ("鱼苗经费425万元。", False),
    ],
)
def test_a9_goal_and_indicator_say_the_same_number(text, warned):
    rows = changed(0, name="投放鱼苗数量", target=Decimal(5_500_000), unit="粒")
    assert codes(goal(*rows, text=text), only="A9") == ["A9"] * warned


def test_a9_a_number_may_be_that_of_any_indicator_of_its_kind():
    text = "学生满意度不低于95%，家长满意度不低于90%。"
    rows = [
        draft("学生满意度", LevelTwo.SERVED_SATISFACTION, 5, target=Decimal(95)),
        draft("家长满意度", LevelTwo.SERVED_SATISFACTION, 5),
        replace(ROWS[0], operator=Operator.QUALITATIVE, target=None),
    ]
    assert codes(goal(*rows, text=text), only="A9") == []
