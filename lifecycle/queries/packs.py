"""Rule packs by name: kept in the database, shipped with the program, or written in a file."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.models import RulePack
from lifecycle.rules.pack import NATIONAL, Pack, PackError, from_json, to_json

FOLDER = files("lifecycle") / "rule_packs"
SUFFIX = ".json"
BETWEEN = " v"


class UnknownPack(LookupError):  # noqa: N818 - an answer, not a failure
    """There is no such pack; str() is the sentence."""


def shipped_packs() -> list[str]:
    """Name the packs that come with the program."""
    names = (found.name for found in FOLDER.iterdir() if found.name.endswith(SUFFIX))
    return sorted(name.removesuffix(SUFFIX) for name in names)


def shipped_body(name: str) -> dict[str, Any]:
    """Return the whole body of a shipped pack: the national one with what differs from it."""
    found = json.loads((FOLDER / f"{name}{SUFFIX}").read_text(encoding="utf-8"))
    return merged(to_json(NATIONAL) | {"name": name}, found["differs"])


def shipped_head(name: str) -> dict[str, str]:
    """Return title and source of a shipped pack, as its file states them."""
    found = json.loads((FOLDER / f"{name}{SUFFIX}").read_text(encoding="utf-8"))
    source = "；".join(filter(None, (found.get("source"), found.get("note"))))
    return {"title": found["title"], "source": source}


def pack_head(named: str) -> dict[str, str]:
    """Return title and source of a pack by its name; empty where nobody has said."""
    kept = kept_pack(named)
    if kept is not None and (kept.title or kept.source):
        return {"title": kept.title, "source": kept.source}
    return shipped_head(named) if named in shipped_packs() else {"title": "", "source": ""}


def merged(body: dict[str, Any], differs: dict[str, Any]) -> dict[str, Any]:
    """Lay what differs over a body: tables by key, lists whole."""
    over = {
        key: merged(body[key], value)
        if isinstance(value, dict) and isinstance(body.get(key), dict)
        else value
        for key, value in differs.items()
    }
    return body | over


def pack_body(named: str) -> dict[str, Any]:
    """Return the body of a pack: kept (`mine`, `mine v2`), shipped, or in a file.

    Raises UnknownPack.
    """
    if (kept := kept_pack(named)) is not None:
        return dict(kept.body)
    if named in shipped_packs():
        return shipped_body(named)
    if named.endswith(SUFFIX):
        return _in_file(Path(named))
    words = {"name": named, "names": "、".join(shipped_packs())}
    raise UnknownPack(_("没有规则包“%(name)s”；自带的有：%(names)s") % words)


def pack_named(named: str) -> Pack:
    """Read a pack by its name; raises UnknownPack, or PackError with every fault."""
    return from_json(pack_body(named))


def kept_pack(named: str) -> RulePack | None:
    """Return a pack that is kept, by its name (the newest version) or name and version."""
    name, _between, version = named.rpartition(BETWEEN)
    rows = RulePack.objects.filter(name=named)
    if name and version.isdecimal():
        rows = RulePack.objects.filter(name=name, version=int(version))
    return rows.order_by("-version").first()


def _in_file(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UnknownPack(_("无法读取文件 %(file)s") % {"file": path}) from None
    except json.JSONDecodeError as fault:
        words = {"file": path, "line": fault.lineno}
        raise UnknownPack(_("%(file)s 第%(line)s行不是有效的JSON") % words) from None
    if not isinstance(found, dict):
        raise PackError([_("%(file)s 应为一组名称和值") % {"file": path}])
    return found
