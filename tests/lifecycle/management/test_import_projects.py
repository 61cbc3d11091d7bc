"""The command that imports the published table says what it did, or every fault."""

import pytest
from django.core.management import CommandError, call_command

from lifecycle.models import ImportBatch, Project, ProjectYear
from tests.lifecycle.actions.test_importing import (
    ALL_WRONG,
    PUBLISHED,
    SAVE_AS,
    WRONG_HEADER,
    city,
    counts,
    every_fault,
    table,
)

pytestmark = pytest.mark.django_db
__all__ = ["city"]


def ordered(raw, folder, *, year="2023"):
    path = folder / "table.csv"
    path.write_bytes(raw)
    call_command("import_projects", str(path), "--year", year)


def test_a_good_file_is_35_projects_and_again_the_same_35(city, tmp_path, capsys):
    for _time in range(2):
        ordered(PUBLISHED, tmp_path)
        assert capsys.readouterr().out.startswith("已导入 35 个项目（")
    assert (ImportBatch.objects.count(), ProjectYear.objects.count()) == (1, 35)


def test_every_fault_is_a_line_with_its_row_and_column(town, tmp_path, capsys):
    raw = b"\xef\xbb\xbf" + table(*ALL_WRONG, header=WRONG_HEADER)
    with pytest.raises(CommandError, match="文件有 9 处错误，未导入任何项目") as refused:
        ordered(raw, tmp_path)
    assert refused.value.returncode == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"第{row}行“{column}”列：{sentence}" if column else f"第{row}行：{sentence}"
        for row, column, sentence in every_fault(f"文件开头带有BOM，{SAVE_AS}")
    ]
    assert counts() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_an_unreadable_file_is_one_sentence(town, tmp_path, capsys, name):
    with pytest.raises(CommandError, match="无法读取文件"):
        call_command("import_projects", str(tmp_path / name), "--year", "2023")
    assert capsys.readouterr().err == ""
    assert not Project.objects.exists()


def test_the_year_must_be_given(tmp_path):
    with pytest.raises(CommandError, match="--year"):
        call_command("import_projects", str(tmp_path / "table.csv"))
