"""Halts 项目暂停或终止 that stand: which project-years a document stopped."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from monitoring.models import Halt

STANDING = (Halt.State.RECORDED, Halt.State.HALTED)


def halted(project_years: Iterable[int], *, on: date) -> QuerySet[Halt]:
    """Return what stops some project-years on a day: one at a time, so one each."""
    return Halt.objects.filter(
        project_year__in=list(project_years), state=Halt.State.HALTED, halted_on__lte=on
    )
