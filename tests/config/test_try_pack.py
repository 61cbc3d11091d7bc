"""The command that tries a pack prints what would flip, or every fault of the pack."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from lifecycle.models import RulePack
from lifecycle.rules.pack import NATIONAL, to_json
from monitoring.sweep import sweep
from tests.conftest import YEAR
from tests.monitoring.conftest import JULY, paid

pytestmark = pytest.mark.django_db


def written(folder, **differs):
    path = folder / "mine.json"
    path.write_text(json.dumps(to_json(NATIONAL) | {"name": "mine"} | differs))
    return str(path)


def tried(capsys, named, *options):
    call_command("try_pack", named, "--against", str(YEAR), *options)
    return capsys.readouterr().out


def test_what_would_flip_is_printed_as_json_and_nothing_is_written(target, tmp_path, capsys):
    stricter = to_json(NATIONAL)["quality"] | {"fewest": 6}
    found = json.loads(tried(capsys, written(tmp_path, quality=stricter), "--format", "json"))
    assert found == {
        "pack": "mine",
        "against": YEAR,
        "in_force": "national v1",
        "counts": {"findings": 1, "grades": 0, "lights": 0, "scores": 0},
        "findings": [
            {
                "code": "52010023T000000000001", "project": "校舍维修", "target": target.pk,
                "rule": "A1", "cell": "B10", "sentence": "三级指标宜不少于6个，现有5个",
                "before": "", "after": "warn",
            }
        ],
        "grades": [],
        "lights": [],
        "scores": [],
    }  # fmt: skip
    assert RulePack.objects.count() == 1


def test_without_json_it_is_told_in_lines(target, tmp_path, capsys):
    stricter = to_json(NATIONAL)["quality"] | {"fewest": 6}
    lines = tried(capsys, written(tmp_path, quality=stricter)).splitlines()
    assert lines[:4] == ["findings 1", "grades 0", "lights 0", "scores 0"]
    assert lines[4] == "52010023T000000000001 校舍维修  → warn"


def test_the_pack_in_force_flips_nothing(target, capsys):
    assert "findings 0\ngrades 0\nlights 0\nscores 0\n" in tried(capsys, "national")


def test_every_fault_of_a_pack_is_a_line(year, tmp_path, capsys):
    path = written(tmp_path, lights={}, grades=[])
    with pytest.raises(CommandError, match="规则包有9处错误") as refused:
        tried(capsys, path)
    assert refused.value.returncode == 2
    assert "grades：应有4个名称不同的等级" in capsys.readouterr().err


@pytest.mark.parametrize(("named", "sentence"), [("mars", "没有规则包“mars”")])
def test_an_unknown_pack_is_one_sentence(year, named, sentence, capsys):
    with pytest.raises(CommandError, match=sentence):
        tried(capsys, named)


def test_a_year_that_is_not_open_is_one_sentence(db, capsys):
    with pytest.raises(CommandError, match="2023年度尚未设立"):
        tried(capsys, "national")


@pytest.fixture
def lit(project_year):
    """Sixty of a hundred paid by July: a pace of 102.86, green."""
    paid(project_year, 60)
    sweep(YEAR, month=JULY, as_of=date(2023, 8, 2))


def test_a_past_month_is_told_as_a_matrix_of_old_and_new_lights(lit, tmp_path, capsys):
    path = written(tmp_path, lights=to_json(NATIONAL)["lights"] | {"green_from": "103"})
    found = json.loads(tried(capsys, path, "--month", "7", "--format", "json"))
    assert (found["month"], found["counts"]) == (7, {"lights": 2})
    assert [row["kind"] for row in found["lights"]] == ["execution", "project"]
    assert found["matrix"] == [
        {"kind": kind, "before": before, "after": after, "count": 1, "amount": "100.00"}
        for kind, before, after in (
            ("execution", "green", "yellow"), ("goal", "grey", "grey"),
            ("project", "green", "yellow"),
        )
    ]  # fmt: skip
    lines = tried(capsys, path, "--month", "7").splitlines()
    assert lines[0] == "lights 2"
    assert "project green → yellow 1 100.00" in lines


def test_a_month_that_was_not_judged_is_one_sentence(lit, tmp_path, capsys):
    with pytest.raises(CommandError, match="2023年6月尚未判灯"):
        tried(capsys, written(tmp_path), "--month", "6")
