"""The glossary is read whole from the text in which it is kept."""

import re
from pathlib import Path

from lifecycle.rules.glossary import Term, sections

TEXT = (Path(__file__).parents[3] / "docs/glossary.md").read_text()


def test_a_table_becomes_terms_under_both_headings():
    text = "# 词汇\n\n## Who 谁\n\n| 中文 | English | code |\n|---|---|---|\n| 单位 | unit | U |\n"
    found = sections(text)
    assert [(one.chinese, one.english) for one in found] == [("谁", "Who")]
    assert found[0].terms == (Term("单位", "unit"),)


def test_a_heading_without_a_table_is_no_section():
    assert sections("## Who 谁\n\nwords\n") == []


def test_no_row_and_no_heading_of_the_project_is_left_out():
    found = sections(TEXT)
    assert len(found) == len(re.findall(r"^## ", TEXT, re.MULTILINE))
    rows = [line for line in TEXT.splitlines() if line.startswith("| ")]
    assert sum(len(one.terms) for one in found) == len(rows) - len(found)
    assert all(term.chinese and term.english for one in found for term in one.terms)
