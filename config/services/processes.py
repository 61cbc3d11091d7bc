"""Whether a server process still lives, and how it is asked to leave."""

import importlib.util
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from config.services.trouble import ServiceError

PAUSE_SECONDS = 0.02


def living(pid: int, directory: Path) -> bool:
    """Whether `pid` is a running process that works in `directory`, not a later namesake."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a child of ours that has ended would linger as a zombie
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    return not Path("/proc/self/cwd").exists() or _works_in(pid, directory)


def _works_in(pid: int, directory: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(directory)
    except OSError:
        return False


def dismiss(pid: int, directory: Path, signals: Iterable[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn and wait its seconds, until the process has gone."""
    for number, seconds in signals:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        if awaited(lambda: not living(pid, directory), seconds):
            return
    message = f"进程 {pid} 无法停止。 / Process {pid} does not stop."
    raise ServiceError(message)


def awaited(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true within the seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def package_directory(name: str) -> Path | None:
    """Where an installed package lies; found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def first_line_of(program: Path) -> str:
    """What the program says of its version; empty when it does not run here."""
    try:
        answer = subprocess.run(  # noqa: S603 a path we found ourselves
            [program, "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.partition("\n")[0]
