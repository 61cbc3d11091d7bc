"""Telling the demonstration year: chapter by chapter, with the worker doing its part between."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from lifecycle import slots
from lifecycle.demo.chapters import Chapter, in_order
from lifecycle.demo.story import CITY, Astray, Story
from lifecycle.models import DueSlot, ImportBatch, Installation, Notice
from lifecycle.models.rulepack import remembering

KIND = "demo chapter"
PATIENCE = timedelta(seconds=120)
GLANCE = 0.05
EVENING = clock_time(18)
FORK = get_context("fork")
LONGEST_FAULT = 1000

Wake = Callable[[], None]
Show = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How the telling shows itself: each chapter by its title, and each wait."""

    chapter: Show
    waiting: Show


def gather() -> list[Chapter]:
    """Import every app's chapters and return them in order."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.demo") is not None:
            package = import_module(f"{config.name}.demo")
            for module in iter_modules(package.__path__, f"{package.__name__}."):
                import_module(module.name)
    return list(in_order())


def told() -> set[str]:
    """Return the marks of what is already told in this database."""
    return set(ImportBatch.objects.filter(kind=KIND).values_list("fingerprint", flat=True))


def untold() -> list[Chapter]:
    """Return the chapters still to be told."""
    known = told()
    return [found for found in gather() if any(found.mark(p) not in known for p in found.parts)]


def tell(chapters: list[Chapter], *, wake: Wake, progress: Progress) -> None:
    """Tell the chapters; before each, and after the last, the worker works every slot due by then.

    So the clock stops in the evening of the last chapter, and nothing was done after today.
    """
    for found in chapters:
        advance(found.on, wake=wake, progress=progress)
        progress.chapter(found.title)
        _tell(found)
    if chapters:
        advance(chapters[-1].on + timedelta(days=1), wake=wake, progress=progress)


def _tell(found: Chapter) -> None:
    """Tell what is missing of a chapter; halves side by side, as two desks work in life."""
    known = told()
    parts = [part for part in found.parts if found.mark(part) not in known]
    if len(parts) == 1:
        return _tell_part(found, parts[0])
    return _side_by_side(found, parts)


def _side_by_side(found: Chapter, parts: list[int | None]) -> None:
    # Two processes, for threads take turns; and no open session, which both would go on with.
    connections.close_all()
    faults = FORK.SimpleQueue()
    halves = [
        FORK.Process(target=_in_a_process, args=(found, part, faults), daemon=True)
        for part in parts
    ]
    for half in halves:
        half.start()
    try:
        for half in halves:
            half.join()
    finally:
        for half in halves:
            half.terminate()
    if any(half.exitcode for half in halves):
        raise Astray(faults.get() if not faults.empty() else f"{found.name}: 进程意外结束")


def _in_a_process(found: Chapter, part: int | None, faults: Any) -> None:
    try:
        _tell_part(found, part)
    except Exception as error:
        faults.put(f"{found.name}: {type(error).__name__}: {error}"[:LONGEST_FAULT])
        raise
    finally:
        connections.close_all()


def _tell_part(found: Chapter, part: int | None) -> None:
    with transaction.atomic(), remembering():
        story = Story(found, part)
        found.tell(story)
        ImportBatch.objects.create(kind=KIND, fingerprint=found.mark(part), rows=0, at=story.at)


def advance(day: date, *, wake: Wake, progress: Progress) -> None:
    """Set the rehearsal clock to the eve of a day and wait until the timed work is done.

    Raises Astray when a slot failed or no worker answers.
    """
    eve = day - timedelta(days=1)
    at = datetime.combine(eve, EVENING, CITY)
    Installation.objects.filter(id=1).update(rehearsal_at=at)
    slots.plan(eve)
    wake()
    progress.waiting(str(eve))
    _until(lambda: _worked(eve), "定时任务没有完成：工作进程没有应答")


def _worked(day: date) -> bool:
    if failed := DueSlot.objects.filter(state=DueSlot.State.FAILED).first():
        raise Astray(f"{failed}: {failed.fault}")
    return not DueSlot.objects.filter(state=DueSlot.State.WAITING, business_date__lte=day).exists()


def wait_for_mail(*, wake: Wake) -> None:
    """Wait until the relay has mailed everything; raise Astray when it does not."""
    wake()
    _until(
        lambda: not Notice.objects.filter(state=Notice.State.WAITING).exists(),
        "邮件没有发完：工作进程没有应答",
    )


def _until(done: Callable[[], bool], complaint: str) -> None:
    give_up = time.monotonic() + PATIENCE.total_seconds()
    while not done():
        if time.monotonic() > give_up:
            raise Astray(complaint)
        time.sleep(GLANCE)
