"""What rules write is told in the reader's language; what people wrote stays."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.utils import translation

from lifecycle.rules.indicators import Attainment, LevelTwo, Operator
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.quality import GoalDraft, IndicatorDraft, findings
from lifecycle.rules.quality.drafts import Change, Past, Track
from lifecycle.sentences import told
from monitoring.rules.lights import Possibility, Reading, execution_light, indicator_light
from monitoring.rules.limits import limits_of
from monitoring.rules.together import mismatch
from monitoring.rules.verdict import Measured, verdict
from tests.conftest import NOON

LIMITS = limits_of(NATIONAL.lights)
CHINESE = re.compile(r"[\u3400-\u9fff]")
AMOUNTS = [None, *(Decimal(n) for n in ("0", "1", "34.99", "55", "90", "101", "300"))]


def english(text):
    with translation.override("en"):
        return told(text)


def execution():
    return (
        execution_light(paid, budget=budget, month=month, limits=LIMITS)
        for paid, budget, month in product(AMOUNTS, (None, Decimal(0), Decimal(100)), (1, 7, 12))
    )


def indicators():
    for operator, actual, target in product(Operator, AMOUNTS, (None, Decimal(0), Decimal(90))):
        for due, attained in product((None, 12), (None, *Attainment)):
            reading = Reading(
                operator, target, actual, target_high=Decimal(95), due_month=due, attained=attained
            )
            yield indicator_light(reading, month=6, limits=LIMITS)
    reading = Reading(Operator.GE, possibility=Possibility.IMPOSSIBLE)
    yield indicator_light(reading, month=6, limits=LIMITS)


def gaps():
    return (
        mismatch(goal, execution=paid, limits=LIMITS) for goal, paid in product(AMOUNTS, AMOUNTS)
    )


def projects():
    for paid, done in product(AMOUNTS, AMOUNTS):
        reading = Reading(Operator.GE, target=Decimal(100), actual=done)
        measured = [Measured(str(n), Decimal(50), True, reading) for n in range(2)]
        found = verdict(paid, budget=Decimal(100), measured=measured, month=6, limits=LIMITS)
        yield from (found.project, found.goal, found.execution)


@pytest.mark.parametrize("judgements", [execution, indicators, gaps, projects])
def test_every_sentence_of_a_light_has_an_english_one(judgements):
    sentences = {one.sentence for one in judgements()}
    assert len(sentences) > 5
    assert [text for text in sentences if CHINESE.search(english(text))] == []


def goals():
    """Goals with every kind of fault that the rules know."""
    drafts = [
        IndicatorDraft("甲", level, operator, weight, target, unit=unit)
        for level in LevelTwo
        for operator in Operator
        for target in (None, Decimal(-1), Decimal(0), Decimal(1), Decimal(100))
        for weight, unit in ((None, ""), (Decimal(50), "%"))
    ]
    ahead = [replace(draft, track=Track(blue=True, impossible=9)) for draft in drafts]
    past = tuple(Past(year, Decimal(1), Decimal(200)) for year in (2022, 2021, 2020))
    slow = [replace(draft, past=past, reference=Decimal(500)) for draft in drafts]
    changed = Change(
        initial=Decimal(1), annual=Decimal(2), over=Decimal(20), today=NOON.date(),
        file_by=NOON.date(), altered=("单位",), filed_on=NOON.date(), closes=date(2022, 1, 1),
    )  # fmt: skip
    suspended = replace(changed, annual=Decimal(0), suspended=True)
    cases = ((9_000_000, None), (1, None), (None, changed), (None, suspended))
    for given in ([], drafts, ahead, slow):
        for amount, change in cases:
            money = None if amount is None else Decimal(amount)
            yield GoalDraft("略", money, given, NATIONAL.layout, change=change, year=2023)


def test_every_finding_about_a_goal_has_an_english_one():
    found = {finding for goal in goals() for finding in findings(goal)}
    assert len({finding.code for finding in found}) > 15
    written = {
        (finding.code, text)
        for finding in found
        for text in (finding.sentence, finding.why, finding.mend)
    }
    assert len(written) > 85
    said = [(code, english(text)) for code, text in sorted(written)]
    assert [one for one in said if CHINESE.search(one[1].replace("甲", ""))] == []


def test_figures_and_order_survive_the_translation():
    written = "7月末应支出58.33%，实际34.99%，进度比59.99% < 60% → 红灯"
    wanted = "By the end of month 7 58.33% was to be spent, 34.99% is; pace 59.99% < 60% → Red"
    assert english(written) == wanted


@pytest.mark.parametrize(
    "text", ["同意", "红灯", "请核对 → 再报", "7月末应支出很多", "缺少人手", "按期完成", "—", ""]
)
def test_what_a_person_wrote_stays_as_it_is(text):
    assert english(text) == text


def test_a_persons_words_before_a_rules_stay_and_the_rules_are_told():
    written = "支付停滞，请整改（目标不判灯，执行红灯 → 项目红灯）"
    assert english(written) == (
        "支付停滞，请整改 (goal: not judged, execution: Red → project: Red)"
    )


def test_in_the_language_of_the_rules_nothing_changes():
    text = "尚未报送监控情况，不判灯"
    with translation.override("zh-hans"):
        assert told(text) == text
    assert told(text) == text
