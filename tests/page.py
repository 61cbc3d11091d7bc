"""A page as a reader without eyes or mouse meets it: what every page must have."""

from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "img", "hr"}
ASKING = {"input", "select", "textarea"}
QUIET = {"hidden", "submit", "button"}


class Page(HTMLParser):
    """The parts of a page that the checks below ask for."""

    def __init__(self, answer):
        super().__init__()
        self.tags, self.open, self.ids, self.titles = [], [], [], []
        self.misnested = []
        self.text = ""
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.misnested.append(tag)

    def handle_data(self, data):
        if "title" in self.open:
            self.titles.append(data.strip())
        self.text += data

    def all(self, tag):
        return [attrs for found, attrs in self.tags if found == tag]

    def named(self, name):
        return [attrs.get("value") for _tag, attrs in self.tags if attrs.get("name") == name]


def faults(answer):
    """List what a page lacks."""
    page = Page(answer)
    labelled = {attrs.get("for") for attrs in page.all("label")}
    asking = [attrs for tag, attrs in page.tags if tag in ASKING and attrs.get("type") not in QUIET]
    told = {attrs.get("aria-describedby") for attrs in page.all("button")} - {None}
    told |= {attrs.get("aria-labelledby") for _tag, attrs in page.tags} - {None}
    found = {
        "no language": not page.all("html")[0].get("lang"),
        "no title": not "".join(page.titles).strip(" ·"),
        "not one h1": len(page.all("h1")) != 1,
        "not one main": len(page.all("main")) != 1,
        "an input without a label": [
            a for a in asking if a.get("id") not in labelled and not a.get("aria-label")
        ],
        "an id twice": len(page.ids) != len(set(page.ids)),
        "a table without a caption": len(page.all("table")) != len(page.all("caption")),
        "a label for nothing": labelled - set(page.ids),
        "a description that is not there": told - set(page.ids),
        "badly nested": page.misnested or page.open,
        "an inline style": [a for _tag, a in page.tags if "style" in a] or page.all("style"),
        "an inline script": [a for a in page.all("script") if "src" not in a]
        or [a for _tag, a in page.tags if any(name.startswith("on") for name in a)],
        "something from elsewhere": [
            a for tag, a in page.tags if tag in ("link", "script", "img")
            and (a.get("href") or a.get("src") or "").startswith(("http", "//"))
        ],
    }  # fmt: skip
    return {fault: what for fault, what in found.items() if what}
