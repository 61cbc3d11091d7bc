import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.text import FORBIDDEN_LINE, FORBIDDEN_PROSE, sought, text_fault, tidied

NAMED = [
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    0x2060,
    *range(0x2066, 0x206A),
    0xFEFF,
    0xD800,
    0xDBFF,
    0xDC00,
    0xDFFF,
]
NEIGHBOURS = [0x20, 0x7E, 0xA0, 0x200A, 0x2010, 0x2027, 0x202F, 0x205F, 0x2061, 0x2065, 0x206A]
NEIGHBOURS += [0xFEFE, 0xFF01, 0xD7FB, 0xE000]


@pytest.mark.parametrize("code", NAMED, ids=hex)
def test_a_refused_character_is_named_with_its_place(code):
    fault = text_fault(f"绩效{chr(code)}目标", multiline=False)
    assert fault.startswith("第3个字符")


@pytest.mark.parametrize("code", NAMED, ids=hex)
def test_prose_allows_only_newline_and_tab_of_them(code):
    fault = text_fault(f"绩效{chr(code)}目标", multiline=True)
    assert (fault == "") is (chr(code) in "\n\t")


@pytest.mark.parametrize("code", NEIGHBOURS, ids=hex)
def test_the_characters_beside_the_refused_ones_are_allowed(code):
    assert text_fault(f"甲{chr(code)}乙", multiline=False) == ""


def test_the_sentences_say_what_to_do():
    assert text_fault("a\nb", multiline=False) == "第2个字符是换行或制表符，请删除"
    assert text_fault("ab\u202e", multiline=True) == "第3个字符（U+202E）不可见或不可用，请删除"
    assert text_fault("e\u0301", multiline=False) == "文字未按统一码规范合成（NFC），请重新输入"
    assert text_fault("农村“五治”及治风宣传经费（贵阳）", multiline=False) == ""
    assert text_fault("", multiline=False) == ""


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), st.booleans())
def test_python_and_the_class_for_postgresql_agree(value, multiline):
    pattern = FORBIDDEN_PROSE if multiline else FORBIDDEN_LINE
    composed = unicodedata.is_normalized("NFC", value)
    clean = not re.search(pattern, value) and composed
    assert (text_fault(value, multiline=multiline) == "") is clean


@given(st.text())
def test_tidied_text_is_composed_and_has_no_carriage_return(value):
    tidy = tidied(value)
    assert unicodedata.is_normalized("NFC", tidy)
    assert "\r" not in tidy
    assert tidied(tidy) == tidy


def test_browser_line_ends_become_newlines():
    assert tidied("一\r\n二\r三\n四") == "一\n二\n三\n四"


@pytest.mark.parametrize("pattern", [FORBIDDEN_LINE, FORBIDDEN_PROSE])
def test_the_class_can_stand_in_a_quoted_sql_string(pattern):
    assert pattern.isascii()
    assert pattern.isprintable()
    assert not set(pattern) & set("'\"%")


def test_full_width_digits_and_letters_are_sought_as_plain_ones_and_brackets_as_they_are():
    assert sought("０４３０Ａｂ（一期）") == "0430Ab（一期）"
