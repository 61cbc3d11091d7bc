"""An indicator's value as people type it 指标值: sign, number or words, and unit (domain 3.2)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lifecycle.rules.indicators import OPERATOR_OF, Operator
from lifecycle.rules.money import FULL_WIDTH

NUMBER = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
SIGNS = sorted((sign for sign in OPERATOR_OF if not sign.isalnum() or len(sign) > 1), key=len)[::-1]
AMOUNT = re.compile(
    rf"(?P<minus>-?)(?P<number>{NUMBER})(?P<scale>[万亿]?)(?P<unit>[^0-9]*)", re.DOTALL
)
BETWEEN = re.compile(
    rf"(?P<low>{NUMBER})(?P<low_unit>[^0-9]*?)(?:~|-|--|—|–|至|到|,)(?P<high>{NUMBER})(?P<unit>.*)"
)
BEFORE = re.compile(
    r"(?P<year>[0-9]{4})[年./-](?P<month>[0-9]{1,2})(?:[月./-](?:(?P<day>[0-9]{1,2})日?)?)?"
    r"(?:月?底)?(?:之?前)?(?:完成|完工|竣工)?"
)
AFTER = {"以上": Operator.GE, "以下": Operator.LE, "以内": Operator.LE, "之内": Operator.LE}
TENFOLD = {"": 0, "万": 4, "亿": 8}
SCALED_UNITS = re.compile("元|亩|吨|平方米|立方米|千瓦|公顷")
"""Units that are themselves counted in 万 or 亿, as 万元 and 万亩; others are multiplied out."""
NO_UNIT = re.compile("[前底末]$|[年月日]起$|[，。；、,;]|.{9}")
"""What follows a number in words, as 年底前, is no unit."""
ANSWERS = ("是", "否")


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached, as read; `wording` is the typed text without its sign."""

    operator: Operator
    wording: str
    target: Decimal | None = None
    target_high: Decimal | None = None
    unit: str = ""
    due: date | None = None

    @property
    def shown(self) -> str:
        """The value in plain figures where it is one, else the words."""
        if self.due:
            return self.due.isoformat()
        if self.target is None:
            return self.wording
        low = f"{self.target.normalize():f}"
        return low if self.target_high is None else f"{low}-{self.target_high.normalize():f}"


def read_aim(text: str, *, sign: str = "", unit: str = "") -> Aim:
    """Read a typed value; sign and unit come from columns of their own where the form has them.

    Words without a sign are a qualitative aim; a bare number is an exact one.
    """
    typed = _narrow(text)
    given, rest = _signed(typed)
    operator = OPERATOR_OF.get(_narrow(sign)) or given
    if operator is Operator.QUALITATIVE:
        return Aim(operator, rest or text.strip())
    if operator in {None, Operator.DATE_LE, Operator.LE} and (due := _day(rest)):
        return Aim(Operator.DATE_LE, rest, due=due)
    if operator in {None, Operator.RANGE} and (found := _between(rest, unit=unit)):
        return found
    return _number(rest, operator=operator, unit=unit) or _words(text, rest, operator=operator)


def _narrow(text: str) -> str:
    # Only the full-width block: NFKC would make m2 of m², and 12 of 1².
    return "".join(text.translate(FULL_WIDTH).split())


def _signed(typed: str) -> tuple[Operator | None, str]:
    sign = next((sign for sign in SIGNS if typed.startswith(sign)), "")
    return OPERATOR_OF.get(sign), typed.removeprefix(sign)


def _words(text: str, rest: str, *, operator: Operator | None) -> Aim:
    if operator is None and rest in ANSWERS:
        return Aim(Operator.BOOL, rest)
    spoken = _narrow(text).removesuffix(rest).isalpha()
    if operator is None or (spoken and rest):
        return Aim(Operator.QUALITATIVE, text.strip())
    return Aim(operator, rest)


def _number(rest: str, *, operator: Operator | None, unit: str) -> Aim | None:
    found = AMOUNT.fullmatch(rest)
    if not found or (operator is None and NO_UNIT.search(found["unit"])):
        return None
    after = next((word for word in AFTER if found["unit"].endswith(word)), "")
    own = found["unit"].removesuffix(after).removesuffix("及")
    value = Decimal(found["minus"] + found["number"].replace(",", ""))
    value, named = _scaled(value, scale=found["scale"], unit=own or _narrow(unit))
    return Aim(operator or AFTER.get(after, Operator.EQ), rest, target=value, unit=named)


def _scaled(value: Decimal, *, scale: str, unit: str) -> tuple[Decimal, str]:
    if scale and SCALED_UNITS.match(unit):
        return value, scale + unit
    return value.scaleb(TENFOLD[scale]).normalize() + 0, unit


def _between(rest: str, *, unit: str) -> Aim | None:
    found = BETWEEN.fullmatch(rest)
    if not found or found["low_unit"] not in ("", found["unit"]):
        return None
    low, high = (Decimal(found[name].replace(",", "")) for name in ("low", "high"))
    return Aim(Operator.RANGE, rest, target=low, target_high=high, unit=found["unit"] or unit)


def _day(rest: str) -> date | None:
    found = BEFORE.fullmatch(rest)
    if not found:
        return None
    year, month = int(found["year"]), int(found["month"])
    try:
        last = monthrange(year, month)[1]
        return date(year, month, int(found["day"] or last))
    except ValueError:
        return None
