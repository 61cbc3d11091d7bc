"""Which commands act as the owner of the tables; all else runs as a role that owns nothing."""

import os
from collections.abc import Sequence

OWNER_COMMANDS = {"migrate", "flush"}


def database_variable(order: Sequence[str]) -> str:
    """The name of the environment variable whose database this command line uses."""
    as_owner = len(order) > 1 and order[1] in OWNER_COMMANDS
    return "DATABASE_OWNER_URL" if as_owner and owner_named() else "DATABASE_URL"


def audit_variable(order: Sequence[str]) -> str:
    """The name of the variable whose database the auditors' pages use: their own, or as above."""
    own = "AUDIT_DATABASE_URL"
    return own if os.environ.get(own) else database_variable(order)


def owner_named() -> bool:
    """Whether the environment names a database address of the owner at all."""
    return bool(os.environ.get("DATABASE_OWNER_URL"))
