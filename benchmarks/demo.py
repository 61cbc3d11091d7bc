"""The demonstrated year told whole by the real beat and worker: every figure is as it was kept.

What is kept is a telling of its own, whose figures of the report the tests hold one by one. Takes
some seven minutes: too long for the suite.
"""

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIGURES = Path(__file__).with_name("figures-2023.json")
TELL = ("demo", "--once", "--json")
VERIFY = (("verify_glances",), ("verify_log", "--replay"))
"""What is kept beside the tables, and the log from its first line, are worked out anew."""
GIVEN = ("DATABASE_", "REDIS_", "AUDIT_")
"""A server of somebody else's is no place to tell a city in."""


def main(_words: list[str]) -> int:
    """Tell it in a directory of its own; 1 where a figure differs or something does not verify."""
    var = Path(tempfile.mkdtemp(prefix="budget-performance-demo-"))
    var.chmod(0o711)  # the server runs under another account when we are root
    environment = {k: v for k, v in os.environ.items() if not k.startswith(GIVEN)}
    environment["VAR_DIR"] = str(var)
    try:
        told = _manage(environment, *TELL, stdout=subprocess.PIPE).stdout
        differs = _differing(FIGURES.read_text(), told)
        print(*differs, sep="\n", end="\n" if differs else "")  # noqa: T201 - what a job prints
        return max(bool(differs), *(_manage(environment, *one).returncode for one in VERIFY))
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _manage(
    environment: dict[str, str], *words: str, stdout: int | None = None
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(command, env=environment, stdout=stdout, text=True, check=False)  # noqa: S603


def _differing(wanted: str, told: str) -> list[str]:
    lines = wanted.strip().splitlines(), told.strip().splitlines()
    return list(difflib.unified_diff(*lines, "kept", "told", lineterm="", n=2))
