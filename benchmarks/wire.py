"""What a page costs besides its time: bytes on the wire, and the work of the processors."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.compress import Compressor

LOADED = {"link": "href", "script": "src", "img": "src"}
NANO = 1e9


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.urls: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if found := dict(attrs).get(LOADED.get(tag, "")):
            self.urls.add(urlsplit(found).path)


def on_the_wire(answer: Any) -> int:
    """Count the bytes of a first view: the page as it is, all it loads as it is served."""
    loads = _Loads()
    loads.feed(answer.content.decode())
    return len(answer.content) + sum(map(_compressed, loads.urls))


@cache
def _compressed(path: str) -> int:
    content = Path(str(finders.find(path.removeprefix(settings.STATIC_URL)))).read_bytes()
    return min(len(content), len(Compressor(quiet=True).compress_gzip(content)))


def on_cpu(process: int) -> float:
    """Return for how many seconds a process has been on a processor, to the nanosecond."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / NANO
