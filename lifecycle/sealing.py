"""Seals 封存 of the log's heads, kept outside the database: a cut tail shows against them (R18).

A folder holds one file a day, one line a seal, each chained to the one before. The first seal of
a month holds every head; a later one those that moved since. A seal is evidence: none is deleted.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle import slots
from lifecycle.models import TransitionLog

Heads = dict[str, tuple[int, str]]
"""`machine object_id` to the version and the hash of its newest line."""

PARTS = {"at", "lines", "root", "whole", "previous", "heads", "seal"}
LOOP = "seal"
FILES = "seal-*.jsonl"
MONTH = len("seal-2023-03")


class SealError(ValueError):
    """A line of a seal file that is no seal; the sentence names file and line."""


def seal(folder: Path) -> Path:
    """Write the heads of the log as they are now, and leave the heartbeat of the loop."""
    with _alone(folder):
        path = write(heads(), folder, at=timezone.now())
    slots.beat(LOOP)
    return path


def heads() -> Heads:
    """Read the newest line of every object."""
    rows = TransitionLog.objects.order_by("machine", "object_id", "-version")
    newest = rows.distinct("machine", "object_id")
    columns = newest.values_list("machine", "object_id", "version", "hash")
    return {f"{machine} {key}": (version, digest) for machine, key, version, digest in columns}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    # Two seals at once would both follow the same one; the lock goes with the process.
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def write(found: Heads, folder: Path, *, at: datetime) -> Path:
    """Append a seal of these heads to the file of the day; the caller is alone in the folder."""
    files = sorted(folder.glob(FILES))
    path = folder / f"seal-{timezone.localdate(at):%Y-%m-%d}.jsonl"
    # A clock set back must not put a seal before the one it follows.
    path = max(path, files[-1]) if files else path
    month = [file for file in files if file.name[:MONTH] == path.name[:MONTH]]
    kept = [sealed for file in month or files[-1:] for sealed in _lines(file)]
    standing = _standing(kept) if month else {}
    moved = {name: head for name, head in found.items() if standing.get(name) != head}
    body = {
        "at": at.isoformat(),
        "lines": sum(version for version, _digest in found.values()),
        "root": _root(found),
        "whole": not standing,
        "previous": kept[-1]["seal"] if kept else "",
        "heads": moved,
    }
    _append(path, json.dumps({**body, "seal": _mark(body)}))
    return path


def _append(path: Path, line: str) -> None:
    with path.open("a+b") as file:
        # What a crash left without its end was never a seal.
        file.truncate(_whole(path))
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _whole(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_bytes()[: _whole(path)].splitlines(), 1):
        try:
            sealed = json.loads(line)
            whole = sealed.keys() >= PARTS
        except (ValueError, AttributeError):
            whole = False
        if not whole:
            words = {"name": path.name, "n": number}
            raise SealError(_("封存文件 %(name)s 第 %(n)s 行无法读取") % words)
        yield sealed


def seals(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the seals kept in a folder, oldest first. Raises SealError."""
    for path in sorted(folder.glob(FILES)):
        yield from _lines(path)


def _standing(kept: list[dict[str, Any]]) -> Heads:
    found: Heads = {}
    for sealed in kept:
        found |= {name: (version, digest) for name, (version, digest) in sealed["heads"].items()}
    return found


def sealed_lines(folder: Path) -> dict[tuple[str, int, int], str]:
    """Return the hash under which each line that was ever a head was sealed."""
    found = {}
    for sealed in filter(_unchanged, seals(folder)):
        for name, (version, digest) in sealed["heads"].items():
            machine, _space, key = name.partition(" ")
            found[machine, int(key), version] = digest
    return found


def broken_seals(folder: Path) -> list[str]:
    """Name the seals that are not what they were, or do not follow the one before."""
    faults, previous = [], ""
    for sealed in seals(folder):
        if not _unchanged(sealed) or sealed["previous"] != previous:
            faults.append(_("封存 %(at)s 被改动，或其前一份缺失") % {"at": sealed["at"]})
        previous = sealed["seal"]
    return faults


def _unchanged(sealed: Mapping[str, Any]) -> bool:
    body = {name: value for name, value in sealed.items() if name != "seal"}
    return bool(sealed["seal"] == _mark(body))


def _mark(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _root(found: Heads) -> str:
    return merkle(
        [f"{name} {version} {digest}" for name, (version, digest) in sorted(found.items())]
    )


def merkle(leaves: list[str]) -> str:
    """Fold leaves pairwise into one hash; an odd one goes up alone."""
    level = [hashlib.sha256(leaf.encode()).hexdigest() for leaf in leaves] or [""]
    while len(level) > 1:
        pairs = [level[n : n + 2] for n in range(0, len(level), 2)]
        level = [hashlib.sha256("".join(pair).encode()).hexdigest() for pair in pairs]
    return level[0]
