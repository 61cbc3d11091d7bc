"""What the worker is woken for: no payload, every truth is in PostgreSQL (R6)."""

from datetime import date
from time import monotonic

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lifecycle import sealing, slots
from lifecycle.actions.amendment_requests import ask_for_amendments
from lifecycle.actions.folding import fold as fold_sums
from lifecycle.actions.pack_trials import work_trials
from lifecycle.relay import relay as relay_mail

LONG, LONGEST = 240, 270
"""Seconds for what cannot be cut: the sweep of a large city, a server that answers slowly. More
than any pass, less than the broker waits before it hands a task to another worker (300)."""


@shared_task(name="lifecycle.tick", soft_time_limit=LONG, time_limit=LONGEST)
def tick() -> None:
    """Plan and work the due slots; after a pass that was cut short, go on at once."""
    began = monotonic()
    if slots.tick() and monotonic() - began >= slots.PASS_SECONDS:
        tick.delay()


@shared_task(name="lifecycle.relay", soft_time_limit=LONG, time_limit=LONGEST)
def relay() -> None:
    """Mail what waits."""
    slots.beat("relay")
    relay_mail()


@shared_task(name="lifecycle.seal")
def seal() -> None:
    """Seal the heads of the log outside the database."""
    sealing.seal(settings.SEAL_DIR)


@shared_task(name="lifecycle.fold")
def fold() -> None:
    """Fold the rows of the sums."""
    fold_sums()


@shared_task(name="lifecycle.trials", soft_time_limit=LONG, time_limit=LONGEST)
def trials() -> None:
    """Reckon what packs on trial would change."""
    work_trials()


@slots.work("amendments", label=_("目标调整催报"), due=slots.on_a_workday)
def ask(business_date: date) -> None:
    """Ask for the amendments that a change of the budget owes, once the days to file are over."""
    ask_for_amendments(business_date)
