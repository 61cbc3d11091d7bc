"""Idle balance 长期沉淀资金: carried-over money that a second year has not spent either."""

from decimal import Decimal

NOTHING = Decimal(0)


def idle_balance(carried: Decimal, *, budget: Decimal, paid: Decimal) -> Decimal:
    """Give the part of last year's money still unspent, in 元 (长期沉淀的资金一律收回, 34号)."""
    return max(NOTHING, min(carried, budget - paid))
