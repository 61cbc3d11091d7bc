from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules.formulas import bare, harmless
from lifecycle.rules.goal_sheet import aim_text
from lifecycle.rules.indicators import Operator
from lifecycle.rules.typed_aim import Aim, read_aim

RANGE, WORDS, YES = Operator.RANGE, Operator.QUALITATIVE, Operator.BOOL


@pytest.mark.parametrize(
    ("aim", "text"),
    [
        (Aim(Operator.GE, "", Decimal("10.0000"), unit="所"), "≥10所"),
        (Aim(Operator.EQ, "", Decimal(0), unit="%"), "＝0%"),
        (Aim(Operator.LE, "", Decimal("1.5"), unit="万元"), "≤1.5万元"),
        (Aim(Operator.LT, "", Decimal(-5), unit="%"), "＜-5%"),
        (Aim(RANGE, "", Decimal(80), Decimal(90), unit="%"), "80~90%"),
        (Aim(Operator.DATE_LE, "", due=date(2023, 11, 30)), "2023年11月30日前"),
        (Aim(WORDS, "效果明显"), "效果明显"),
        (Aim(WORDS, "≥5"), "定性≥5"),
        (Aim(YES, "是"), "是"),
        (Aim(YES, ""), "是否"),
    ],
)
def test_a_value_is_written_as_people_type_it_and_reads_back(aim, text):
    assert aim_text(aim) == text
    found = read_aim(text)
    assert (found.operator, found.target, found.target_high) == (
        aim.operator, aim.target, aim.target_high,
    )  # fmt: skip
    assert (found.unit, found.due) == (aim.unit, aim.due)
    if aim.operator in (WORDS, YES):
        assert found.wording == aim.wording


def test_what_no_spelling_holds_is_still_written():
    assert aim_text(Aim(RANGE, "", Decimal(-5), Decimal(-3), unit="%")) == "-5~-3%"
    assert aim_text(Aim(Operator.GE, "")) == "≥"
    assert aim_text(Aim(Operator.DATE_LE, "年底")) == "年底"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx"])
def test_a_text_that_could_run_is_marked_and_the_mark_comes_off(text):
    assert harmless(text) == f"'{text}"
    assert bare(harmless(text)) == text


@pytest.mark.parametrize("text", ["", "'引号'", "年度", "'"])
def test_any_other_text_stays_as_it_is(text):
    assert bare(harmless(text)) == text
