"""What each manage.py command stands on: nothing, the servers it was given, or embedded ones."""

import os
import secrets
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.owner import database_variable
from config.services.embedded import Embedded, exported, fresh
from config.services.probes import complaint, without_password
from config.services.trouble import ServiceError

WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "draw_stages",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "version",
}
# Without Redis everything else still works, only later; the demo is to show the whole.
WITH_REDIS = {"demo"}


@contextmanager
def footing(order: Sequence[str], var: Path) -> Iterator[None]:
    """Run a manage.py command line on its servers; ServiceError when one is named but silent."""
    command = order[1] if len(order) > 1 else "help"
    if not _needs_servers(command, order):
        _stand_on_nothing()
        yield
        return
    demand_answer(database_variable(order))
    if command in WITH_REDIS:
        demand_answer("REDIS_URL")
    with _embedded(command, order, var) as servers:
        exported(servers.environment() if servers else {})
        yield


def _needs_servers(command: str, order: Sequence[str]) -> bool:
    if command.startswith("-") or {"-h", "--help"} & set(order):
        return False
    return command not in WITHOUT_SERVERS or any(word.startswith("--database") for word in order)


def demand_answer(variable: str) -> None:
    """Refuse a variable that names a server which does not answer; unset is no complaint."""
    url = os.environ.get(variable)
    if not url:
        return
    if reason := complaint(url):
        shown = without_password(url)
        message = (
            f"{variable}（{shown}）指向的服务器不应答，请检查地址或启动它。 / "
            f"{variable} names a server that does not answer: {reason}"
        )
        raise ServiceError(message)


@contextmanager
def _embedded(command: str, order: Sequence[str], var: Path) -> Iterator[Embedded | None]:
    postgres = not os.environ.get("DATABASE_URL")
    redis = not os.environ.get("REDIS_URL") and (postgres or command in WITH_REDIS)
    if not postgres and not redis:
        yield None
        return
    if postgres and command == "demo" and "--fresh" in order:
        fresh(var)
    with Embedded(var, postgres=postgres, redis=redis) as servers:
        yield servers


def _stand_on_nothing() -> None:
    """Settings want an address and a key even where neither is used."""
    exported(
        {
            "DATABASE_URL": "postgresql://nobody@%2Fnonexistent/lifecycle",
            "SECRET_KEY": secrets.token_urlsafe(48),
        }
    )
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration")
