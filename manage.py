"""The command line: finds or starts the servers a command needs, then hands over to Django."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.core.management import execute_from_command_line

from config.services import ServiceError
from config.services.commands import footing


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main() -> int:
    """Run one command; 2 when a server it needs is not to be had."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # An ordinary exit, so that the last command out stops the embedded servers.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    var = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent / "var")
    try:
        with footing(sys.argv, var):
            execute_from_command_line(sys.argv)
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
