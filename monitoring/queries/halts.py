"""Halts 项目暂停或终止 that stand: which project-years a document stopped."""

from collections.abc import Iterable
from datetime import date

from monitoring.models import Halt

STANDING = (Halt.State.RECORDED, Halt.State.HALTED)


def halted(project_years: Iterable[int], *, on: date) -> dict[int, Halt]:
    """Return what stops some project-years on a day; one at a time, so one each."""
    rows = Halt.objects.filter(
        project_year__in=list(project_years), state=Halt.State.HALTED, halted_on__lte=on
    )
    return {halt.project_year_id: halt for halt in rows}
