"""Log lines: one event, one line, no secret."""

import json
import logging

import pytest

from config.logs import JsonLines, PlainLines

CANARY = "canary-7f3a"


def line(formatter, message, *args, **extra):
    record = logging.LogRecord("lifecycle", logging.INFO, "x.py", 1, message, args, None)
    record.__dict__.update(extra)
    return formatter.format(record)


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
@pytest.mark.parametrize(
    "message",
    [
        f"password={CANARY}",
        f"{{'password': '{CANARY}'}}",
        f'{{"csrfmiddlewaretoken": "{CANARY}"}}',
        f"Cookie: sessionid={CANARY}",
        f"Authorization: Bearer {CANARY}",
        f"api_key: {CANARY}",
        f"postgresql://app:{CANARY}@host/x",
    ],
)
def test_a_secret_in_a_message_is_masked(formatter, message):
    assert CANARY not in line(formatter, "seen %s", message)


def test_a_secret_in_a_field_is_masked_and_the_request_left_out():
    told = line(JsonLines(), "x", token=CANARY, nested={"password": CANARY}, request=CANARY)
    assert CANARY not in told
    assert json.loads(told)["nested"] == {"password": "***"}


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
@pytest.mark.parametrize("trick", ["\n", "\r", "\x1b", "\u2028", "\x85"])
def test_a_message_cannot_forge_a_second_line(formatter, trick):
    told = line(formatter, "name %s", f"a{trick}b")
    assert len(told.splitlines()) == 1
    assert trick not in told


def test_a_traceback_masks_secrets_too():
    try:
        raise ValueError(f"password={CANARY}")
    except ValueError as error:
        found = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), found)
    for formatter in (JsonLines(), PlainLines()):
        record.exc_text = None
        assert CANARY not in formatter.format(record)


def test_chinese_is_readable_after_parsing():
    told = json.loads(line(JsonLines(), "已报送"))
    assert (told["message"], told["level"], told["logger"]) == ("已报送", "INFO", "lifecycle")
