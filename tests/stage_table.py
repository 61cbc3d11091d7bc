"""The whole state × step × role table of a stage, compared as text."""

from django.db import transaction

from lifecycle.refusals import Code, Refused
from lifecycle.roles import PEOPLE, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, put

ROLES = (*PEOPLE, Role.SYSTEM)


def read(allowed: str) -> dict[tuple[str, str, str], str]:
    """Read lines of `state step role[,role] target`."""
    table = {}
    for line in allowed.strip().splitlines():
        state, step, roles, target = line.split()
        table |= {(state, step, role): target for role in roles.split(",")}
    return table


def walk(subject, state, people, prepare=lambda subject: subject):
    """Try every step as every role from one state; return {(state, step, role): target}.

    Every refusal must leave state, version and log as they were, and name a right or the state.
    """
    found = {}
    model = type(subject)
    names = sorted({edge.name for edge in model.edges()})
    subject = prepare(put(subject, state))
    here = transaction.savepoint()
    for role in ROLES:
        by = None if role is Role.SYSTEM else people[role]
        for name in names:
            target = attempt(subject, name, by, back_to=here)
            if target is not None:
                found[state, name, str(role)] = target
    return found


def attempt(subject, name, by, *, back_to):
    """Try a step and go back to a savepoint; return where it led, None where it was refused."""
    try:
        moved = fire(subject, name, by=by, note="说明", at=NOON)
    except Refused as refused:
        _unchanged(subject, name, refused)
        return None
    transaction.savepoint_rollback(back_to)
    return str(moved.state)


def _unchanged(subject, name, refused):
    assert set(refused.codes) <= {Code.RIGHT, Code.STATE}, (name, refused.faults)
    rows = type(subject).objects.filter(pk=subject.pk)
    assert list(rows.values_list("state", "version")) == [(subject.state, subject.version)]


def expected(allowed: str, state) -> dict[tuple[str, str, str], str]:
    """Narrow the allowed lines to one state."""
    return {cell: target for cell, target in read(allowed).items() if cell[0] == str(state)}
