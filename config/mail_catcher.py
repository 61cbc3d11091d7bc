"""A mail server for demo and tests: accepts everything, delivers nothing, counts exactly."""

import signal
import sys
from collections import Counter
from email import policy
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.services import free_port

HEADERS = BytesParser(policy=policy.default)


class MailCatcher:
    """An SMTP server on the loopback.

    With a directory it also keeps each message as .eml; with a book, each Message-ID on a line.
    """

    def __init__(
        self, *, port: int = 0, directory: Path | None = None, book: Path | None = None
    ) -> None:
        self.host = "127.0.0.1"
        self.port = port or free_port()
        self.count = 0
        self.recipients: Counter[str] = Counter()
        self.message_ids: set[str] = set()
        self.subjects: list[str] = []
        self._directory = directory
        self._book = book.open("w", buffering=1) if book else None
        self._server = Controller(self, hostname=self.host, port=self.port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 the library's name
        """Take one message; the library calls this for each."""
        raw = envelope.original_content or b""
        message = HEADERS.parsebytes(raw, headersonly=True)
        self.count += 1
        self.recipients.update(envelope.rcpt_tos)
        message_id = str(message.get("Message-ID", "")).strip()
        self.message_ids.add(message_id)
        if self._book:
            self._book.write(f"{message_id}\n")
        self.subjects.append(str(message.get("Subject", "")))
        if self._directory:
            (self._directory / f"{self.count:06d}.eml").write_bytes(raw)
        return "250 OK"

    def start(self) -> None:
        """Begin to listen."""
        if self._directory:
            self._directory.mkdir(parents=True, exist_ok=True)
        self._server.start()

    def stop(self) -> None:
        """Stop listening; what was counted stays."""
        self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def main(port: int, book: Path) -> None:
    """Catch mail in a process of its own until a signal ends it."""
    with MailCatcher(port=port, book=book):
        signal.pause()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
