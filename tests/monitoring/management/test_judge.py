"""`manage.py judge` against the shipped vectors, in one process and as it is called."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lifecycle.models import RulePack
from lifecycle.rules.money import round_half_up
from lifecycle.rules.pack import NATIONAL, to_json

ROOT = Path(__file__).parents[3]
VECTORS = json.loads((ROOT / "tests/vectors/light-vectors.json").read_text(), parse_float=Decimal)[
    "vectors"
]
HEADER = "kind,month,budget,executed,operator,target,actual"


def line_of(vector):
    if vector["kind"] == "execution":
        return f"execution,{vector['month']},{vector['budget']},{vector['executed']},,,"
    return f"indicator,{vector['month']},,,>=,{vector['target']},{vector['actual']}"


def judge(path, lines, **options):
    file = path / "rows.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    out = StringIO()
    call_command("judge", file, stdout=out, format="json", **options)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_the_default_pack_agrees_with_every_vector(vector, tmp_path):
    (found,) = judge(tmp_path, [line_of(vector)])
    assert (found["row"], found["light"]) == (2, vector["light"])
    pace = vector["pace"]
    assert found["ratio"] == (None if pace is None else f"{round_half_up(Decimal(pace)):f}")


def test_the_sentence_is_that_of_the_issue(tmp_path):
    found = judge(tmp_path, ["execution,7,100,34.99,,,"], pack="national")
    assert found == [
        {
            "row": 2,
            "light": "red",
            "ratio": "59.98",
            "sentence": "7月末应支出58.33%，实际34.99%，进度比59.98% < 60% → 红灯",
        }
    ]


def test_a_faulty_row_is_printed_with_the_others_and_the_command_fails(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text(f"{HEADER}\nexecution,7,100,35,,,\nexecution,0,100,35,,,\n")
    found = subprocess.run(
        [sys.executable, ROOT / "manage.py", "judge", file, "--pack", "national",
         "--format", "json"],
        capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert found.returncode == 1
    first, second = json.loads(found.stdout)
    assert (first["row"], first["light"]) == (2, "yellow")
    assert second == {"row": 3, "error": "month列应为1到12的整数"}
    assert "Traceback" not in found.stderr


def test_another_pack_judges_otherwise(tmp_path):
    line = "execution,8,100,55,,,"
    assert judge(tmp_path, [line])[0]["light"] == "green"
    assert judge(tmp_path, [line], pack="sichuan_2025")[0]["sentence"] == (
        "8月末执行率55.00% < 60% → 黄灯"
    )


@pytest.mark.django_db
def test_a_pack_stored_in_the_city_is_known_by_its_name_and_newest_version(tmp_path):
    for version, red in ((1, "10"), (2, "70")):
        body = to_json(NATIONAL)
        body["lights"] |= {"red_below": red}
        RulePack.objects.create(name="guiyang", version=version, body=body)
    assert judge(tmp_path, ["execution,12,100,65,,,"], pack="guiyang")[0]["light"] == "red"


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda file: None, "无法读取文件"),
        (lambda file: file.write_text("a,b\n"), "表头缺少列"),
        (lambda file: file.write_bytes(b"\xef\xbb\xbfkind"), "BOM"),
    ],
)
def test_a_file_that_cannot_be_judged_is_one_sentence(write, sentence, tmp_path):
    file = tmp_path / "rows.csv"
    write(file)
    with pytest.raises(CommandError, match=sentence):
        call_command("judge", file)


@pytest.mark.django_db
def test_an_unknown_pack_is_named(tmp_path):
    with pytest.raises(CommandError, match="没有名为“nowhere”的规则包"):
        call_command("judge", tmp_path, pack="nowhere")
