"""Small marks: what is shown, what is exact, and what is said to whoever does not see it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from lifecycle.models import Holiday
from lifecycle.rules.deadlines import WorkCalendar
from lifecycle.rules.due import due
from lifecycle.templatetags import marks

TODAY = date(2023, 3, 1)
CALENDAR = WorkCalendar(known_years=frozenset({2023}))


@pytest.mark.parametrize(
    ("unit", "shown"), [("wan", "1,234.57"), ("yuan", "12,345,678.91"), ("yi", "0.12")]
)
def test_an_amount_is_rounded_to_read_and_exact_to_copy(unit, shown):
    found = marks.amount(Decimal("12345678.91"), unit)
    assert f'value="12345678.91" title="12,345,678.91 元">{shown}</data>' in found


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("99999999.99"), "10,000.00</data>\xa0万元"),
        (Decimal(100000000), "1.00</data>\xa0亿元"),
        (Decimal(-100000000), "-1.00</data>\xa0亿元"),
    ],
)
def test_an_automatic_unit_turns_at_a_hundred_million(value, shown):
    assert marks.amount(value, "auto", show=True).endswith(shown)


def test_zero_is_zero_and_what_is_missing_says_so():
    assert marks.amount(Decimal("0.00")).endswith(">0</data>")
    missing = marks.amount(None, none="尚未下达")
    assert 'title="尚未下达"' in missing
    assert '<span class="vh">尚未下达</span>' in missing
    assert "data" not in missing


def test_a_percentage_that_cannot_be_reckoned_is_a_dash_with_its_reason():
    assert ">71.67%<" in marks.percent(Decimal("71.6666"))
    assert "无法计算" in marks.percent(None)


@pytest.mark.parametrize("colour", ["red", "yellow", "green", "blue", "grey"])
def test_every_light_has_a_shape_of_its_own_a_word_and_its_sentence(colour):
    shape, word = marks.SHAPES[colour]
    found = marks.light(colour, "低于<序时>进度")
    assert f'd="{shape}"' in found
    assert str(word) in found
    assert "低于&lt;序时&gt;进度" in found
    assert len({path for path, _word in marks.SHAPES.values()}) == 5


def test_no_light_yet_is_grey():
    assert "不判灯" in marks.light("")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "今天到期"), (1, "剩1个工作日"), (3, "剩2个工作日"), (-1, "逾期1个工作日"),
     (-2, "逾期2个工作日")],
)  # fmt: skip
def test_a_due_date_says_the_working_days_left(days, words):
    found = due(TODAY + timedelta(days=days), today=TODAY, calendar=CALENDAR)
    assert words in marks.due_mark(found)


def test_a_weekend_counts_for_nothing():
    friday, sunday = date(2023, 3, 3), date(2023, 3, 5)
    assert "不足1个工作日" in marks.due_mark(due(sunday, today=friday, calendar=CALENDAR))
    assert "已逾期" in marks.due_mark(due(date(2023, 3, 4), today=sunday, calendar=CALENDAR))


def test_no_due_date_and_a_provisional_one_say_so():
    assert "无期限" in marks.due_mark(None)
    assert "尚未公布" in marks.due_mark(due(date(2024, 1, 2), today=TODAY, calendar=CALENDAR))


@pytest.mark.django_db
def test_the_calendar_is_read_once_for_a_page(django_assert_num_queries):
    Holiday.objects.create(day=TODAY, is_workday=False, name="假日")
    template = Template("{% load components %}{% for day in days %}{% due day %}{% endfor %}")
    days = [TODAY + timedelta(days=n) for n in range(20)]
    with django_assert_num_queries(2):
        template.render(Context({"days": days, "request": RequestFactory().get("/")}))


def test_a_person_is_named_with_seat_place_and_whom_they_act_for():
    found = marks.person("王<b>", "单位经办", "第一小学", "李静")
    assert "王&lt;b&gt;（代李静）" in found
    assert "第一小学 单位经办" in found


def test_the_badge_of_a_state_takes_its_tone_from_the_machine():
    assert '"badge returned">退回修改' in marks.state_of("lifecycle.target", "returned")
    assert "尚未开始" in marks.state_of("lifecycle.target", None)
    with pytest.raises(LookupError):
        marks.state_of("lifecycle.nothing", "draft")


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (999, "999"), (1755, "1,755"), (None, "")])
def test_a_count_is_written_with_commas(count, said):
    assert marks.grouped(count) == said
