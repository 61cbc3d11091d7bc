"""What a letter says: exact amounts, nothing secret, its number and its last day."""

from datetime import date

import pytest

from lifecycle.rules.approval_letter import (
    Approved,
    content_of,
    in_wan_exactly,
    letter_words,
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
    given = {
        "code": "5201", "name": "校舍维修", "kind": "project", "unit": "第一小学", "version": 1,
    } | more  # fmt: skip
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


PROJECT, POLICY, WHOLE = ("project", "10000"), ("policy", "20000"), ("department", "30000.01")
APART = "另批复部门整体绩效目标1项，其资金包含所属项目的资金，不重复计入。"


@pytest.mark.parametrize(
    ("targets", "amount", "sentence"),
    [
        ([PROJECT], "10000", "1个项目的绩效目标，涉及资金1万元，清单见附件。"),
        ([POLICY, POLICY], "40000", "2项政策的绩效目标，涉及资金4万元，清单见附件。"),
        ([POLICY, PROJECT], "30000", "1个项目和1项政策的绩效目标，涉及资金3万元，清单见附件。"),
        ([WHOLE, PROJECT], "10000", f"1个项目的绩效目标，涉及资金1万元，清单见附件。{APART}"),
        ([WHOLE], "30000.01", "部门整体绩效目标1项，涉及资金3.000001万元，清单见附件。"),
        ([], "0", "0个项目的绩效目标，涉及资金0万元，清单见附件。"),
    ],
)
def test_a_letter_counts_projects_and_policies_and_names_the_whole_apart(targets, amount, sentence):
    found = said(*(approved(amount, kind=kind) for kind, amount in targets))
    assert (found["amount"], found["said"]) == (amount, sentence)
    kinds = [kind for kind, _amount in targets]
    listed = [one["kind"] for one in found["projects"]]
    assert listed == sorted(kinds, key=lambda kind: kind == "department")


def test_what_is_secret_is_said_last():
    found = said(approved("10000"), approved("1", kind="department"), secret=2)
    assert found["said"].endswith(f"{APART}另有涉密项目2个，绩效目标一并批复，不列入清单。")


def words(content):
    day = date(2023, 3, 1)
    return letter_words(
        content, number="1号", supplements=False, issued_on=day, last_day=day, sha256="s"
    )


def test_a_letter_issued_before_it_kept_its_sentence_says_what_it_said():
    content = said(approved("10000"), approved("10000.5", kind="department"), secret=1)
    before = content | {"amount": "20000.5"}
    del before["said"]
    before["projects"] = [
        {name: value for name, value in one.items() if name != "kind"} for one in before["projects"]
    ]
    assert words(before)["said"] == (
        "2个项目的绩效目标，涉及资金2.00005万元，清单见附件。"
        "另有涉密项目1个，绩效目标一并批复，不列入清单。"
    )
    assert [one["note"] for one in words(before)["projects"]] == ["", ""]
    assert words(content)["said"] == content["said"]
    assert [one["note"] for one in words(content)["projects"]] == ["", "（部门整体）"]


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
