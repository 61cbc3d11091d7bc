"""One step, and one step on thousands: against bare SQL, a loop, and the libraries of the field."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from benchmarks import bare, city
from benchmarks.measure import Bar, exponent, in_turns, interleaved
from benchmarks.peer import models as peer
from lifecycle.models import Notice, Target, TransitionLog
from lifecycle.transitions import fire, fire_many

ONES = 200
SIZES = (500, 5_000, 20_000)
YEAR = 1_755
"""So many targets a city approves in one go."""
MOST_SECONDS = 2.0
ACCEPT = bare.Step("accept", "unit_submitted", "dept_review", due=date(2022, 10, 31))
APPROVE = bare.Step(
    "approve", "finalised", "approved", due=date(2023, 3, 21), approved=date(2023, 3, 1)
)


def bars() -> list[Bar]:
    """Measure every bar of the engine."""
    here = city.found(SIZES[-1])
    with bare.connect() as db, bare.connect(prepares=True) as session:
        return [
            *_single(here, db, session),
            *_bulk(here, db, by=here.officer, step=ACCEPT),
            *_bulk(here, db, by=here.budget, step=APPROVE),
            _year(here),
            _loop(here, by=here.officer, step=ACCEPT, told=0, limit=None),
            _loop(here, by=here.budget, step=APPROVE, told=ONES, limit=50),
        ]


def _single(here: city.City, db: Any, session: Any) -> Iterator[Bar]:
    by, before = here.officer, partial(city.reset, ACCEPT.before)
    first, second, third = (here.targets[n * ONES : (n + 1) * ONES] for n in range(3))
    ours = _fires(first, by=by, step=ACCEPT)
    limit = _each(first, lambda key: bare.move(db, key, by, ACCEPT))
    same(ours, limit, before=before)
    targets = _targets(first)
    seconds = in_turns(
        lambda n: fire(targets[n], "accept", by=by),
        lambda n: bare.move(db, second[n], by, ACCEPT),
        lambda n: bare.move(session, third[n], by, ACCEPT),
        lambda n: peer.accept(here.goals[n], by, asked=False),
        lambda n: peer.accept(here.goals[ONES + n], by, asked=True),
        times=ONES,
        before=before,
        rounds=5,
    )
    names = (
        ("bare psycopg, as R5 allows", 0.5),
        ("bare psycopg that prepares", 0.5),
        ("django-fsm-log that asks no right", 1),
        ("django-fsm-log with permission=", 1),
    )
    for (name, least), theirs in zip(names, seconds[1:], strict=True):
        ratio = theirs / seconds[0]
        yield Bar(f"fire / {name}", ONES, seconds[0], theirs, ratio, least, at_least=True)


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


def _year(here: city.City) -> Bar:
    """Approve the targets of a city's year at once, each with its line, each filer told once."""
    rows = Target.objects.filter(pk__lte=here.targets[YEAR - 1])
    before = partial(city.reset, APPROVE.before)
    ours = interleaved(partial(fire_many, rows, "approve", by=here.budget), before=before)[0]
    assert TransitionLog.objects.filter(step="approve").count() == YEAR
    assert Notice.objects.count() == city.UNITS
    name = "approve a year's targets, log and notices / 2 s"
    return Bar(name, YEAR, ours, MOST_SECONDS, ours / MOST_SECONDS, 1)


def _loop(here: city.City, *, by: Any, step: bare.Step, told: int, limit: float | None) -> Bar:
    """Compare by the row a step on all targets with the same step in a loop."""
    before = partial(city.reset, step.before)
    keys = here.targets[:ONES]
    loop = _fires(keys, by=by, step=step)
    few, every = Target.objects.filter(pk__in=keys), Target.objects.all()
    same(partial(fire_many, few, step.name, by=by), loop, before=before)
    assert Notice.objects.count() == told, "a step of the loop tells its filer, or nobody"
    ours = partial(fire_many, every, step.name, by=by)
    a, b = interleaved(ours, loop, before=before, rounds=5)
    a, b = a / len(here.targets), b / ONES
    name = f"a row of fire_many / a fire, {step.name}"
    return Bar(name, len(here.targets), a, b, b / a, limit, at_least=True)


def _fires(keys: list[int], *, by: Any, step: bare.Step) -> Callable[[], None]:
    return _each(_targets(keys), lambda target: fire(target, step.name, by=by))


def _targets(keys: list[int]) -> list[Target]:
    return list(Target.objects.filter(pk__in=keys))


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
