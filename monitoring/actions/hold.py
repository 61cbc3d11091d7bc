"""Holds 暂缓: what monitoring tells the ground floor about a project-year."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from lifecycle.models import Hold


def place_holds(
    sources: Sequence[Any],
    *,
    kind: Hold.Kind,
    reason: Callable[[Any], str],
    on: date,
    marked: Callable[[Any], bool] = lambda _source: False,
) -> None:
    """Place one hold for each source on its project-year; one already there stays.

    `marked` says of which the result application 结果应用 is to know.
    """
    Hold.objects.bulk_create(
        (
            Hold(
                project_year_id=source.project_year_id,
                kind=kind,
                machine=source.stage(),
                object_id=source.pk,
                reason=reason(source),
                placed_on=on,
                for_application=marked(source),
            )
            for source in sources
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def lift_holds(sources: Sequence[Any], *, kind: Hold.Kind, on: date) -> int:
    """Lift what these sources of one stage still hold, and return how many did."""
    if not sources:
        return 0
    held = Hold.objects.filter(kind=kind, machine=sources[0].stage(), lifted_on=None)
    return held.filter(object_id__in=[source.pk for source in sources]).update(lifted_on=on)
