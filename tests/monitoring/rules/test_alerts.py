"""A report that is not filed."""

import pytest

from monitoring.rules.alerts import missing_report


@pytest.mark.parametrize(
    ("days_late", "light", "words"),
    [
        (-3, "grey", ""),
        (0, "grey", ""),
        (1, "yellow", "监控填报逾期1个工作日未送审 → 黄灯"),
        (4, "yellow", "监控填报逾期4个工作日未送审 → 黄灯"),
        (5, "red", "监控填报逾期5个工作日未送审，已满5个 → 红灯"),
        (6, "red", "监控填报逾期6个工作日未送审，已满5个 → 红灯"),
    ],
)
def test_a_missing_report_is_yellow_at_once_and_red_after_five_working_days(
    days_late, light, words
):
    found = missing_report(days_late, red_after=5)
    assert (found.light, found.sentence) == (light, words)


def test_a_pack_without_the_term_says_nothing_of_missing_reports():
    assert missing_report(9, red_after=None).light == "grey"
