"""Drawing a sample 抽样: what is always drawn, and by lot a share of the rest.

The lot of a candidate is the SHA-256 of "seed:code"; the smallest lots are drawn. So whoever has
the seed and the list draws the same sample again, with `sha256sum` and nothing of this system.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from hashlib import sha256

SEED = re.compile(r"[0-9A-Za-z-]{6,64}")


class Ground(StrEnum):
    """Why a candidate is in the sample, or out of it."""

    AMOUNT = "amount"
    CONCERN = "concern"
    BOND = "bond"
    LOT = "lot"
    NOT_DRAWN = "not_drawn"
    BARRED = "barred"


GROUND_LABELS = {
    Ground.AMOUNT: "申报金额达到必抽标准",
    Ground.CONCERN: "社会关注度高",
    Ground.BOND: "申请专项债券",
    Ground.LOT: "随机抽中",
    Ground.NOT_DRAWN: "随机未抽中",
    Ground.BARRED: "应当回避",
}


@dataclass(frozen=True, slots=True)
class SampleNumbers:
    """From which amount (元) a project is always drawn, and how many percent of the rest by lot."""

    always_from: Decimal
    share: Decimal


SAMPLE = SampleNumbers(always_from=Decimal(20_000_000), share=Decimal(20))
"""What a pack that says nothing of the sample means; domain 4.3.1 names the grounds alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One object of the list: its public code, what it asks for in 元, and what is known of it."""

    code: str
    amount: Decimal = Decimal(0)
    concern: bool = False
    bond: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """What the draw says of one candidate; `lot` is "" where none was needed."""

    code: str
    chosen: bool
    ground: Ground
    lot: str = ""


def seed_fault(seed: str) -> str:
    """Say why a seed will not do, or ""."""
    if SEED.fullmatch(seed):
        return ""
    return "种子应为6至64位数字、英文字母或短横线，如当日开奖号码"


def lot_of(code: str, *, seed: str) -> str:
    """Give the lot of a candidate: 64 hexadecimal digits."""
    return sha256(f"{seed}:{code}".encode()).hexdigest()


def always(candidate: Candidate, *, numbers: SampleNumbers) -> Ground | None:
    """Give the ground on which a candidate is drawn without a lot, if there is one."""
    if candidate.bond:
        return Ground.BOND
    if candidate.amount >= numbers.always_from:
        return Ground.AMOUNT
    return Ground.CONCERN if candidate.concern else None


def by_lot(candidates: Sequence[Candidate], *, numbers: SampleNumbers) -> int:
    """Count how many of those that are not always drawn are drawn by lot, rounded up."""
    rest = sum(always(one, numbers=numbers) is None for one in candidates)
    return int((rest * numbers.share / 100).to_integral_value(ROUND_CEILING))


def draw_sample(candidates: Sequence[Candidate], *, numbers: SampleNumbers, seed: str) -> list[Lot]:
    """Draw: every candidate with in or out and its ground, in the order of the list."""
    rest = [one.code for one in candidates if always(one, numbers=numbers) is None]
    drawn = draw_lots(rest, seed=seed, wanted=by_lot(candidates, numbers=numbers))
    found = {lot.code: lot for lot in drawn}
    return [
        Lot(one.code, chosen=True, ground=ground)
        if (ground := always(one, numbers=numbers))
        else found[one.code]
        for one in candidates
    ]


def draw_lots(codes: Sequence[str], *, seed: str, wanted: int) -> list[Lot]:
    """Draw so many by lot, the smallest lots first; every candidate with its lot."""
    lots = sorted((lot_of(code, seed=seed), code) for code in codes)
    return [
        Lot(code, place < wanted, Ground.LOT if place < wanted else Ground.NOT_DRAWN, lot)
        for place, (lot, code) in enumerate(lots)
    ]
