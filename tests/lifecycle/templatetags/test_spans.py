"""How long something lasted, in words."""

from datetime import timedelta

import pytest

from lifecycle.templatetags.spans import stretch


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (None, "—"),
        (timedelta(0), "不足1小时"),
        (timedelta(minutes=59, seconds=59), "不足1小时"),
        (timedelta(hours=1), "1小时"),
        (timedelta(hours=23, minutes=59), "23小时"),
        (timedelta(days=1), "1天"),
        (timedelta(days=1, hours=12), "1.5天"),
        (timedelta(days=10), "10天"),
        (timedelta(days=1200), "1,200天"),
    ],
)
def test_a_stretch_is_hours_under_a_day_and_days_from_then_on(span, words):
    assert stretch(span) == words
