"""Rules of the house that no linter knows, asked of the source itself."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lifecycle.roles import Role
from lifecycle.scope import machines

ROOT = Path(__file__).parents[2]
PRODUCT = ("config", "lifecycle", "evaluations", "monitoring")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
MOVERS = ("lifecycle/moves.py", "lifecycle/transitions.py", "lifecycle/bulk.py")
EMPTY_NAMES = {
    "data", "handle", "handler", "handlers", "helper", "helpers", "info", "manager", "managers",
    "misc", "process", "tools", "util", "utils",
}  # fmt: skip
OUTBOUND = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "urllib.request", "urllib3"}
SESSION_STATE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"pg_(try_)?advisory_(un)?lock",
        r"(^|;)\s*(un)?listen\s+\w",
        r"(^|;)\s*set\s+(?!local\b|constraints\b|transaction\b)\w",
        r"set_config\s*\([^)]*\bfalse\b",
    )
]


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def nodes(kind, *folders: str):
    for path in python_files(*(folders or PRODUCT)):
        for node in ast.walk(parsed(path)):
            if isinstance(node, kind):
                yield named(path), node


def templates() -> Iterator[Path]:
    for folder in PRODUCT:
        yield from sorted((ROOT / folder).rglob("templates/**/*.*"))


def test_no_python_file_is_longer_than_a_reader_holds():
    files = {named(p): len(p.read_text().splitlines()) for p in python_files(*PRODUCT, "tests")}
    assert files
    assert {name: n for name, n in files.items() if n > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, node in nodes(functions, *PRODUCT, "tests")
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_has_a_name_that_says_nothing():
    assert [named(p) for p in python_files(*PRODUCT) if p.stem in EMPTY_NAMES] == []
    assert [named(p) for p in python_files(*PRODUCT) if p.parent.name in EMPTY_NAMES] == []


def _writes_state(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "update":
        return any(word.arg == "state" for word in call.keywords)
    if call.func.attr != "bulk_update":
        return False
    return any(isinstance(part, ast.Constant) and part.value == "state" for part in ast.walk(call))


def test_no_state_changes_past_the_door():
    calls = [f"{name}:{node.lineno}" for name, node in nodes(ast.Call) if _writes_state(node)]
    assert [place for place in calls if not place.startswith(MOVERS)] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("rows.update(state='x')", True),
        ("rows.filter(state='x').update(note='')", False),
        ("Model.objects.bulk_update(rows, ['note', 'state'])", True),
        ("Model.objects.bulk_update(rows, fields=('state',))", True),
        ("known.update(other)", False),
    ],
)
def test_the_search_for_such_a_change_has_teeth(code, found):
    assert _writes_state(ast.parse(code).body[0].value) is found


def _docstrings(tree: ast.Module) -> set[int]:
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module, an f-string in one piece, docstrings left out."""
    skipped = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            parts = [p.value if isinstance(p, ast.Constant) else "x" for p in node.values]
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and id(node) not in skipped:
            yield node.lineno, str(node.value)


def _session_state(tree: ast.Module) -> list[int]:
    found = _strings(tree)
    return [line for line, text in found if any(p.search(text) for p in SESSION_STATE)]


def test_no_state_is_left_in_a_database_session():
    """A pooler in transaction mode hands the session to somebody else (R5)."""
    found = [
        f"{named(path)}:{line}"
        for path in python_files("lifecycle", "evaluations", "monitoring")
        if path.name != "migrate.py"
        for line in _session_state(parsed(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("run('SELECT pg_advisory_lock(1)')", True),
        ("run('SELECT pg_try_advisory_lock(1)')", True),
        ("run('SELECT pg_advisory_xact_lock(1)')", False),
        ("run('SET app.org = 1')", True),
        ("run(f'SET {name} = 1')", True),
        ("run('SELECT 1; set session x = 1')", True),
        ("run('SET LOCAL app.org = 1')", False),
        ("run('SET CONSTRAINTS ALL IMMEDIATE')", False),
        ("run(f'UPDATE {table} SET state = 1')", False),
        ("run('LISTEN wake')", True),
        ("run(\"SELECT set_config('a', 'b', false)\")", True),
        ("run(\"SELECT set_config('a', 'b', true)\")", False),
        ("def f():\n    '''Set the columns.'''", False),
    ],
)
def test_the_search_for_session_state_has_teeth(code, found):
    assert bool(_session_state(ast.parse(code))) is found


def test_every_form_names_its_fields():
    """A field added to a model must not open itself to a form (R21)."""
    found = [
        f"{name}:{node.lineno}" for name, node in nodes(ast.Constant) if node.value == "__all__"
    ]
    assert found == []


def test_nothing_is_declared_safe_for_html():
    trusted = {"mark_safe", "SafeString", "SafeText", "html_safe"}
    names = [(n, node.lineno, node.id) for n, node in nodes(ast.Name)]
    names += [(n, node.lineno, node.attr) for n, node in nodes(ast.Attribute)]
    names += [(n, node.lineno, node.name) for n, node in nodes(ast.alias)]
    assert [f"{name}:{line}" for name, line, word in names if word in trusted] == []
    unescaped = re.compile(r"\|\s*safe(seq)?\b|\bautoescape\s+off\b")
    assert [named(path) for path in templates() if unescaped.search(path.read_text())] == []


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    whole = {f"{node.module}.{alias.name}" for alias in node.names}
    return whole | {str(node.module)}


def test_nothing_calls_out_over_http():
    """No webhook and no fetched address in this version (R22)."""
    found = [
        f"{name}:{node.lineno} {module}"
        for name, node in nodes(ast.Import | ast.ImportFrom)
        for module in _imported(node)
        if any(f"{module}.".startswith(f"{library}.") for library in OUTBOUND)
    ]
    assert found == []


def test_the_readme_names_every_environment_variable_and_command():
    readme = (ROOT / "README.md").read_text()
    asked = re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "config/settings.py").read_text())
    commands = [path.stem for path in python_files(*PRODUCT) if path.parent.name == "commands"]
    assert [name for name in asked if f"`{name}`" not in readme] == []
    assert [name for name in commands
            if name != "__init__" and f"`manage.py {name}" not in readme] == []  # fmt: skip


def test_every_link_between_the_pages_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{named(page)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_no_name_of_a_package_is_that_of_one_of_its_modules():
    """Importing the module later would take the place of the name, whoever imports it."""
    broken = []
    for where, node in nodes(ast.ImportFrom):
        path = ROOT / where
        if path.name != "__init__.py" or node.module == _package(path):
            continue
        modules = {found.stem for found in path.parent.glob("*.py")}
        bound = {each.asname or each.name for each in node.names}
        own = str(node.module).rpartition(".")[2]  # which is imported before the name is bound
        broken += [f"{where}: {name}" for name in sorted(bound & modules - {own})]
    assert broken == []


def _package(path: Path) -> str:
    return ".".join(path.parent.relative_to(ROOT).parts)


def _reached(machine) -> set[str]:
    reached, before = {machine.initial()}, set()
    while reached != before:
        before = set(reached)
        reached |= {edge.target for edge in machine.edges() if edge.source in before}
    return reached


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.stage())
class TestMachine:
    def test_every_state_is_reached(self, machine):
        assert {str(state) for state in machine.State} - _reached(machine) == set()

    def test_every_step_leads_between_states_of_its_own(self, machine):
        states = {str(state) for state in machine.State}
        assert {end for edge in machine.edges() for end in (edge.source, edge.target)} <= states

    def test_every_step_says_who_takes_it_and_what_it_is_called(self, machine):
        assert machine.edges()
        for edge in machine.edges():
            assert edge.about.by, edge
            assert all(isinstance(role, Role) for role in edge.about.by), edge
            assert str(edge.about.label).strip(), edge

    def test_two_steps_from_one_state_never_have_one_label(self, machine):
        buttons = [(edge.source, str(edge.about.label)) for edge in machine.edges()]
        assert sorted(buttons) == sorted(set(buttons))
