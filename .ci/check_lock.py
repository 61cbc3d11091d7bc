"""Refuse a lock file that names a host or misses a direct dependency of pyproject.toml."""

import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

ADDRESS = re.compile(r"://|index-url|find-links")
NAME = re.compile(r"[A-Za-z0-9._-]+")


def canonical(requirement: str) -> str:
    """The name of a requirement as every index writes it."""
    found = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def complaints(project: str, lock: str) -> list[str]:
    """One sentence for each thing that is wrong with the lock."""
    table = tomllib.loads(project)["project"]
    extras = chain.from_iterable(table["optional-dependencies"].values())
    wanted = [*table["dependencies"], *extras]
    locked = {canonical(line) for line in lock.splitlines() if NAME.match(line)}
    missing = sorted({canonical(each) for each in wanted} - locked)
    found = [
        f"requirements.lock names an address: {line}"
        for line in lock.splitlines()
        if ADDRESS.search(line)
    ]
    return found + [f"requirements.lock misses {name}: run `make lock`" for name in missing]


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    found = complaints(
        (root / "pyproject.toml").read_text(), (root / "requirements.lock").read_text()
    )
    sys.exit("\n".join(found) or 0)
