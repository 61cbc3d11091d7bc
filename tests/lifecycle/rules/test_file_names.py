"""What is left of an uploaded name."""

import pytest

from lifecycle.rules.file_names import LONGEST, clean_name, ending_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("验收报告.pdf", "验收报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\报告.docx", "报告.docx"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("a\u200bb.pdf", "ab.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ('a"b<c>:|?*.pdf', "a_b_c_____.pdf"),
        ("  .. 报告 .pdf. ", "报告 .pdf"),
        ("\ud800.pdf", "pdf"),
        ("..", ""),
        ("", ""),
    ],
)
def test_a_name_is_one_clean_line_without_a_path(raw, clean):
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_ending():
    clean = clean_name("字" * 300 + ".docx")
    assert len(clean) == LONGEST
    assert clean.endswith("字.docx")
    assert clean_name("a." + "b" * 300) == ""


def test_the_ending_is_in_small_letters():
    assert (ending_of("A.PDF"), ending_of("a.tar.gz"), ending_of("pdf")) == ("pdf", "gz", "")
