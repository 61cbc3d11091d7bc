"""A CSV file as text and as numbered rows: what cannot be read is said in one sentence."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

BOM = "\ufeff"
SAVE_AS = "请另存为不带BOM的UTF-8编码后重新上传"
NO_ROWS = "没有数据行"
NO_WORKBOOK = "无法读取工作簿，请另存为xlsx后重新上传"
LONGEST_SHOWN = 30


class FileFault(ValueError):  # noqa: N818 - an answer, not a failure
    """The file as a whole cannot be taken; str() is the sentence."""


def decoded(raw: bytes) -> str:
    """Decode UTF-8 without BOM; raises FileFault for anything else."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise FileFault(_encoding_fault(raw)) from None
    if text.startswith(BOM):
        raise FileFault(f"文件开头带有BOM，{SAVE_AS}")
    if "\0" in text:
        raise FileFault(f"无法识别文件编码，{SAVE_AS}")
    return text


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins, empty lines left out.

    Raises FileFault at a quote that is never closed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise FileFault(f"第{line}行：引号不成对或单元格过长，此行起未能读取") from None


def lines_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of a file of any size with the line on which it begins.

    Empty lines are left out. Raises FileFault where it cannot be read on.
    """
    line = 1
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for cells in reader:
                if line == 1 and cells and cells[0].startswith(BOM):
                    raise FileFault(f"文件开头带有BOM，{SAVE_AS}")
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except UnicodeDecodeError:
            raise FileFault(f"第{line}行起不是UTF-8编码，{SAVE_AS}") from None
        except csv.Error:
            raise FileFault(f"第{line}行：引号不成对或单元格过长，此行起未能读取") from None


def header_places(names: Sequence[str], *, wanted: Sequence[str]) -> dict[str, int]:
    """Find each column by its name, in any order; raises FileFault unless all are there, once."""
    found = [name.strip() for name in names]
    if missing := [name for name in wanted if name not in found]:
        raise FileFault(f"表头缺少列：{'、'.join(missing)}；应为{','.join(wanted)}")
    if unknown := [name for name in found if name not in wanted]:
        shown = "、".join(f"“{name[:LONGEST_SHOWN]}”" for name in unknown)
        raise FileFault(f"表头有不认识的列：{shown}；应为{','.join(wanted)}")
    if len(set(found)) < len(found):
        raise FileFault("表头有重复的列")
    return {name: found.index(name) for name in wanted}


def _encoding_fault(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return f"无法识别文件编码，{SAVE_AS}"
    return f"文件是GBK编码，{SAVE_AS}"
