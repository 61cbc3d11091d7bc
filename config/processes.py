"""The processes of a demonstration: a real worker, a real beat, a web server; none outlives us."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 15


class Processes:
    """Children started together and stopped together, each with its own log."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self._logs = logs
        self._environment = {**os.environ, **environment}
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *module: str) -> None:
        """Start a Python module as a child."""
        self._logs.mkdir(parents=True, exist_ok=True)
        with (self._logs / f"{name}.log").open("ab") as log:
            self._children[name] = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *module],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def celery(self) -> None:
        """Start the worker and the beat."""
        quiet = ("--loglevel", "WARNING")
        worker = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
        self.start("worker", "celery", "-A", "config", *worker, *quiet)
        self.start("beat", "celery", "-A", "config", "beat", *quiet)

    def mail(self, port: int, book: Path) -> None:
        """Start the mail catcher, which writes each Message-ID it took on a line of the book."""
        self.start("mail", "config.mail_catcher", str(port), str(book))

    def web(self, port: int) -> None:
        """Start the web server on the loopback."""
        server = ("gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}")
        self.start("web", *server, "--workers", "2", "--threads", "4")

    def fallen(self) -> str:
        """Name a child that has ended, or "" while all run."""
        ended = [name for name, child in self._children.items() if child.poll() is not None]
        return f"{ended[0]}（{self._logs / ended[0]}.log）" if ended else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children.values():
            child.terminate()
        for child in self._children.values():
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
