"""What a letter says: exact amounts, nothing secret, its number and its last day."""

from datetime import date

import pytest

from lifecycle.rules.approval_letter import (
    Approved,
    content_of,
    in_wan_exactly,
    number_of,
    out_by,
    withdrawal_fault,
)

ROW = {
    "key": "k", "level": "quantity", "name": "维修校舍数量", "operator": "ge", "target": "10",
    "target_high": None, "due": None, "wording": "", "unit": "所", "weight": "20",
}  # fmt: skip
DATED = ROW | {"level": "timeliness", "name": "完工", "operator": "date_le", "target": None,
               "due": "2023-12-31", "unit": "", "weight": "15.5"}  # fmt: skip


def approved(amount, **more):
    content = {"goal": "建成", "amount": amount, "waived": "", "indicators": [ROW, DATED]}
    given = {"code": "5201", "name": "校舍维修", "unit": "第一小学", "version": 1} | more
    return Approved(content_hash="h", content=content, **given)


def said(*targets, secret=0):
    return content_of(targets, department="教育局", bureau="市财政局", year=2023, secret=secret)


def test_the_amounts_add_up_to_the_cent():
    found = said(approved("3000000.01"), approved("0.09"))
    assert (found["amount"], [one["amount"] for one in found["projects"]]) == (
        "3000000.1", ["3000000.01", "0.09"],
    )  # fmt: skip


def test_indicators_are_written_as_in_the_form():
    (project,) = said(approved("1"))["projects"]
    assert project["indicators"] == [
        {"first": "产出指标", "second": "数量指标", "name": "维修校舍数量", "target": "≥10所",
         "weight": "20"},
        {"first": "产出指标", "second": "时效指标", "name": "完工", "target": "2023年12月31日前",
         "weight": "15.5"},
    ]  # fmt: skip


def test_secret_projects_are_counted_alone():
    found = said(secret=2)
    assert (found["secret"], found["projects"], found["amount"]) == (2, [], "0")


@pytest.mark.parametrize(
    ("yuan", "wan"),
    [("3000000", "300"), ("3000000.01", "300.000001"), ("0.01", "0.000001"), ("0", "0"),
     ("999999999999.99", "99999999.999999")],
)  # fmt: skip
def test_an_amount_is_exact_in_wan(yuan, wan):
    assert in_wan_exactly(yuan) == wan


def test_a_number_and_the_last_day_to_publish():
    assert number_of("财绩", year=2023, serial=12) == "财绩〔2023〕12号"
    assert out_by(date(2023, 2, 20), days=20) == date(2023, 3, 12)


@pytest.mark.parametrize(
    ("withdrawn", "newest", "published", "fault"),
    [
        (False, True, [], ""),
        (True, True, [], "该批复已经撤回"),
        (False, False, [], "其后还有补充批复，请先撤回最后一份"),
        (False, True, ["甲", "乙"], "项目“乙”的绩效目标已经公开，批复不能撤回"),
    ],
)
def test_a_letter_is_withdrawn_last_first_and_before_it_is_public(
    withdrawn, newest, published, fault
):
    said = withdrawal_fault(withdrawn=withdrawn, newest=newest, published=published)
    assert said == fault
