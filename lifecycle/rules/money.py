"""Money 金额 in exact decimals: typed text, the one rounding place, units and splitting."""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

CENT_PLACES = 2
YUAN_LIMIT = Decimal(10) ** 12  # R15: money columns hold less than a trillion 元
LONGEST_TYPED = 40
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
NEGATIVE = re.compile(r"[-−–—] *[0-9]")


class Unit(StrEnum):
    """What a typed amount is counted in."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"


POWERS = {Unit.YUAN: 0, Unit.WAN: 4, Unit.YI: 8}
SUFFIXES = {Unit.YUAN: ("元",), Unit.WAN: ("万元", "万"), Unit.YI: ("亿元", "亿")}


class NumberError(ValueError):
    """A typed number that cannot be taken; str() is the sentence for the page."""


def round_half_up(value: Decimal | Fraction | int, *, places: int = CENT_PLACES) -> Decimal:
    """Round exactly, a half going away from zero 四舍五入; NaN and Infinity raise."""
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(abs(numerator) * 10**places, denominator)
    whole += 2 * rest >= denominator
    return Decimal(f"{whole if numerator >= 0 else -whole}E-{places}")


def typed_number(text: str, *, places: int) -> Decimal:
    """Read a non-negative number as typed (full-width digits and thousands commas too).

    Raises NumberError; only the full-width block is folded, since NFKC would read 1² as 12.
    """
    typed = text.translate(FULL_WIDTH).strip()
    if not typed:
        raise NumberError("请填写数字")
    if NEGATIVE.match(typed):
        raise NumberError("不能为负数")
    found = NUMBER.fullmatch(typed) if len(typed) <= LONGEST_TYPED else None
    if not found:
        raise NumberError("不是有效的数字，请只填数字和小数点")
    if len(found[2] or "") > places:
        raise NumberError(f"最多{places}位小数")
    return Decimal(typed.replace(",", ""))


def yuan(text: str, *, unit: Unit = Unit.YUAN) -> Decimal:
    """Read a typed amount as 元 to the cent, 万 or 亿 only when the unit says so.

    Raises NumberError.
    """
    typed = text.translate(FULL_WIDTH).strip()
    own = next((suffix for suffix in SUFFIXES[unit] if typed.endswith(suffix)), "")
    typed = typed.removesuffix(own)
    if typed.endswith(("元", "万", "亿")):
        raise NumberError(f"金额单位应为{SUFFIXES[unit][0]}，请换算后填写")
    amount = typed_number(typed, places=CENT_PLACES + POWERS[unit])
    amount = round_half_up(amount.scaleb(POWERS[unit]))
    if fault := amount_fault(amount):
        raise NumberError(fault)
    return amount


def amount_fault(amount: Decimal) -> str:
    """Say why a number of 元 cannot be stored as money, or "" when it can (R15)."""
    if not amount.is_finite():
        return "不是有效的数字，请只填数字和小数点"
    if amount < 0:
        return "不能为负数"
    if amount >= YUAN_LIMIT:
        return "金额应小于1万亿元"
    return "" if amount == round_half_up(amount) else "最多精确到分"


def wan_to_yuan(amount: Decimal | str) -> Decimal:
    """Turn 万元 into 元 exactly; a part of a cent or a bad number raises NumberError."""
    if isinstance(amount, str):
        return yuan(amount, unit=Unit.WAN)
    scaled = amount.scaleb(POWERS[Unit.WAN])
    if fault := amount_fault(scaled):
        raise NumberError(fault)
    return round_half_up(scaled)


def in_wan(amount: Decimal, *, places: int = CENT_PLACES) -> str:
    """Write 元 as 万元 for reading, rounded half up."""
    return f"{round_half_up(amount.scaleb(-POWERS[Unit.WAN]), places=places):f}"


def in_yi(amount: Decimal, *, places: int = CENT_PLACES) -> str:
    """Write 元 as 亿元 for reading, rounded half up."""
    return f"{round_half_up(amount.scaleb(-POWERS[Unit.YI]), places=places):f}"


def exact(amount: Decimal) -> str:
    """Write 元 with both cents and nothing else; raises ValueError on a part of a cent."""
    rounded = round_half_up(amount)
    if rounded != amount:
        raise ValueError("a part of a cent cannot be written exactly")
    return f"{rounded:f}"


def percentage(part: Decimal | int, *, whole: Decimal | int) -> Decimal | None:
    """Give part ÷ whole in percent with two decimals, or None when there is no whole."""
    if not whole:
        return None
    return round_half_up(Fraction(part) * 100 / Fraction(whole))


def split(total: Decimal, *, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Share out 元 by weight to the cent, by largest remainder; the shares add up to the total.

    Equal remainders go to the earlier share. Raises ValueError without a positive weight.
    """
    exact_weights = [Fraction(weight) for weight in weights]
    whole = sum(exact_weights)
    if min(exact_weights, default=-1) < 0 or not whole:
        raise ValueError("weights must be non-negative and not all zero")
    if amount_fault(total):
        raise ValueError("the total must be an amount of money")
    cents = int(total.scaleb(CENT_PLACES))
    quotas = [cents * weight / whole for weight in exact_weights]
    shares = [int(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda at: shares[at] - quotas[at])
    for at in order[: cents - sum(shares)]:
        shares[at] += 1
    return [Decimal(share).scaleb(-CENT_PLACES) for share in shares]
