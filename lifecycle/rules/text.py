"""Clean text 文本 (R16): one set of refused characters, for Python and for PostgreSQL alike."""

import re
import unicodedata

# Escapes that Python's `re` and PostgreSQL's `~` read alike. PostgreSQL cannot hold NUL or a
# surrogate at all, so only the Python patterns name them.
_INVISIBLE = (
    r"\u007f-\u009f"  # delete and C1 controls
    r"\u200b-\u200f"  # zero-width characters and direction marks
    r"\u2028-\u202e"  # line and paragraph separators, bidirectional embeddings
    r"\u2060\u2066-\u2069\ufeff"  # word joiner, bidirectional isolates, byte order mark
)
FORBIDDEN_LINE = rf"[\u0001-\u001f{_INVISIBLE}]"
"""A PostgreSQL character class of what one line may not hold: `col !~ '[…]'`."""
FORBIDDEN_PROSE = rf"[\u0001-\u0008\u000b-\u001f{_INVISIBLE}]"
"""The same for text of several lines: newline and tab are allowed."""

_NEVER = r"[\u0000\ud800-\udfff]"
_LINE = re.compile(f"{FORBIDDEN_LINE}|{_NEVER}")
_PROSE = re.compile(f"{FORBIDDEN_PROSE}|{_NEVER}")


def text_fault(value: str, *, multiline: bool) -> str:
    """Say which character may not stand in a text, or "" when it is clean."""
    found = (_PROSE if multiline else _LINE).search(value)
    if found and found[0] in "\r\n\t":
        return f"第{found.start() + 1}个字符是换行或制表符，请删除"
    if found:
        return f"第{found.start() + 1}个字符（U+{ord(found[0]):04X}）不可见或不可用，请删除"
    if not unicodedata.is_normalized("NFC", value):
        return "文字未按统一码规范合成（NFC），请重新输入"
    return ""


_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide - 0xFEE0).isalnum()}


def sought(value: str) -> str:
    """Tidy what is searched for; full-width 全角 digits and letters are meant as plain ones."""
    return tidied(value).translate(_WIDE)


def tidied(value: str) -> str:
    """Compose characters (NFC) and write line ends as newlines, as a form does before it asks."""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
