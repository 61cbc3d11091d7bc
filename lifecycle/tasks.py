"""What the worker is woken for: no payload, every truth is in PostgreSQL (R6)."""

from celery import shared_task

from lifecycle import outbox, slots


@shared_task(name="lifecycle.tick")
def tick() -> None:
    """Plan and work the due slots."""
    slots.tick()


@shared_task(name="lifecycle.relay")
def relay() -> None:
    """Mail what waits."""
    slots.beat("relay")
    outbox.relay()
