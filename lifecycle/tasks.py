"""What the worker is woken for: no payload, every truth is in PostgreSQL (R6)."""

from celery import shared_task
from django.conf import settings

from lifecycle import outbox, sealing, slots
from lifecycle.actions.pack_trials import work_trials


@shared_task(name="lifecycle.tick")
def tick() -> None:
    """Plan and work the due slots."""
    slots.tick()


@shared_task(name="lifecycle.relay")
def relay() -> None:
    """Mail what waits."""
    slots.beat("relay")
    outbox.relay()


@shared_task(name="lifecycle.seal")
def seal() -> None:
    """Seal the heads of the log outside the database."""
    sealing.seal(settings.SEAL_DIR)


@shared_task(name="lifecycle.trials")
def trials() -> None:
    """Reckon what packs on trial would change."""
    work_trials()
