"""The command that checks a filled self-evaluation prints it, or says why it is none."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.lifecycle.workbooks import SAMPLES

JISHAN = str(SAMPLES / "self_evaluations/jishan2020_medins.xlsx")


def test_a_form_is_printed_as_json(capsys):
    call_command("check_self_evaluation", JISHAN, "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert (found["project"], found["total"]) == ("建档立卡个人缴费县级配套资金", "94")
    assert found["indicators"][0] == {
        "level1": "产出", "level2": "数量", "name": "全县参合人数", "operator": "=",
        "target": "8755", "unit": "人", "actual": "8676人", "weight": "15", "score": "13",
        "cell": "D13",
    }  # fmt: skip


def test_without_json_each_finding_is_a_line(capsys):
    call_command("check_self_evaluation", JISHAN)
    assert "block E1 H19 各行得分合计93，总分写的是94" in capsys.readouterr().out.splitlines()


def test_another_form_leaves_with_2():
    with pytest.raises(CommandError, match="不是项目支出绩效自评表") as refused:
        call_command("check_self_evaluation", str(SAMPLES / "goal_forms/jinan2025_tennis.xlsx"))
    assert refused.value.returncode == 2
