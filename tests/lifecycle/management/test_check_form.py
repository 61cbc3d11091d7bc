"""The command that checks a filled form prints it with its findings, or says why it is none."""

import json

import pytest
from django.core.management import CommandError, call_command

from lifecycle.models import Target
from tests.lifecycle.workbooks import ROWS, SAMPLES, goal_form, workbook

pytestmark = pytest.mark.django_db


def checked(raw, folder, *options):
    path = folder / "form.xlsx"
    path.write_bytes(raw)
    call_command("check_form", str(path), *options)


def test_a_clean_form_is_printed_as_json_and_nothing_is_saved(tmp_path, capsys):
    checked(goal_form(ROWS[:1]), tmp_path, "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert found["project"] == "校舍维修"
    assert found["indicators"] == [
        {
            "level1": "产出", "level2": "数量", "name": "维修校舍数量", "operator": ">=",
            "target": "10", "unit": "所", "weight": 20, "cell": "D11",
        }
    ]  # fmt: skip
    assert {"rule": "A2", "level": "block", "cell": "D10", "sentence": "缺少质量指标"} in found[
        "findings"
    ]
    assert set(found) == {"project", "indicators", "findings"}
    assert not Target.objects.exists()


def test_without_json_it_is_told_in_lines(tmp_path, capsys):
    checked(goal_form(text="修好校舍"), tmp_path)
    assert capsys.readouterr().out.splitlines() == [
        "校舍维修：5个指标，2个问题",
        "block A5 B9 绩效目标应不少于30个字，现为4个字",
        "block A5 B9 绩效目标应写明可衡量的数字",
    ]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ((SAMPLES / "self_evaluations/jishan2020_medins.xlsx").read_bytes(), "自评表"),
        (workbook([["花名册"], ["姓名", "电话"]]), "不是项目支出绩效目标申报表"),
        (workbook([]), "不是项目支出绩效目标申报表"),
        (workbook([["甲", ""]], formulas=[("B1", "=SUM(A1)")]), "单元格B1是公式"),
        (b"not a workbook", "不是.xlsx工作簿"),
    ],
)
def test_what_is_no_such_form_leaves_with_2_and_one_sentence(raw, sentence, tmp_path, capsys):
    with pytest.raises(CommandError, match=sentence) as refused:
        checked(raw, tmp_path, "--format", "json")
    assert refused.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there_leaves_with_2(tmp_path):
    with pytest.raises(CommandError, match="无法读取文件") as refused:
        call_command("check_form", str(tmp_path / "none.xlsx"))
    assert refused.value.returncode == 2
