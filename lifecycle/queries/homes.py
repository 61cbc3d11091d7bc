"""The homes 首页 of a person: one for each kind of seat they may use today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle.rights import Held
from lifecycle.roles import ASSIGNED, Role

KINDS: tuple[tuple[str, str | Promise, frozenset[Role]], ...] = (
    ("unit", _("经办"), frozenset({Role.UNIT_OFFICER, Role.DEPARTMENT_OFFICER})),
    ("head", _("负责人"), frozenset({Role.UNIT_HEAD, Role.DEPARTMENT_HEAD})),
    ("desk", _("财政审核"), frozenset({Role.DESK})),
    ("performance", _("绩效管理"), frozenset({Role.PERFORMANCE})),
    ("budget", _("预算管理"), frozenset({Role.BUDGET})),
    ("leader", _("领导"), frozenset({Role.LEADER})),
    ("expert", _("评审"), ASSIGNED),
    ("congress", _("人大审议"), frozenset({Role.CONGRESS})),
    ("audit", _("审计查阅"), frozenset({Role.AUDITOR})),
    ("system", _("系统管理"), frozenset({Role.ADMINISTRATOR})),
)
"""Every kind of home in the order in which a person meets them."""


@dataclass(frozen=True, slots=True)
class Home:
    """One home: what it is called, and the seats from which it looks."""

    name: str
    label: str
    seats: list[Held]


@dataclass(frozen=True, slots=True)
class AtHome:
    """What every panel of a home is about: whose it is, its seats, the year and the day."""

    user: Any
    name: str
    seats: list[Held]
    year: int
    day: date
    waiting: int
    """How many objects wait for the person, in all their seats."""
    whole: str = ""
    """The panel that shows all its rows, where one was asked for."""


def homes_of(seats: Iterable[Held]) -> list[Home]:
    """List the homes of somebody who may use some seats; a home of one's own comes first."""
    seats = list(seats)
    found = [
        Home(name, str(label), mine)
        for name, label, roles in KINDS
        if (mine := [seat for seat in seats if seat.role in roles])
    ]
    return sorted(found, key=lambda home: not any(seat.own for seat in home.seats))
