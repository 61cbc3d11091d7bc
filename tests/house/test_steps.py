"""What the machines of all apps must agree on with the engine, the packs and each other."""

import ast
import inspect
import os
import subprocess
import sys
import textwrap

import pytest

from lifecycle import following
from lifecycle.bulk import constants
from lifecycle.guards import MachineGuard
from lifecycle.machine import Act
from lifecycle.models import Person
from lifecycle.rules.pack import NATIONAL
from lifecycle.scope import machines
from tests.conftest import NOON
from tests.house.test_tree import PRODUCT, ROOT, named, parsed, python_files

MACHINES = {machine.stage(): machine for machine in machines()}
STAGES = 14
STEPS = sorted(
    {(stage, edge.name, edge.about) for stage, machine in MACHINES.items()
     for edge in machine.edges()},
    key=lambda step: step[:2],
)  # fmt: skip
PLAIN = [pytest.param(stage, name, id=f"{stage}.{name}")
         for stage, name, about in STEPS if not about.each]  # fmt: skip
LIGHT = "runs from the light that a warning keeps, not from where the warning is"
NOT_A_STATE = {
    "warning.promise": "how far ahead a unit may promise",
    "report.july_dept_review": "dept_review again, by the fixed date of the July form",
    "report.missing": "how long a missing report stays yellow",
    "warning.blue": LIGHT,
    "warning.yellow": LIGHT,
    "warning.red_plan": LIGHT,
    "warning.red_done": LIGHT,
    "warning.red_amendment": LIGHT,
    "warning.red_overdue": LIGHT,
    "rectification.serious": "rectifying again, with the longer term of a serious problem",
}


def body_of(stage, name):
    return getattr(MACHINES[stage], name).__wrapped__


def test_every_stage_is_here():
    assert len(MACHINES) == STAGES
    assert len({machine.stage_name() for machine in MACHINES.values()}) == STAGES


@pytest.mark.parametrize(("stage", "name"), PLAIN)
def test_a_step_of_rows_alike_sets_the_same_for_all(stage, name):
    act = Act(by=Person(pk=1, name="某人"), at=NOON, day=NOON.date(), note="说明")
    found = constants(body_of(stage, name), MACHINES[stage], act)
    assert isinstance(found, dict)


@pytest.mark.parametrize(("stage", "name"), PLAIN)
def test_a_step_of_rows_alike_never_looks_at_its_row(stage, name):
    # `is None` cannot be caught on the blank row, so the source is asked too.
    source = ast.parse(textwrap.dedent(inspect.getsource(body_of(stage, name))))
    reads = [
        node.attr
        for node in ast.walk(source)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and not isinstance(getattr(MACHINES[stage], node.attr), type)  # a class of choices
    ]
    assert reads == []


def test_whatever_follows_follows_from_a_step_that_exists():
    steps = {(stage, name) for stage, name, _about in STEPS}
    assert set(following.CONSEQUENCES) - steps == set()


def _with_consequences() -> set[str]:
    def registers(node):
        return isinstance(node, ast.ImportFrom) and any(a.name == "follows" for a in node.names)

    def calls(node):
        return isinstance(node, ast.Attribute) and node.attr == "follows"

    found = set()
    for path in python_files(*PRODUCT):
        if any(registers(node) or calls(node) for node in ast.walk(parsed(path))):
            found.add(named(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return found


def test_consequences_are_registered_as_soon_as_django_is_ready():
    code = "import sys, django; django.setup(); print(*sys.modules, sep='\\n')"
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    order = [sys.executable, "-c", code]
    run = subprocess.run(order, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert _with_consequences() - set(run.stdout.split()) == set()


def test_every_deadline_is_of_a_state_that_exists():
    states = {
        f"{machine.stage_name()}.{state}"
        for machine in MACHINES.values()
        for state in machine.State
    }
    assert set(NATIONAL.deadlines) - states == set(NOT_A_STATE)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
class TestMachine:
    def test_who_checks_has_a_filer_to_be_told_apart_from(self, machine):
        said = [edge.about for edge in machine.edges()]
        if any(about.checks for about in said):
            assert any(about.files for about in said)

    def test_the_database_holds_four_eyes_where_a_step_checks(self, machine):
        if any(edge.about.checks for edge in machine.edges()):
            names = [held.name for held in machine._meta.constraints]
            assert [name for name in names if name.endswith("_four_eyes")]

    def test_the_database_holds_every_declared_edge_and_no_other(self, machine):
        guards = [held for held in machine._meta.constraints if isinstance(held, MachineGuard)]
        assert [guard.machine for guard in guards] == [machine.stage()]
        assert guards[0].initial == machine.initial()
        edges = {f"{edge.source}>{edge.target}" for edge in machine.edges()}
        assert set(guards[0].edges) == edges
        assert set(guards[0].editable) == {str(state) for state in machine.EDITABLE}
