"""Log lines: one JSON object or one plain line per event, with secrets blacked out."""

import logging
import re
from collections.abc import Mapping

from pythonjsonlogger.json import JsonFormatter

MASK = "***"
SECRET_NAME = re.compile(
    r"passw(or)?d|secret|token|cookie|session|authorization|api_?key|csrf", re.IGNORECASE
)
SECRET_PAIR = re.compile(
    r"""(?P<name>["']?[\w-]*(?:passw(?:or)?d|secret|token|cookie|sessionid|authorization|api_?key
    |csrf)[\w-]*["']?\s*[=:]\s*)(?:(?:bearer|basic)\s+)?(?:"[^"]*"|'[^']*'|[^\s,;&}]+)""",
    re.IGNORECASE | re.VERBOSE,
)
SECRET_IN_URL = re.compile(r"(?P<name>://[^/\s:@]*:)[^/\s@]+(?=@)")
LINE_BREAKS = re.compile(r"[\r\n\x0b\x0c\x1b\x1c-\x1e\x85\u2028\u2029]")
# The request of django.request carries cookies and, printed, the query string.
NEVER_LOGGED = ("request", "taskName")


def redacted(text: str) -> str:
    """The same text with every value that follows a secret's name replaced by a mask."""
    return SECRET_IN_URL.sub(rf"\g<name>{MASK}", SECRET_PAIR.sub(rf"\g<name>{MASK}", text))


def _redacted_value(name: str, value: object) -> object:
    if SECRET_NAME.search(name):
        return MASK
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {key: _redacted_value(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted_value("", inner) for inner in value]
    return value


class Numbered(logging.Filter):
    """Writes the number of an error page on the log line of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, with its number where it has one."""
        if number := getattr(getattr(record, "request", None), "error_number", ""):
            record.error_number = number
            record.msg = f"{record.msg} [{number}]"
        return True


class JsonLines(JsonFormatter):
    """One JSON object per event; ASCII only, so that no text can break the line."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=True,
        )

    def process_log_record(self, log_data: dict[str, object]) -> dict[str, object]:
        return {
            name: _redacted_value(name, value)
            for name, value in log_data.items()
            if name not in NEVER_LOGGED
        }


class PlainLines(logging.Formatter):
    """One readable line per event, for a person at a terminal; a traceback follows its event."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 the library's name
        record.message = LINE_BREAKS.sub(" ", record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))
