"""Whom a person can ask: those who answer for their own line of the tree."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lifecycle import clock, rights
from lifecycle.models import Organisation, Seat
from lifecycle.roles import Role

ANSWERING = (Role.UNIT_HEAD, Role.DEPARTMENT_OFFICER, Role.DESK, Role.ADMINISTRATOR)
LINE = ("pk", "department", "desk", "bureau")
MOST = 6


def contacts_for(user: Any, day: date | None = None) -> QuerySet[Any]:
    """List the seats to ask, nearest first: unit, department, desk, administrators."""
    day = day or clock.today()
    own = [seat.organisation_id for seat in rights.seats_of(user, day) if seat.own]
    mine = Organisation.objects.filter(pk__in=own)
    line = Q()
    for column in LINE:
        line |= Q(organisation__in=mine.values(column))
    rows = Seat.objects.filter(
        line,
        Q(ends_on=None) | Q(ends_on__gte=day),
        role__in=ANSWERING,
        starts_on__lte=day,
        person__is_active=True,
    ).exclude(person=user)
    # 单位代码 grows with the depth of the tree, so the nearest comes first.
    return rows.select_related("person", "organisation").order_by("-organisation__code", "pk")[
        :MOST
    ]
