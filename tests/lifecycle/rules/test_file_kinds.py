"""Whether the bytes are what the ending says."""

import io
import struct
import zipfile
import zlib

import pytest

from lifecycle.rules.file_kinds import MEDIA_TYPES, MIB, Limits, kind_fault

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def _chunk(kind, body):
    whole = kind + body
    return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + _chunk(b"IEND", b"")
)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def packed(*names, body=b"x", method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as found:
        for name in names:
            found.writestr(name, body)
    return out.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
ZIP = packed("验收/照片.jpg", "验收/报告.pdf")
GOOD = {"a.pdf": PDF, "a.png": PNG, "a.jpg": JPG, "A.JPEG": JPG,
        "a.docx": DOCX, "a.xlsx": XLSX, "a.zip": ZIP}  # fmt: skip


def fault(name, content, **limits):
    return kind_fault(name, io.BytesIO(content), **limits)


def test_every_kind_has_an_example():
    assert {name.rpartition(".")[2].lower() for name in GOOD} == set(MEDIA_TYPES)


@pytest.mark.parametrize("name", GOOD)
def test_what_it_says_it_is_passes(name):
    assert fault(name, GOOD[name]) == ""


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("other", GOOD)
def test_no_kind_passes_for_another(name, other):
    same = {"a.jpg", "A.JPEG"}
    expected = name == other or {name, other} == same
    assert (fault(name, GOOD[other]) == "") is expected


@pytest.mark.parametrize("name", GOOD)
def test_half_a_file_does_not_pass(name):
    content = GOOD[name]
    assert "请检查后重新上传" in fault(name, content[: len(content) // 2])


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a", "a.pdf.exe", "a.doc"])
def test_no_other_ending_passes(name):
    assert fault(name, PDF).startswith("只能上传pdf")


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.jpg"])
def test_a_second_file_behind_the_first_is_refused(name):
    assert "请检查" in fault(name, GOOD[name] + packed("a.html"))


def test_a_macro_is_refused():
    macro = packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")
    assert fault("a.xlsx", macro) == "文件不能带宏"


@pytest.mark.parametrize("inside", ["a.exe", "a.zip", "a.html", "a"])
def test_a_zip_holds_only_what_could_be_attached_itself(inside):
    assert fault("a.zip", packed("a.pdf", inside)).startswith("压缩包内只能是")


def test_an_empty_zip_is_refused():
    assert fault("a.zip", packed()).startswith("压缩包内只能是")


@pytest.mark.parametrize("inside", ["../a.pdf", "/a.pdf", "C:a.pdf", "x/../../a.pdf"])
def test_a_path_that_leads_out_is_refused(inside):
    assert fault("a.zip", packed(inside)) == "压缩包内的文件名不能带上级目录"


def test_the_limits_hold_at_the_line_and_not_beyond():
    two = packed("a.pdf", "b.pdf", body=b"x" * 100, method=zipfile.ZIP_STORED)
    assert fault("a.zip", two, limits=Limits(parts=2, part=100, whole=200)) == ""
    assert "2个文件" not in fault("a.zip", two, limits=Limits(parts=2))
    assert "不能超过1个文件" in fault("a.zip", two, limits=Limits(parts=1))
    assert "解压后不能超过" in fault("a.zip", two, limits=Limits(part=99))
    assert "解压后不能超过" in fault("a.zip", two, limits=Limits(whole=199))


def test_a_bomb_is_refused_by_its_ratio():
    assert "压缩比" in fault("a.zip", packed("a.pdf", body=b"\x00" * 2 * MIB))


def test_a_lying_size_is_refused():
    content = bytearray(packed("a.pdf", body=b"x" * 5000))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 10)
    assert "请检查" in fault("a.zip", bytes(content))


def test_an_encrypted_zip_is_refused():
    content = bytearray(packed("a.pdf"))
    place = content.index(b"PK\x01\x02") + 8
    content[place] |= 1
    assert fault("a.zip", bytes(content)) == "压缩包不能加密"
