"""Pictures of the main pages in both languages, of the demonstration city.

    python -m tests.walks.screenshots [FOLDER [NAME …]]

starts the site on what `manage.py demo` has told, and fails where a page answers with an error,
is wider than its window, or holds a picture of more than 200 kB.
"""

import base64
import os
import select
import socket
import struct
import subprocess
import sys
import time
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.services import free_port
from tests.walks.crawler import CHROMIUM, ROOT

FOLDER = ROOT / "docs/screenshots"
PASSWORD = "demo-guiyang-2023"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
LARGEST = 200_000
PATIENCE = 120
WIDE, NARROW = (1280, 900), (390, 844)
MANAGE = (sys.executable, "manage.py")
GLANCE = 0.2
PALETTE = (Path(__file__).parent / "palette.js").read_text()
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STORED = """
from lifecycle.models import Notice
digests = Notice.objects.filter(kind="monitoring.warning.digest", subject__contains="[红]")
print(digests.order_by("-id").first().html)
"""
LETTER = """
from lifecycle import letters
from lifecycle.models import Person, Target
reader = Person.objects.get(username="desk-101")
reader.language = {language!r}
found = Target.objects.select_related("project_year__project").order_by("pk")[:3]
rows = [letters.row_of(one) for one in found]
letter = letters.Letter(str(Target._meta.verbose_name), found[0].since, "demo", rows)
print(letters.written(letter, reader)[1])
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as somebody sees it; `link` is followed from it where no address is known."""

    name: str
    login: str
    path: str
    link: str = ""
    size: tuple[int, int] = WIDE


PICTURES = (
    Picture("home-officer", "unit_officer-201001", "/"),
    Picture("home-reviewer", "desk-101", "/"),
    Picture("home-reviewer-narrow", "desk-101", "/", size=NARROW),
    Picture("inbox", "desk-101", "/inbox/"),
    Picture("inbox-narrow", "desk-101", "/inbox/", size=NARROW),
    Picture("projects", "performance", "/projects/?year=2023"),
    Picture("project-year", "performance", "/projects/?year=2023&key=true", "main tbody th a"),
    Picture(
        "project-year-narrow", "performance", "/projects/?year=2023", "main tbody th a", NARROW
    ),
    Picture("review", "performance", "/review/handled/?stage=lifecycle.target", "main tbody th a"),
    Picture("library", "performance", "/library/"),
    Picture("rule-pack", "performance", "/rules/", "main tbody th a"),
    Picture("trial", "performance", "/rules/trials/1/"),
    Picture("monthly-entry", "unit_officer-201001", "/monitor/entry/?year=2023&month=7"),
    Picture("monitor", "performance", "/monitor/?year=2023&month=7"),
    Picture("warnings", "performance", "/alerts/?year=2023&status=all"),
    Picture("orders", "performance", "/rectify/?year=2023"),
    Picture("approvals", "budget", "/approvals/?year=2023"),
    Picture("calendar", "performance", "/calendar/?year=2024&month=10"),
    Picture("process", "performance", "/process/self_evaluation/?year=2023"),
    Picture("leader", "leader", "/leader/"),
    Picture("leader-narrow", "leader", "/leader/", size=NARROW),
    Picture("audit-log", "auditor", "/audit/lifecycle/transitionlog/"),
    Picture("styles", "administrator", "/styles/"),
)


@contextmanager
def site():
    """Serve the demonstration on a free port until its pictures are made."""
    port = free_port()
    # Once what cron would do, so that no picture warns of a worker that is not there.
    subprocess.run([*MANAGE, "tick"], cwd=ROOT, check=True)
    command = [*MANAGE, "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (
        Path(os.devnull).open("wb") as unread,
        subprocess.Popen(command, cwd=ROOT, stdout=unread, stderr=unread) as serving,
    ):
        try:
            _wait(port, serving)
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.terminate()


def _wait(port, serving):
    last = time.monotonic() + PATIENCE
    while serving.poll() is None and time.monotonic() < last:
        with socket.socket() as asking:
            asking.settimeout(1)
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        select.select([], [], [], GLANCE)
    sys.exit("the site did not start: run `make demo` first")


def letter(language):
    """Return a digest that went out; in English, which nobody asked for, one about targets."""
    asked = STORED if language == LANGUAGES["zh"] else LETTER.format(language=language)
    command = [*MANAGE, "shell", "--verbosity", "0", "-c", asked]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return said.stdout[said.stdout.index("<!DOCTYPE") :]


def small(page, picture):
    """Return a picture in 256 colours."""
    found = page.evaluate(PALETTE, base64.b64encode(picture).decode())
    width, pixels = found["width"], base64.b64decode(found["pixels"])
    lines = (b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    colours = b"".join(colour.to_bytes(3) for colour in found["palette"])
    head = struct.pack(">IIBBBBB", width, found["height"], 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(lines), 9)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind, body):
    summed = zlib.crc32(kind + body).to_bytes(4)
    return len(body).to_bytes(4) + kind + body + summed


class Camera:
    """Takes the pictures of one language into a folder and notes what is wrong with a page."""

    def __init__(self, browser, base, folder, language):
        self.browser, self.base, self.folder, self.language = browser, base, folder, language
        self.desk, self.colours = browser.new_page(), browser.new_page()
        self.readers, self.faults = {}, []

    def take(self, wanted):
        """Open a page in the window it is meant for and keep its picture."""
        page = self._reader(wanted.login)
        page.set_viewport_size(dict(zip(("width", "height"), wanted.size, strict=True)))
        answer = page.goto(self.base + wanted.path)
        if wanted.link:
            with page.expect_navigation() as led:
                page.locator(wanted.link).first.click()
            answer = led.value
        if answer is None or not answer.ok:
            self.faults.append(f"{wanted.name}: {answer.status if answer else 'no answer'}")
        self._keep(page, wanted.name)

    def write(self):
        """Keep the picture of a letter."""
        self.desk.set_viewport_size({"width": 780, "height": 300})
        self.desk.set_content(letter(LANGUAGES[self.language]))
        self._keep(self.desk, "mail", full_page=True)

    def _reader(self, login):
        if login not in self.readers:
            page = self.browser.new_context(locale="zh-CN").new_page()
            chosen = {"name": "language", "value": LANGUAGES[self.language], "url": self.base}
            page.context.add_cookies([chosen])
            page.goto(f"{self.base}/login/")
            page.fill("input[name=username]", login)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            self.readers[login] = page
        return self.readers[login]

    def _keep(self, page, name, **more):
        page.evaluate("scrollTo(0, 0)")
        picture = small(self.colours, page.screenshot(animations="disabled", **more))
        if page.evaluate(WIDER) > 0:
            self.faults.append(f"{name}: wider than its window")
        if len(picture) > LARGEST:
            self.faults.append(f"{name}: {len(picture)} bytes")
        (self.folder / f"{name}-{self.language}.png").write_bytes(picture)


def main(folder=FOLDER, *names):
    """Take the named pictures, else all, in both languages; return 1 where something is wrong."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    faults = []
    with site() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language in LANGUAGES:
            camera = Camera(browser, base, folder, language)
            for wanted in PICTURES:
                if not names or wanted.name in names:
                    camera.take(wanted)
            if not names or "mail" in names:
                camera.write()
            faults += [f"{language}: {fault}" for fault in camera.faults]
        browser.close()
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
