"""Keeping what auditors export 导出, before the file leaves the house."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import queries
from lifecycle.models import Export
from lifecycle.refusals import Code, Forbidden, Refusal
from lifecycle.rights import name_of
from lifecycle.roles import Role


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that is ready to leave: rows of a table under a condition, and its digest."""

    table: str
    condition: str
    kind: str
    rows: int
    size: int
    sha256: str


def record_export(parcel: Parcel, *, by: Any, at: datetime) -> Export:
    """Write the line of an export and commit it. Raises Forbidden to whoever is no auditor."""
    seats = queries.seats_for(by)
    seat = next((found for found in seats if found.role is Role.AUDITOR), None)
    if seat is None:
        raise Forbidden(Refusal(Code.RIGHT, _("审计查阅只对审计岗位开放")))
    # Durable: an outer transaction could take the line back while the file is on its way.
    with transaction.atomic(durable=True):
        return Export.objects.create(
            at=at,
            by=by,
            by_name=name_of(by),
            acting_for_name="" if seat.own else seat.principal,
            seat=seat.seat,
            organisation=seat.organisation,
            **asdict(parcel),
        )
