"""What a text speaks of, without a dictionary: pairs of neighbouring characters, and quantities."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

CHINESE = re.compile("[一-鿿]+")
HOLLOW = re.compile(
    "演示|项目|资金|专项|经费|补助|补贴|工作|数量|个数|总数|人数|年度|全年|完成|任务|目标|建设|实施|开展|"
    "我市|全市|本年|以上|不低于|不少于|不超过"
)
"""Words that stand in every project, and so tell nothing apart."""
QUANTITY = re.compile(
    r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<scale>[万亿]?)(?P<unit>%|[一-鿿]{1,3})"
)
SCALES = {"": 0, "万": 4, "亿": 8}
REACH = 6
"""How many characters beside a number may name what is counted."""
BREAKS = re.compile("[，。；、,;:：（）()“”]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and the pairs of characters close beside it."""

    number: Decimal
    unit: str
    nouns: frozenset[str]


def squeezed(text: str) -> str:
    """Fold widths and drop all blanks, so that the same words are equal."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters that mean something."""
    runs = CHINESE.findall(HOLLOW.sub("，", text))
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def quantities(text: str) -> list[Quantity]:
    """Return each number of a text with every unit that may be meant."""
    folded = squeezed(text)
    return [
        Quantity(number, unit, nouns)
        for match in QUANTITY.finditer(folded)
        for nouns in [_beside(folded, match)]
        for number, unit in _readings(match)
    ]


def _readings(match: re.Match[str]) -> list[tuple[Decimal, str]]:
    number, scale = Decimal(match["number"].replace(",", "")), match["scale"]
    whole = number.scaleb(SCALES[scale])
    ends = range(1, len(match["unit"]) + 1)
    found = [(whole, match["unit"][:end]) for end in ends]
    return found + [(number, scale + match["unit"][:end]) for end in ends if scale]


def _beside(text: str, match: re.Match[str]) -> frozenset[str]:
    before = BREAKS.split(text[max(0, match.start() - 2 * REACH) : match.start()])[-1]
    after = BREAKS.split(text[match.end("scale") : match.end("scale") + REACH + 1])[0]
    return pairs(before) | pairs(after)
