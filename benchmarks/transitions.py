"""One step, and one step on thousands: against bare SQL, a loop, and the libraries of the field."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from benchmarks import bare, city
from benchmarks.measure import Bar, exponent, interleaved
from benchmarks.peer import models as peer
from lifecycle.models import Notice, Target
from lifecycle.transitions import fire, fire_many

ONES = 200
SIZES = (500, 5_000, 20_000)
ACCEPT = bare.Step("accept", "unit_submitted", "dept_review", due=date(2022, 10, 31))
APPROVE = bare.Step(
    "approve", "finalised", "approved", due=date(2023, 3, 21), approved=date(2023, 3, 1)
)


def bars() -> list[Bar]:
    """Measure every bar of the engine."""
    here = city.found(SIZES[-1])
    with bare.connect() as db:
        return [
            *_single(here, db),
            *_bulk(here, db, by=here.officer, step=ACCEPT),
            *_bulk(here, db, by=here.budget, step=APPROVE),
            *_loop(here),
        ]


def _single(here: city.City, db: Any) -> Iterator[Bar]:
    keys, goals = here.targets[:ONES], here.goals[:ONES]
    ours = _fires(keys, by=here.officer, step=ACCEPT)
    limit = _each(keys, lambda key: bare.move(db, key, here.officer, ACCEPT))
    plain = _each(goals, lambda key: peer.accept(key, here.officer, asked=False))
    asked = _each(goals, lambda key: peer.accept(key, here.officer, asked=True))
    before = partial(city.reset, ACCEPT.before)
    same(ours, limit, before=before)
    seconds = interleaved(ours, limit, plain, asked, before=before, rounds=9)
    a, b, c, d = (each / ONES for each in seconds)
    yield Bar("fire / bare psycopg", ONES, a, b, b / a, 0.5, at_least=True)
    yield Bar("fire / django-fsm-log that asks no right", ONES, a, c, c / a, 1, at_least=True)
    yield Bar("fire / django-fsm-log with permission=", ONES, a, d, d / a, 1, at_least=True)


def _bulk(here: city.City, db: Any, *, by: Any, step: bare.Step) -> Iterator[Bar]:
    before = partial(city.reset, step.before)
    points = []
    for size in SIZES:
        last = here.targets[size - 1]
        ours = partial(fire_many, Target.objects.filter(pk__lte=last), step.name, by=by)
        limit = partial(bare.move_all, db, last, by, city.NOON, step)
        same(ours, limit, before=before)
        a, b = interleaved(ours, limit, before=before, rounds=5)
        yield Bar(f"fire_many {step.name} / one statement", size, a, b, a / b, 4)
        points.append((size, a))
    yield Bar(f"fire_many {step.name}, exponent", SIZES[-1], 0, 0, exponent(points), 1.1)


def _loop(here: city.City) -> Iterator[Bar]:
    """Compare by the row with the step that is taken in bulk once a year, and tells its filers."""
    before = partial(city.reset, APPROVE.before)
    keys = here.targets[:ONES]
    loop = _fires(keys, by=here.budget, step=APPROVE)
    few, every = Target.objects.filter(pk__in=keys), Target.objects.all()
    same(partial(fire_many, few, "approve", by=here.budget), loop, before=before)
    assert Notice.objects.count() == ONES, "every step of the loop tells its filer"
    ours = partial(fire_many, every, "approve", by=here.budget)
    a, b = interleaved(ours, loop, before=before, rounds=5)
    assert Notice.objects.count() == ONES, "the loop ran last"
    a, b = a / len(here.targets), b / ONES
    yield Bar("a row of fire_many / a fire", len(here.targets), a, b, b / a, 50, at_least=True)


def _fires(keys: list[int], *, by: Any, step: bare.Step) -> Callable[[], None]:
    targets = list(Target.objects.filter(pk__in=keys))
    return _each(targets, lambda target: fire(target, step.name, by=by))


def _each(things: list[Any], act: Callable[[Any], Any]) -> Callable[[], None]:
    def run() -> None:
        for thing in things:
            act(thing)

    return run


def same(*runs: Callable[[], Any], before: Callable[[], None]) -> None:
    """Assert that all runs leave the same whole rows of target and log, and not the old ones."""
    answers = []
    for run in runs:
        before()
        untouched = city.written()
        run()
        answers.append(city.written())
        assert answers[-1] != untouched, "the run moved nothing"
    for answer in answers[1:]:
        for table, rows in answer.items():
            for one, other in zip(answers[0][table], rows, strict=True):
                assert one == other, f"{table}\n{one}\n{other}"
