import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.deadlines import Deadline, WorkCalendar, due_on
from lifecycle.rules.pack import NATIONAL, PackError, band, from_json, to_json


def body():
    return json.loads(json.dumps(to_json(NATIONAL)))


def changed(path, value):
    whole = part = body()
    *way, last = path
    for key in way:
        part = part[key]
    part[last] = value
    return whole


def faults(whole):
    with pytest.raises(PackError) as refused:
        from_json(whole)
    assert str(refused.value) == "；".join(refused.value.faults)
    return refused.value.faults


def test_the_national_pack_is_the_same_after_json():
    assert from_json(body()) == NATIONAL
    assert to_json(from_json(body())) == body()


def test_the_body_is_written_in_exact_text():
    written = body()
    assert written["lights"]["red_below"] == "60"
    assert written["grades"][0] == ["90", "优"]
    assert written["consequences"]["fair"] == "0.80"
    assert written["deadlines"]["report.filling"] == {"workdays": 10}
    assert written["deadlines"]["appraisal.pending"] == {"by": [8, 15, -1]}
    assert written["amendment"] == {"change_over": "20", "file_workdays": 15, "closes": [11, 30]}
    assert written["reporting_months"] == [4, 6, 7, 10]
    assert written["publication"] == {"min_key_projects": 2, "days": 20}
    assert written["appraisal"]["min_amount"] == "5000000"


@given(st.dictionaries(st.sampled_from(sorted(NATIONAL.lights)), st.decimals(81, 999, places=3)))
def test_changed_numbers_survive_json(numbers):
    numbers.pop("red_below", None)
    whole = body()
    whole["lights"] |= {key: str(number) for key, number in numbers.items()}
    pack = from_json(whole)
    assert pack.lights == NATIONAL.lights | numbers
    assert from_json(json.loads(json.dumps(to_json(pack)))) == pack


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (["name"], " ", "name：应为文字，且不能为空"),
        (["name"], "a\u202eb", "name：第2个字符（U+202E）不可见或不可用，请删除"),
        (["version"], 1, "version：应为文字，且不能为空"),
        (["lights"], [], "lights：应为一组名称和值"),
        (["lights", "red"], "60", "lights.red：没有这一项"),
        (["lights", "red_below"], "80", "lights：red_below应小于green_from"),
        (["grades"], {}, "grades：应为列表"),
        (["grades", 1], ["80"], "grades[1]：应为2项的列表"),
        (["grades", 1, 0], "90", "grades：等级分数线应由高到低，最后为0"),
        (["grades", 3, 0], "0.01", "grades：等级分数线应由高到低，最后为0"),
        (["grades", 1, 1], "优", "grades：应有4个名称不同的等级"),
        (["layout", "tables", 2, "output"], "49.99", "layout：tables[2]合计应为90"),
        (["layout", "execution"], "20", "layout：tables[0]合计应为80"),
        (["layout", "tables", 0, "process"], "5", "layout.tables[0].process：没有这一项"),
        (["appraisal", "weights", "goal"], "25", "appraisal：weights合计应为100"),
        (["appraisal", "support_from"], "60", "appraisal：partial_from应小于support_from"),
        (["appraisal", "min_experts"], True, "appraisal.min_experts：应为1到99之间的整数"),
        (["amendment", "closes"], [2, 29], "amendment：closes不是有效的月日"),
        (["scoring", "method"], "x", "scoring.method：应为ratio、whole之一"),
        (["scoring", "bands", "partly", 1], "0.81", "scoring：bands各档不应重叠，程度越低分值越低"),
        (["scoring", "bands", "missed"], ["0.6", "0"], "scoring：bands各档的下限不应大于上限"),
        (
            ["scoring", "caps"],
            [["70", "79"], ["80", "89"]],
            "scoring：caps应由高到低，分数不应回升",
        ),
        (
            ["scoring", "satisfaction"],
            [["90", "100"], ["90", "80"]],
            "scoring：satisfaction应由高到低，分数不应回升",
        ),
        (
            ["scoring", "overshoot", "explain_over"],
            "1.31",
            "scoring：overshoot.explain_over不应大于reduce_over",
        ),
        (
            ["scoring", "reverse_zero"],
            "100",
            'scoring.reverse_zero：应为101到1000之间的数，并写成文字（如"60"）',
        ),
        (["consequences", "good"], "0.79", "consequences：等级越差，系数不应越大"),
        (["reporting_months"], [4, 4], "reporting_months：应由小到大列出，不重复且不为空"),
        (["reporting_months"], [], "reporting_months：应由小到大列出，不重复且不为空"),
        (["reporting_months"], [0], "reporting_months[0]：应为1到12之间的整数"),
        (["deadlines", "report.draft"], {}, "deadlines.report.draft：没有这一项"),
        (
            ["deadlines", "report.filling"],
            {"workdays": 10, "days": 10},
            "deadlines.report.filling：期限应在workdays、days、by中只写一项",
        ),
        (
            ["deadlines", "report.filling"],
            {"by": [2, 29, 0]},
            "deadlines.report.filling：by不是每年都有的月日",
        ),
        (
            ["deadlines", "report.filling"],
            {"workdays": 0},
            "deadlines.report.filling.workdays：应为1到366之间的整数",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(path, value, fault):
    assert fault in faults(changed(path, value))


@pytest.mark.parametrize("value", [0.6, True, None, "abc", "NaN", "Infinity", "-0.01", "1000.01"])
def test_a_number_that_is_not_exact_or_out_of_bounds_is_refused(value):
    assert faults(changed(["lights", "red_below"], value)) == [
        'lights.red_below：应为0到1000之间的数，并写成文字（如"60"）'
    ]


def test_all_faults_are_named_at_once():
    whole = changed(["lights", "red_below"], "x")
    whole["grades"][0][0] = "79"
    whole["deadlines"]["report.filling"] = {}
    del whole["publication"], whole["appraisal"]["spread"]
    assert len(faults(whole)) == 5
    assert len(faults({})) == 11
    assert faults([]) == ["：应为一组名称和值"]


def test_a_body_older_than_the_scoring_table_is_scored_the_national_way():
    whole = body()
    del whole["scoring"]
    assert from_json(whole) == NATIONAL
    assert from_json(whole | {"scoring": {"floor": "60"}}).scoring.floor == 60


def test_a_state_left_out_has_no_deadline_and_a_layout_may_be_free():
    whole = body()
    del whole["deadlines"]["report.filling"]
    whole["layout"]["tables"] = []
    pack = from_json(whole)
    assert pack.deadlines.get("report.filling") is None
    assert pack.layout.tables == ()


@pytest.mark.parametrize(
    ("key", "deadline"),
    [
        ("appraisal.pending", Deadline(by=(8, 15, -1))),
        ("appraisal.self_assessing", Deadline(by=(8, 31, -1))),
        ("appraisal.dept_review", Deadline(by=(9, 10, -1))),
        ("appraisal.desk_review", Deadline(workdays=20)),
        ("appraisal.key_selected", Deadline(workdays=10)),
        ("appraisal.expert_scoring", Deadline(workdays=10)),
        ("appraisal.report_draft", Deadline(workdays=10)),
        ("appraisal.consulting", Deadline(workdays=5)),
        ("target.approved", Deadline(days=20)),
        ("report.filling", Deadline(workdays=10)),
        ("report.dept_review", Deadline(workdays=5)),
        ("report.biz_review", Deadline(workdays=5)),
        ("report.july_dept_review", Deadline(by=(8, 31, 0))),
        ("rectification.issued", Deadline(workdays=3)),
        ("key_evaluation.draft_report", Deadline(workdays=10)),
        ("application.dept_objection", Deadline(workdays=5)),
    ],
)
def test_the_national_deadlines_are_those_of_the_rules(key, deadline):
    assert NATIONAL.deadlines[key] == deadline


def test_an_appraisal_is_due_in_the_year_before_its_budget():
    due = due_on(
        NATIONAL.deadlines["appraisal.pending"],
        entered=date(2024, 7, 1),
        year=2025,
        calendar=WorkCalendar(),
    )
    assert due == date(2024, 8, 15)


@pytest.mark.parametrize(
    ("score", "place"),
    [("100", 0), ("89.995", 0), ("89.994", 1), ("79.995", 1), ("60", 2), ("59.99", 3), ("0", 3)],
)
def test_a_score_reaches_the_first_band_it_can(score, place):
    assert band(Decimal(score), grades=NATIONAL.grades) == place


@pytest.mark.parametrize("score", ["100.005", "-0.005"])
def test_a_score_out_of_bounds_has_no_band(score):
    with pytest.raises(ValueError, match="between 0 and 100"):
        band(Decimal(score), grades=NATIONAL.grades)


def test_a_pack_written_before_bonds_and_samples_were_judged_means_the_national_numbers():
    body = to_json(NATIONAL)
    del body["appraisal"]["bond_weights"], body["appraisal"]["sample"]
    assert from_json(body) == NATIONAL
    del body["appraisal"]["spread"]
    with pytest.raises(PackError, match="spread：缺少这一项"):
        from_json(body)


def test_the_points_of_a_bond_add_up_as_well():
    body = to_json(NATIONAL)
    body["appraisal"]["bond_weights"]["goal"] = "6"
    with pytest.raises(PackError, match="bond_weights合计应为100"):
        from_json(body)
