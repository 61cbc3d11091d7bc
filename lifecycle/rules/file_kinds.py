"""File kinds 文件类型: whether the bytes are what the ending says, and harmless to unpack."""

import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from lifecycle.rules.file_names import ending_of

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
}
"""What may be attached, by ending."""
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_STARTS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_STARTS["jpeg"] = _STARTS["jpg"]
_ENDS = {"pdf": b"%%EOF", "png": b"IEND\xaeB`\x82", "jpg": b"\xff\xd9", "jpeg": b"\xff\xd9"}
_TAIL = 1024
_CHUNK = 1 << 16
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a packed file may unfold (R17)."""

    parts: int = 500
    part: int = 40 * MIB
    whole: int = 100 * MIB
    ratio: int = 200


LIMITS = Limits()
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What unpacking raises at damage; RuntimeError if encrypted or packed in a strange way."""


def kind_fault(name: str, content: BinaryIO, limits: Limits = LIMITS) -> str:
    """Say why a file may not be attached, or "" when it may; reads from a seekable file."""
    ending = ending_of(name)
    if ending not in MEDIA_TYPES:
        return f"只能上传{'、'.join(MEDIA_TYPES)}文件"
    if ending in _STARTS:
        return "" if _is_plain(ending, content) else _mismatch(ending)
    try:
        with zipfile.ZipFile(content) as packed:
            return _packed_fault(ending, packed, limits)
    except BROKEN_ZIP:
        return _mismatch(ending)


def _mismatch(ending: str) -> str:
    return f"文件内容不是完整的{ending}文件，请检查后重新上传"


def _is_plain(ending: str, content: BinaryIO) -> bool:
    content.seek(0)
    if content.read(len(_STARTS[ending])) != _STARTS[ending]:
        return False
    length = content.seek(0, 2)
    content.seek(max(0, length - _TAIL))
    # A second file behind the first would be opened by whoever believes another ending.
    return _ENDS[ending] in content.read() and not zipfile.is_zipfile(content)


def _packed_fault(ending: str, packed: zipfile.ZipFile, limits: Limits) -> str:
    parts = packed.infolist()
    if fault := _size_fault(parts, limits):
        return fault
    if any(part.flag_bits & 1 for part in parts):
        return "压缩包不能加密"
    names = [part.filename for part in parts if not part.is_dir()]
    if fault := _names_fault(ending, names):
        return fault
    for part in parts:
        _unfold(packed, part)
    return ""


def _size_fault(parts: list[zipfile.ZipInfo], limits: Limits) -> str:
    if len(parts) > limits.parts:
        return f"压缩包内不能超过{limits.parts}个文件"
    whole, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if whole > limits.whole or any(part.file_size > limits.part for part in parts):
        return f"解压后不能超过{limits.whole // MIB}MB，单个文件不能超过{limits.part // MIB}MB"
    if whole > MIB and whole > packed * limits.ratio:
        return f"压缩比不能超过{limits.ratio}倍"
    return ""


def _names_fault(ending: str, names: list[str]) -> str:
    if any(name.startswith(("/", "\\")) or ".." in name or ":" in name for name in names):
        return "压缩包内的文件名不能带上级目录"
    if ending in _MAIN_PART:
        if _MAIN_PART[ending] not in names or "[Content_Types].xml" not in names:
            return _mismatch(ending)
        return "文件不能带宏" if any(n.lower().endswith("vbaproject.bin") for n in names) else ""
    inside = set(MEDIA_TYPES) - {"zip"}
    if not names or any(ending_of(name) not in inside for name in names):
        return f"压缩包内只能是{'、'.join(sorted(inside))}文件"
    return ""


def _unfold(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # Reads no more than the declared size, and raises where the checksum tells of another.
    with packed.open(part) as stream:
        while stream.read(_CHUNK):
            pass
