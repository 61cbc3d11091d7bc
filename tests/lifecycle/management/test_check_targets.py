"""The command that holds a year's targets against the rules prints findings or counts."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(target):
    target.indicators.filter(name="师生满意度").delete()
    return target


def printed(capsys, *options):
    call_command("check_targets", "--year", str(YEAR), *options)
    return capsys.readouterr().out


def test_every_finding_names_target_rule_level_cell_and_sentence(few, capsys):
    found = json.loads(printed(capsys, "--format", "json"))
    assert (found["year"], found["targets"]) == (YEAR, 1)
    named = {"target": few.pk, "code": "52010023T000000000001", "project": "校舍维修"}
    assert found["findings"] == [
        named | {"rule": rule, "level": level, "cell": cell, "sentence": sentence}
        for rule, level, cell, sentence in (
            ("A1", "warn", "B10", "三级指标宜不少于5个，现有4个"),
            ("A2", "block", "B10", "缺少满意度指标"),
            ("WEIGHT", "block", "F10", "指标权重合计应为90，现为80"),
        )
    ]


def test_the_summary_counts_by_rule_and_department(few, capsys):
    found = json.loads(printed(capsys, "--summary", "--format", "json"))
    rules = {"A1": 1, "A2": 1, "WEIGHT": 1}
    department = {"code": "219", "department": "教育局", "findings": 3, "rules": rules}
    assert found == {"year": YEAR, "targets": 1, "rules": rules, "departments": [department]}


def test_without_json_it_is_told_in_lines(few, capsys):
    assert "52010023T000000000001 校舍维修 block A2 B10 缺少满意度指标\n" in printed(capsys)
    assert printed(capsys, "--summary").splitlines()[:3] == ["A1 1", "A2 1", "WEIGHT 1"]


def test_a_year_that_is_not_open_is_one_sentence(year):
    with pytest.raises(CommandError, match="2031年度尚未设立"):
        call_command("check_targets", "--year", "2031")
