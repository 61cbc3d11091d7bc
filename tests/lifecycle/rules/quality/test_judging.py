from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules import quality
from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.quality import GoalDraft, IndicatorDraft, Severity

GOAL = "完成281条背街小巷改造，改善城市面貌，提高城市功能，让沿街居民出行更加安全方便。"
AMOUNT = Decimal(4_999_999)


def draft(name, level, weight, **parts):
    given = {"operator": Operator.GE, "target": Decimal(90), "unit": "%"} | parts
    return IndicatorDraft(name=name, level=level, weight=Decimal(weight), **given)


GOOD = [
    draft("改造背街小巷数量", LevelTwo.QUANTITY, 20, target=Decimal(281), unit="条"),
    draft("工程验收合格率", LevelTwo.QUALITY, 20),
    draft("完工时间", LevelTwo.TIMELINESS, 10, operator=Operator.DATE_LE, due=date(2025, 12, 1)),
    draft(
        "居民出行改善",
        LevelTwo.SOCIAL_BENEFIT,
        30,
        operator=Operator.QUALITATIVE,
        unit="",
        wording="明显",
    ),
    draft("居民满意度", LevelTwo.SERVED_SATISFACTION, 10),
]


def goal(text=GOAL, indicators=GOOD, amount=AMOUNT, **options):
    return GoalDraft(text, amount, indicators, NATIONAL.layout, **options)


def faults(**parts):
    return quality.goal_faults(goal(**parts))


def test_a_complete_goal_may_be_filed():
    assert faults() == []


@pytest.mark.parametrize(
    ("missing", "sentence"),
    list(enumerate([f"缺少{name}指标" for name in ("数量", "质量", "时效", "效益", "满意度")])),
)
def test_each_required_second_level_is_asked_for(missing, sentence):
    assert sentence in faults(indicators=[*GOOD[:missing], *GOOD[missing + 1 :]])


def test_a_waived_level_is_not_asked_for():
    halves = [replace(GOOD[3], name=name, weight=Decimal(20)) for name in ("出行改善", "面貌改善")]
    rest = [*GOOD[:3], *halves]
    assert faults(indicators=rest) == ["缺少满意度指标"]
    assert faults(indicators=rest, waived={"satisfaction"}) == []


@pytest.mark.parametrize("level", quality.REQUIRED["benefit"][1])
def test_any_one_benefit_will_do(level):
    assert faults(indicators=[*GOOD[:3], replace(GOOD[3], level=level), GOOD[4]]) == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("改造281条小巷" + "好" * 22, []),
        ("改造281条小巷" + "好" * 21, ["绩效目标应不少于30个字，现为29个字"]),
        ("改造281条小巷 \n" + "好" * 21, ["绩效目标应不少于30个字，现为29个字"]),
        ("好" * 30, ["绩效目标应写明可衡量的数字"]),
        ("好" * 29 + "９", []),
        ("", ["绩效目标应不少于30个字，现为0个字", "绩效目标应写明可衡量的数字"]),
    ],
)
def test_the_goal_text_is_long_enough_and_has_a_number(text, sentences):
    assert faults(text=text) == sentences


def test_weights_off_the_layout_block():
    heavy = [replace(GOOD[0], weight=Decimal("20.01")), *GOOD[1:]]
    assert faults(indicators=heavy) == ["指标权重合计应为90，现为90.01"]


@pytest.mark.parametrize(
    ("parts", "sentences"),
    [
        ({"target": None}, ["缺少目标值"]),
        ({"target": Decimal("NaN")}, ["缺少目标值"]),
        ({"unit": " "}, ["缺少计量单位"]),
        ({"target": None, "unit": ""}, ["缺少计量单位", "缺少目标值"]),
        ({"target": Decimal(0)}, ["的目标值应大于0"]),
        ({"target": Decimal("0.01")}, []),
        ({"target": Decimal("-0.01")}, ["的目标值不能为负数"]),
        ({"operator": Operator.EQ, "target": Decimal(0)}, []),
        ({"operator": Operator.LE, "target": Decimal(0)}, []),
        ({"operator": Operator.LE, "target": Decimal(-1)}, ["的目标值不能为负数"]),
        ({"operator": Operator.RANGE}, ["的区间应由低到高填写"]),
        ({"operator": Operator.RANGE, "target_high": Decimal(90)}, []),
        ({"operator": Operator.RANGE, "target_high": Decimal("89.99")}, ["的区间应由低到高填写"]),
        ({"operator": Operator.RANGE, "target_high": Decimal("NaN")}, ["的区间应由低到高填写"]),
        ({"operator": Operator.DATE_LE, "target": None, "unit": ""}, ["缺少完成日期"]),
        ({"operator": Operator.BOOL, "target": None, "unit": ""}, []),
    ],
)
def test_every_quantitative_indicator_can_be_scored(parts, sentences):
    changed = [GOOD[0], replace(GOOD[1], **parts), *GOOD[2:]]
    assert faults(indicators=changed) == [f"指标“工程验收合格率”{s}" for s in sentences]


@pytest.mark.parametrize(
    ("amount", "count", "warned"),
    [
        (4_999_999, 5, False),
        (4_999_999, 4, True),
        (5_000_000, 8, False),
        (5_000_000, 7, True),
    ],
)
def test_few_indicators_warn_and_do_not_block(amount, count, warned):
    rows = (GOOD * 2)[:count]
    found = quality.findings(goal(indicators=rows, amount=Decimal(amount)))
    assert [one.level for one in found if one.code == "A1"] == [Severity.WARN] * warned


def test_a_finding_names_its_rule_and_place():
    found = quality.findings(goal(text="", indicators=[], waived=["benefit"]))
    assert [(finding.code, finding.place) for finding in found] == [
        ("A1", "indicators"),
        ("A2", "quantity"),
        ("A2", "quality"),
        ("A2", "timeliness"),
        ("A2", "satisfaction"),
        ("A5", "text"),
        ("A5", "text"),
        ("WEIGHT", "indicators"),
    ]
