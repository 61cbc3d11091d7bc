"""Two workers without a broker: children that tick and relay, forked anew as soon as one dies."""

import os
import signal
import time
from types import FrameType
from typing import NoReturn

import django

WORKERS = 2
PAUSE = 0.05


def main() -> NoReturn:
    """Keep the workers alive until a signal ends us all."""
    django.setup()
    signal.signal(signal.SIGTERM, _end_all)
    alive = 0
    while True:
        if alive == WORKERS:
            os.wait()
            alive -= 1
        if not os.fork():
            _work()
        alive += 1


def _end_all(_number: int, _frame: FrameType | None) -> None:
    os.killpg(0, signal.SIGKILL)


def _work() -> NoReturn:
    from django.db import Error, connections  # noqa: PLC0415 - only on a ground

    from lifecycle import tasks  # noqa: PLC0415 - as above

    while True:
        try:
            tasks.tick()
            tasks.relay()
        except Error:
            connections.close_all()  # the server was killed: the next pass finds it again
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
