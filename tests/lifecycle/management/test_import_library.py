"""The command that imports a library says what it holds, or every fault."""

import pytest
from django.core.management import CommandError, call_command

from lifecycle.models import LibraryRelease
from tests.lifecycle.actions.test_importing_library import NATIONAL, written
from tests.lifecycle.rules.test_library_file import RATE, WORDS

pytestmark = pytest.mark.django_db


def test_it_names_the_release_and_a_second_time_that_nothing_changed(db, capsys):
    call_command("import_library", str(NATIONAL))
    assert "已导入 national v1：19 个指标，4 个模板" in capsys.readouterr().out
    call_command("import_library", str(NATIONAL))
    assert "此文件已导入过：national v1" in capsys.readouterr().out


def test_every_fault_is_told_before_it_fails(db, tmp_path, capsys):
    path = written(tmp_path, RATE | {"参考值": "多"}, WORDS | {"取值依据": ""})
    with pytest.raises(CommandError, match="2 处错误"):
        call_command("import_library", str(path))
    told = capsys.readouterr().err
    assert "第2行“参考值”列" in told
    assert "第3行“取值依据”列：请填写" in told
    assert not LibraryRelease.objects.exists()


@pytest.mark.parametrize(
    ("file", "options", "sentence"),
    [
        ("nowhere.csv", {}, "无法读取文件"),
        ("empty.csv", {}, "文件是空的"),
        ("empty.csv", {"name": "长" * 41}, "不超过40字"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(db, tmp_path, file, options, sentence):
    (tmp_path / "empty.csv").touch()
    with pytest.raises(CommandError, match=sentence):
        call_command("import_library", str(tmp_path / file), **options)
