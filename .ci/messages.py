"""The English catalogue: gather the texts of the source, fill it, compile it, and find its gaps.

messages.py                  write the texts into django.po, drop those no longer used, compile
messages.py --missing        print what is untranslated as JSON, ready to be filled in
messages.py --fill FILE      take translations from such a file, then as without arguments
messages.py --check          change nothing; one sentence for each gap, and fail where one is
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("config", "lifecycle", "evaluations", "monitoring")
CATALOGUE = ROOT / "config/locale/en/LC_MESSAGES/django.po"
CHINESE = re.compile(r"[\u3400-\u9fff]")
WRITTEN = re.compile(r"[\u3400-\u9fff，、；：。（）]")
"""What a text in Chinese is told by: its characters or its marks."""
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
CALL = re.compile(
    r"""(?<![\w.])(?P<mark>n?gettext|_)\(\s*
    (?P<first>u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))
    (?:\s*,\s*(?P<second>u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')))?""",
    re.VERBOSE,
)
HIDDEN = re.compile(
    r"""\{%\s*comment.*?\{%\s*endcomment\s*%\}|\{\#.*?\#\}|<!--.*?-->
    |\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}
    |\{%\s*trans(?:late)?\b.*?%\}|_\((?:"[^"]*"|'[^']*')\)""",
    re.VERBOSE | re.DOTALL,
)
"""What a template may say in Chinese: comments, and what is marked for translation."""
UNMARKED = re.compile(
    r"(/rules/|/demo/|/management/|^config/(services|management|pytest_services)"
    r"|^lifecycle/(report_text|models/person|actions/importing)\.py$|^config/settings\.py$)"
)
"""Files whose Chinese is not the page's own: rules and demo data, what operators read on a
terminal, the published report and the title of the published table, the characters of an
account name, the names of languages."""
PROPER = re.compile(r"预算绩效|中文|简体中文")
"""Chinese that an English sentence may hold."""
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Message = tuple[str, str]


@lru_cache(maxsize=1)
def nodes(text: str) -> list[ast.AST]:
    """Return all nodes of a module, itself first: five questions are asked of each."""
    return list(ast.walk(ast.parse(text)))


def files(pattern: str) -> Iterator[Path]:
    """Yield the files of the product that match, migrations left out."""
    for top in PRODUCT:
        for path in sorted((ROOT / top).rglob(pattern)):
            if "migrations" not in path.parts:
                yield path


def named(path: Path) -> str:
    """Name a file as seen from the root."""
    return path.relative_to(ROOT).as_posix()


def in_template(text: str) -> Iterator[Message]:
    """Yield the marked texts of a template, each with its plural or nothing."""
    for call in CALL.finditer(templatize(text)):
        second = call["second"] if call["mark"] == "ngettext" else None
        yield ast.literal_eval(call["first"]), ast.literal_eval(second) if second else ""


def _calls(text: str) -> Iterator[ast.Call]:
    for node in nodes(text):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MARKS:
                yield node


def in_python(text: str) -> Iterator[Message]:
    """Yield the marked texts of a module, each with its plural or nothing."""
    for call in _calls(text):
        said = [part.value for part in call.args[:2] if isinstance(part, ast.Constant)]
        if said and isinstance(said[0], str):
            plural = said[1] if len(said) > 1 and isinstance(said[1], str) else ""
            yield said[0], plural


def in_labels(text: str) -> Iterator[Message]:
    """Yield the words of a rule's codes, which columns show through `choices_of`."""
    for node in nodes(text)[0].body:
        named_so = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if named_so and node.targets[0].id.endswith("_LABELS") and isinstance(node.value, ast.Dict):
            for value in node.value.values:
                if isinstance(value, ast.Constant):
                    yield value.value, ""


def in_rules(text: str) -> Iterator[Message]:
    """Yield why each quality rule matters and how what it finds is mended."""
    fixed = {
        node.targets[0].id: node.value.value
        for node in nodes(text)[0].body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for node in nodes(text):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "rule":
            for word in node.keywords:
                if word.arg in ("why", "mend"):
                    said = getattr(word.value, "value", fixed.get(getattr(word.value, "id", "")))
                    yield str(said), ""


def in_needs(text: str) -> Iterator[Message]:
    """Yield the conditions of steps, which are the docstrings of their checks."""
    for node in nodes(text):
        if isinstance(node, ast.FunctionDef):
            marks = [getattr(mark, "id", getattr(mark, "attr", "")) for mark in node.decorator_list]
            if "need" in marks:
                yield (ast.get_docstring(node) or "").rstrip(".。"), ""


def gathered() -> dict[str, str]:
    """Return every marked text of the product with its plural."""
    found: dict[str, str] = {}
    for path in files("*.py"):
        text = path.read_text()
        found |= dict(in_python(text)) | dict(in_labels(text))
        found |= dict(in_rules(text)) | dict(in_needs(text))
    for pattern in ("templates/**/*.html", "templates/**/*.txt"):
        for path in files(pattern):
            found |= dict(in_template(path.read_text()))
    return {text: plural for text, plural in found.items() if WRITTEN.search(text)}


def bare_in_template(text: str) -> list[tuple[int, str]]:
    """List the lines of a template that speak Chinese outside a mark."""
    open_text = HIDDEN.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = enumerate(open_text.splitlines(), 1)
    return [(n, line.strip()) for n, line in lines if WRITTEN.search(line)]


def bare_in_python(text: str) -> list[tuple[int, str]]:
    """List the Chinese strings of a module outside a mark, docstrings left out."""
    marked = {id(part) for call in _calls(text) for part in call.args}
    marked |= {id(node.value) for node in nodes(text) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in nodes(text)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in marked
        and CHINESE.search(node.value)
    ]


def unmarked() -> Iterator[str]:
    """Yield a sentence for each Chinese text that a page shows and no catalogue can translate."""
    for path in files("*.py"):
        if not UNMARKED.search(named(path)):
            for line, text in bare_in_python(path.read_text()):
                yield f"{named(path)}:{line} is not marked for translation: {text}"
    for pattern in ("templates/**/*.html", "templates/**/*.txt"):
        for path in files(pattern):
            for line, text in bare_in_template(path.read_text()):
                yield f"{named(path)}:{line} is not marked for translation: {text}"


def words(entry: polib.POEntry) -> list[str]:
    """Return the translations of an entry, one or one for each plural."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def gaps(entries: list[polib.POEntry], texts: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each text without a good English one, and each that nobody uses."""
    known = {entry.msgid: entry for entry in entries if not entry.obsolete}
    for text in sorted(set(texts) - set(known)):
        yield f"not in the catalogue: {text}"
    for text in sorted(set(known) - set(texts)):
        yield f"no longer in the source: {text}"
    for text, entry in sorted(known.items()):
        yield from (f"{fault}: {text}" for fault in faults(entry))


def faults(entry: polib.POEntry) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    said = words(entry)
    if entry.fuzzy:
        yield "fuzzy"
    if not all(said):
        yield "not translated"
        return
    if any(WRITTEN.search(PROPER.sub("", one)) for one in said):
        yield "Chinese in English"
    if any(set(PLACE.findall(one)) != set(PLACE.findall(entry.msgid)) for one in said):
        yield "other places for values"


def stale(entries: list[polib.POEntry]) -> Iterator[str]:
    """Yield a sentence where the compiled catalogue says something else."""
    binary = CATALOGUE.with_suffix(".mo")
    if not binary.exists():
        yield "django.mo is missing: run `make messages`"
        return
    compiled = {entry.msgid: words(entry) for entry in polib.mofile(str(binary))}
    wanted = {e.msgid: words(e) for e in entries if not e.obsolete and all(words(e))}
    if compiled != wanted:
        yield "django.mo is not what django.po says: run `make messages`"


def catalogue() -> polib.POFile:
    """Read the catalogue, or begin one."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=0)
    return polib.POFile(wrapwidth=0)


def complaints() -> list[str]:
    """One sentence for each gap between source, catalogue and compiled catalogue."""
    found = catalogue()
    return [*gaps(list(found), gathered()), *stale(list(found)), *unmarked()]


def write(filled: dict[str, str]) -> None:
    """Write the catalogue anew, sorted and without line numbers, so that merges stay small."""
    known = {entry.msgid: entry for entry in catalogue()}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "MIME-Version": "1.0",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for text, plural in sorted(gathered().items()):
        entry = polib.POEntry(msgid=text, msgid_plural=plural)
        entry.flags = ["python-format"] if "%(" in text else []
        said = words(known[text]) if text in known else [""]
        said = [filled.get(text, said[0]), filled.get(plural, said[-1])]
        if plural:
            entry.msgstr_plural = {0: said[0], 1: said[1]}
        else:
            entry.msgstr = said[0]
        fresh.append(entry)
    fresh.save(str(CATALOGUE))
    fresh.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))


def missing() -> dict[str, str]:
    """Return every text that waits for its English words, each with an empty place for them."""
    known = {entry.msgid: words(entry) for entry in catalogue()}
    found: dict[str, str] = {}
    for text, plural in sorted(gathered().items()):
        if not all(known.get(text, [""])):
            found |= {one: "" for one in (text, plural) if one}
    return found


def main(arguments: list[str]) -> int:
    """Do what the first argument says; see the top of this file."""
    if "--check" in arguments:
        said = complaints()
        print("\n".join(said) or "the catalogue is complete", file=sys.stderr)  # noqa: T201
        return bool(said)
    if "--missing" in arguments:
        print(json.dumps(missing(), ensure_ascii=False, indent=1))  # noqa: T201
        return 0
    write(json.loads(Path(arguments[1]).read_text()) if "--fill" in arguments else {})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
