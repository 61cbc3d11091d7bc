"""Questions to servers that are already there."""

import socket
from urllib.parse import urlsplit

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE_SECONDS = 3


def answering(url: str) -> bool:
    """Whether the server behind a postgresql:// or redis:// address lets us in."""
    return not complaint(url)


def complaint(url: str) -> str:
    """Why the server behind the address does not let us in; empty when it does."""
    scheme = urlsplit(url).scheme
    try:
        if scheme.startswith(("redis", "unix")):
            redis_at(url).ping()
        else:
            psycopg.connect(url, connect_timeout=PATIENCE_SECONDS).close()
    except (psycopg.Error, redis.RedisError, OSError, ValueError) as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""


def redis_at(url: str) -> redis.Redis:
    """A client that asks once and does not wait long."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def without_password(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return url.replace(f":{parts.password}@", ":***@", 1)


def free_port(preferred: int = 0) -> int:
    """The preferred loopback port where it is free, else another that is."""
    for port in (preferred, 0):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
                listener.listen()
            except (PermissionError, OSError):
                continue
            return int(listener.getsockname()[1])
    raise OSError
