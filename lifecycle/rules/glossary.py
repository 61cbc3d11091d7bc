"""The glossary 词汇 as a table: read from the one text in which the words are agreed."""

import re
from dataclasses import dataclass

HEADING = re.compile(r"^## (?P<english>[^一-鿿]+?) (?P<chinese>[一-鿿]+)$")
ROW = re.compile(r"^\|(?P<chinese>[^|]+)\|(?P<english>[^|]+)\|")
FIRST_CELL = "中文"


@dataclass(frozen=True, slots=True)
class Term:
    """One term in both languages."""

    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Section:
    """Terms that belong together, under a heading in both languages."""

    chinese: str
    english: str
    terms: tuple[Term, ...]


def sections(text: str) -> list[Section]:
    """Read the sections of the glossary's Markdown, each with its table, and nothing else."""
    found: list[Section] = []
    heading: re.Match[str] | None = None
    terms: list[Term] = []
    for line in [*text.splitlines(), "## end 终"]:
        if new := HEADING.match(line):
            if heading and terms:
                found.append(Section(heading["chinese"], heading["english"], tuple(terms)))
            heading, terms = new, []
        elif (row := ROW.match(line)) and _is_term(row["chinese"]):
            terms.append(Term(row["chinese"].strip(), row["english"].strip()))
    return found


def _is_term(cell: str) -> bool:
    return cell.strip() != FIRST_CELL and set(cell) - set(" -:") != set()
