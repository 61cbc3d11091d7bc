"""Who uses the embedded servers: file locks, which the kernel drops when their owner dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# For reading: a lock file that root has made must not shut out the owner of the checkout.
OPENED = (os.O_RDONLY | os.O_CREAT, 0o644)


class UseLock:
    """Held shared by every command that uses the servers; whoever can claim it is alone."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, *OPENED)

    def share(self) -> None:
        """Say that we use the servers."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def claim(self) -> bool:
        """Whether nobody else uses the servers; a refused claim also gives up our own share."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Say that we no longer use the servers."""
        os.close(self._descriptor)


@contextmanager
def gate(run: Path) -> Iterator[None]:
    """One command at a time starts or stops servers."""
    descriptor = os.open(run / "gate", *OPENED)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
