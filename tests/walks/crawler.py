"""A crawler that opens every page a person can reach and writes down what is wrong with each.

    python -m tests.walks.crawler http://127.0.0.1:8000 PASSWORD LOGIN [LOGIN …] [most=N]

walks a running site, such as the one that `manage.py demo` serves; fails where it finds a fault.
"""

import re
import shutil
import sys
from collections import deque
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urlsplit

import polib

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "tests/vendor/axe.min.js").read_text()
CATALOGUE = ROOT / "config/locale/en/LC_MESSAGES/django.mo"
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""Debian's: the shell that draws no window of its own opens a page in a fifth of the time."""
LANGUAGES = ("zh-hans", "en")
WIDTHS = (1280, 390)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LEFT = re.compile(
    r"export=|^/audit/.*\?|/files/|/form/$|/approvals/letters/|\.ics$|[?&](sort|per|columns|page)=[^&]"
)
"""Files, and the same page in another order: what a list does is tested where it is built."""
PLACE = re.compile(r"%\\\(\w+\\\)[sd]|\\\{\w+\\\}")
LEAST_WORDS = re.compile(r"[\u3400-\u9fff]{2}")
"""A text with places says something of its own; one or two marks between them do not."""
PATTERN = re.compile(r"\d+")
WRITTEN = ("同意", "预算执行率")
"""What the people of the demonstration wrote in words that pages have too: it stays as written."""
MOST_ALIKE = 3
"""Pages whose addresses differ by numbers or filters alone are one kind; a few are enough."""
DATA = "[lang=zh-hans], .who"
STORED = f"{DATA}, .readonly, [class*=field-], .breadcrumbs, #content > h2"
"""Where a page shows what is stored as it stands: so do the tables of the auditors."""
CHECK = """async rules => {
  const found = await axe.run(
    document, {runOnly: rules, resultTypes: ['violations'], preload: false});
  return found.violations.map(one => one.id + ' ' + one.nodes[0].target.join(' '));
}"""
SHAPE = """data => ({
  title: document.title.replace(/[ ·]/g, ''),
  h1: document.querySelectorAll('h1').length,
  parts: [...document.querySelectorAll('main :is(h2, h3, legend, summary, button, label, th)')]
    .map(e => e.textContent.replace(/[\\d\\s]+/g, '')),
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  out: [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll')
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => `${e.tagName} ${e.className}`).slice(-3),
  links: [...[...document.querySelectorAll('a[href]')]
    .map(a => new URL(a.getAttribute('href'), document.baseURI).href),
    ...[...document.forms].filter(form => form.method === 'get').map(form => {
      const target = new URL(form.getAttribute('action') || '', document.baseURI);
      target.search = new URLSearchParams(new FormData(form));
      return target.href;
    })],
  words: [...[...document.querySelectorAll('body *')].flatMap(e => [...e.childNodes])
    .filter(n => n.nodeType === 3 && !n.parentElement.closest(data)
    && !n.parentElement.matches('.person'))
    .map(n => n.textContent),
    ...['title', 'aria-label', 'placeholder', 'data-label'].flatMap(name =>
      [...document.querySelectorAll(`[${name}]`)].map(e => e.getAttribute(name)))]
    .map(text => text.replace(/\\s+/g, ' ').trim()).filter(text => /[\u3400-\u9fff]/.test(text)),
})"""


@cache
def chinese_texts():
    """Return the Chinese texts of the source that have another English.

    The examples of the style page are left out: a unit may well bear such a name.
    """
    examples = "".join(p.read_text() for p in (ROOT / "lifecycle/views").glob("style*.py"))
    found = {entry.msgid for entry in polib.mofile(str(CATALOGUE)) if entry.msgid != entry.msgstr}
    return frozenset(text for text in found if f'"{text}"' not in examples)


@cache
def with_places(texts):
    """Return one pattern for all texts that hold values."""
    parts = [PLACE.sub(".+", re.escape(text)) for text in texts if LEAST_WORDS.search(text)]
    return re.compile("|".join(part for part in parts if ".+" in part) or "(?!)")


def kind(url):
    """Return what addresses of the same kind of page have in common: not what is filtered."""
    parts = urlsplit(url)
    asked = [f"tab={v}" if k == "tab" else k for k, v in parse_qsl(parts.query)]
    return PATTERN.sub("0", f"{parts.path}?{'&'.join(sorted(asked))}")


class Crawler:
    """One person's way through the site in one browser page.

    A page of a kind and of parts that are `judged` is not judged again for access and width.
    """

    def __init__(
        self, page, base, *, english=False, axe=True, most=400, alike=MOST_ALIKE, judged=None
    ):
        self.page, self.base, self.axe = page, base.rstrip("/"), axe
        self.judged = set() if judged is None else judged
        self.most, self.alike, self.data = most, alike, DATA
        self.chinese = chinese_texts() if english else frozenset()
        self.patterns = with_places(self.chinese)
        self.written = set()
        self.faults, self.said, self.seen = [], [], {}
        page.on("console", lambda said: self.said.append(said.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def crawl(self, start="/"):
        """Open what can be reached from a page; return the faults, each with its address."""
        waiting, known = deque([start]), {start}
        while waiting and sum(self.seen.values()) < self.most:
            url = waiting.popleft()
            if self.seen.get(kind(url), 0) >= self.alike:
                continue
            self.seen[kind(url)] = self.seen.get(kind(url), 0) + 1
            for link in self.visit(url):
                if link not in known:
                    known.add(link)
                    waiting.append(link)
        return self.faults

    def visit(self, url):
        """Check one page at every width; return where it leads."""
        self.said.clear()
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        answer = self.page.goto(self.base + url, wait_until="load")
        if answer is None or answer.status >= 400:
            self.faults.append(f"{url}: answered {answer.status if answer else 'nothing'}")
            return []
        if "text/html" not in answer.headers.get("content-type", ""):
            return []
        shape = self.page.evaluate(SHAPE, self.data)
        self._shaped(url, shape)
        made_of = (kind(url), frozenset(shape["parts"]))
        if made_of not in self.judged:
            self._judge(url)
            self.judged.add(made_of)
        self.faults += [f"{url}: console: {text}" for text in self.said]
        return [link for found in shape["links"] if (link := self._inside(found))]

    def _shaped(self, url, shape):
        if not shape["title"] or shape["h1"] != 1:
            self.faults.append(f"{url}: title {shape['title']!r}, {shape['h1']} headings")
        if shape["wide"] > 1:
            self.faults.append(f"{url}: too wide at {WIDTHS[0]} px: {shape['out']}")
        for text in sorted(set(shape["words"]) - self.written):
            if text in self.chinese or (self.chinese and self.patterns.fullmatch(text)):
                self.faults.append(f"{url}: not in English: {text}")

    def _judge(self, url):
        if self.axe:
            self._accessible(url)
        self.page.set_viewport_size({"width": WIDTHS[1], "height": 800})
        narrow = self.page.evaluate(SHAPE, self.data)
        if narrow["wide"] > 1:
            self.faults.append(f"{url}: too wide at {WIDTHS[1]} px: {narrow['out']}")

    def _accessible(self, url):
        self.page.evaluate(AXE)
        for found in self.page.evaluate(CHECK, RULES):
            self.faults.append(f"{url}: {found}")

    def _inside(self, link):
        link = urldefrag(link).url
        if not link.startswith(self.base + "/"):
            return None
        path = link.removeprefix(self.base)
        return None if LEFT.search(path) else path


def signed_in(browser, base, login, password, language):
    """Return a page of a person who has signed in and chosen a language."""
    page = browser.new_context(bypass_csp=False, locale="zh-CN").new_page()
    page.goto(f"{base}/login/")
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.context.add_cookies([{"name": "language", "value": language, "url": base}])
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def main(base, password, *logins):
    """Walk as each person in both languages; print the faults and fail where there are any."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is

    found, most, judged = 0, 400, {language: set() for language in LANGUAGES}
    if logins[-1].startswith("most="):
        *logins, last = logins
        most = int(last.removeprefix("most="))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for login in logins:
            for language in LANGUAGES:
                page = signed_in(browser, base, login, password, language)
                english = language == "en"
                crawler = Crawler(
                    page, base, english=english, axe=not english, most=most, judged=judged[language]
                )
                crawler.data = STORED
                crawler.written.update(WRITTEN)
                faults = crawler.crawl(urlsplit(page.url).path)
                print(
                    f"{login} {language}: {sum(crawler.seen.values())} pages, {len(faults)} faults"
                )
                print(*faults, sep="\n")
                found += len(faults)
                page.context.close()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
