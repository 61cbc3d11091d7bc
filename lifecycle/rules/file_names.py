"""File names 文件名: what is left of an uploaded name so that it is safe on every desk."""

import re
import unicodedata

LONGEST = 120
"""Characters; Windows and most mail programs take this much in Chinese."""
_RESERVED = re.compile(r'[<>:"|?*\x00-\x1f]')
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def clean_name(raw: str) -> str:
    """Return the last part of a path, composed and visible, or "" when nothing is left."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", raw)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in _UNSEEN)
    name = " ".join(_RESERVED.sub("_", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(name) <= LONGEST:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}" if len(ending) < LONGEST else ""


def ending_of(name: str) -> str:
    """Return the ending in small letters, without its dot."""
    _stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""
