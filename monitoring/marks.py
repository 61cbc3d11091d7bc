"""Whether a month has changed since its last sweep: a handful of counts instead of a judgement."""

from datetime import date

from django.contrib.postgres.aggregates import StringAgg
from django.db import transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import MD5

from lifecycle.models import Execution, ProjectYear
from lifecycle.models.rulepack import pack_of
from monitoring.models import LightResult, Report, SweepMark, Warning  # noqa: A004
from monitoring.sweep import Swept, sweep

RESTLESS = (Warning.State.PENDING, Warning.State.RESOLVED)
"""Warnings in these states move with the next run, whatever the facts."""


def sweep_if_changed(year: int, *, month: int, as_of: date) -> Swept | None:
    """Sweep a month unless nothing that a sweep reads has changed since the last one."""
    with transaction.atomic():
        restless = Warning.objects.filter(year=year, state__in=RESTLESS).exists()
        seen = SweepMark.objects.filter(year=year, month=month).first()
        if seen and not restless and seen.facts == facts(year, month, as_of):
            return None
        swept = sweep(year, month=month, as_of=as_of)
        SweepMark.objects.update_or_create(
            year=year,
            month=month,
            defaults={"facts": facts(year, month, as_of), "as_of": as_of},
        )
    return swept


def facts(year: int, month: int, as_of: date) -> str:
    """Describe all that a sweep of a month reads on a day.

    Ledgers and lights only grow, and what a report says is in its content hash, so counts and
    one fingerprint tell any two situations apart. How far a report or an answer has got on its
    way says nothing about the lights.
    """
    paid = Execution.objects.filter(project_year__year=year, month=month, on__lte=as_of)
    reports = Report.objects.filter(year=year, month=month)
    counts = [
        ProjectYear.objects.filter(year=year).aggregate(n=Count("pk"), last=Max("pk")),
        paid.aggregate(n=Count("pk"), last=Max("pk")),
        reports.filter(submitted_on__lte=as_of).aggregate(
            n=Count("pk"), said=MD5(StringAgg("content_hash", "", order_by="pk"))
        ),
        Warning.objects.filter(year=year).aggregate(
            n=Count("pk"), closed=Count("pk", filter=Q(state=Warning.State.CLOSED))
        ),
        LightResult.objects.filter(year=year, frozen=True).aggregate(n=Count("pk")),
    ]
    numbers = [str(value or 0) for each in counts for value in each.values()]
    return " ".join([pack_of(year).version, *numbers])
