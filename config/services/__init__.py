"""Finds or starts the real PostgreSQL and Redis of a run: environment, local programs, wheels."""

from config.services.embedded import Embedded, embedded, fresh
from config.services.probes import answering, complaint, free_port, without_password
from config.services.trouble import ServiceError

__all__ = [
    "Embedded",
    "ServiceError",
    "answering",
    "complaint",
    "embedded",
    "free_port",
    "fresh",
    "without_password",
]
