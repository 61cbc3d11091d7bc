"""Ground under many tests: founded once, left by each test as it was, handed to each as a copy.

A `standing` fixture only makes rows, out of nothing but other standing fixtures. What a test asks
for is founded in savepoints below the test's own transaction, each upon the one before, and stands
until a test comes that asks for other ground. Tests that commit find nothing standing.
"""

import functools
import pickle
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

COMMITTING = {"transactional_db", "live_server"}


@dataclass
class Plan:
    """How a fixture's rows are made, and the names of the ground it is handed."""

    build: Any
    below: dict[str, str]


PLANS = pytest.StashKey[dict[str, Plan]]()


@dataclass
class Layer:
    """What one fixture made, the savepoint below it, and a copy of all that stands up to here."""

    name: str
    block: transaction.Atomic
    things: bytes = b""


layers: list[Layer] = []
here: dict[str, Any] = {}
"""The running test's own copy of what stands."""


def standing(build):
    """Let a fixture's rows stand under as many tests as ask for them."""
    name = f"{build.__module__}.{build.__qualname__}"

    @functools.wraps(build)
    def found(**below):
        return here[name] if name in here else build(**below)

    found.standing = name
    return pytest.fixture(found)


def commits(item):
    """Say whether other processes are to see what a test does."""
    marker = item.get_closest_marker("django_db")
    marked = marker is not None and marker.kwargs.get("transaction", False)
    return marked or bool(COMMITTING & set(item.fixturenames))


def planned(item):
    """Plan the standing fixtures that a test asks for, each after those on which it is built."""
    if PLANS not in item.stash:
        plans: dict[str, Plan] = {}
        look = _Look(item._fixtureinfo.name2fixturedefs, plans)
        for name in () if commits(item) else item._fixtureinfo.initialnames:
            look.at(name)
        item.stash[PLANS] = plans
    return item.stash[PLANS]


@dataclass
class _Look:
    """A way through the fixtures of a test, from what it asks for down to the ground."""

    defined: Any
    plans: dict[str, Plan]

    def at(self, name, depth=-1):
        """Return the name of a fixture that stands, "" for the database, None for any other."""
        if name == "db":
            return ""
        some = self.defined.get(name, ())
        return self._of(some[depth], depth) if len(some) >= -depth else None

    def _of(self, fixture, depth):
        own = fixture.argname
        below = {need: self.at(need, depth - 1 if need == own else -1) for need in fixture.argnames}
        name = getattr(fixture.func, "standing", None)
        if name is None or None in below.values():
            return None
        self.plans.setdefault(name, Plan(fixture.func.__wrapped__, below))
        return name


def stand(plans):
    """Found what a test asks for upon what of it stands already, and hand out a copy."""
    if layers and (connection.connection is None or connection.needs_rollback):
        leave()
    pairs = zip(layers, plans, strict=False)
    leave(sum(1 for _pair in takewhile(lambda pair: pair[0].name == pair[1], pairs)))
    here.clear()
    if layers:
        here.update(pickle.loads(layers[-1].things))
    with translation.override(settings.LANGUAGE_CODE):
        for name in list(plans)[len(layers) :]:
            _found(name, plans[name])


def _found(name, plan):
    block = transaction.atomic()
    block._from_testcase = True  # what must be outermost is so in a test
    block.__enter__()
    layers.append(Layer(name, block))
    try:
        here[name] = plan.build(**{need: here.get(below) for need, below in plan.below.items()})
        connection.check_constraints()  # nothing waits for the end: tables may be altered
        layers[-1].things = pickle.dumps(here)
    except BaseException:
        leave(len(layers) - 1)
        raise


def leave(kept=0):
    """Roll back all but the lowest layers."""
    while len(layers) > kept:
        transaction.set_rollback(True)
        layers.pop().block.__exit__(None, None, None)
