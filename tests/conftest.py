"""The people and things every test may ask for."""

import gc
import os
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.db import connection, connections
from django.test import TransactionTestCase
from django.urls import get_resolver
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from lifecycle.models import (
    Assignment,
    FiscalYear,
    Indicator,
    Organisation,
    Person,
    Project,
    ProjectYear,
    RulePack,
    Seat,
    Target,
)
from lifecycle.models.organisation import line_of
from lifecycle.roles import LEVEL_OF, PEOPLE, Level, Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.traces import Glanced, Tallied
from tests import database, ground, static_files
from tests.ground import standing

YEAR = 2023
NO_PASSWORD = make_password(None)
NOON = datetime(2023, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
GOAL = "全年完成10所学校校舍维修，面积不少于5万平方米，验收合格率100%，师生满意度不低于90%。"
INDICATORS = [
    ("quantity", "维修校舍数量", "ge", 10, "所", 20),
    ("quality", "验收合格率", "ge", 100, "%", 15),
    ("timeliness", "按期完工率", "ge", 100, "%", 15),
    ("social_benefit", "受益学生数", "ge", 5000, "人", 30),
    ("served_satisfaction", "师生满意度", "ge", 90, "%", 10),
]


TransactionTestCase._fixture_teardown = database.emptied
PBKDF2PasswordHasher.iterations = 1  # no test asks how hard a stolen hash is to guess
WhiteNoiseMiddleware.add_files_from_finders = static_files.looked_for_once


@dataclass
class Town:
    """市财政局 over its desk, 教育局 and 第一小学, with one person in each seat."""

    bureau: Organisation
    desk: Organisation
    department: Organisation
    unit: Organisation
    outside: Organisation
    people: dict[Role, Person] = field(default_factory=dict)

    def at(self, level: Level) -> Organisation:
        return getattr(self, level.value)


def organisation(code, name, level, parent=None):
    above = line_of(parent, level)
    if level in (Level.DESK, Level.DEPARTMENT):
        above |= {"bureau_id": parent.bureau_id or parent.pk}
    return Organisation.objects.create(code=code, name=name, level=level, parent=parent, **above)


def seated(username, role, place, *, name=""):
    (person,) = all_seated([(username, role, place, name)])
    return person


def all_seated(seats):
    """Seat (username, role, place, name) each, in two statements: nearly every test does so."""
    people = Person.objects.bulk_create(
        Person(
            username=username,
            name=name or str(role.label),
            email=f"{username}@example.com",
            password=NO_PASSWORD,
        )
        for username, role, _place, name in seats
    )
    Seat.objects.bulk_create(
        Seat(person=person, organisation=place, role=role, starts_on=date(2020, 1, 1))
        for person, (_username, role, place, _name) in zip(people, seats, strict=True)
    )
    return people


def pytest_collection_finish():
    """Load every address, since apps bring their panels with them: no test waits for another's.

    Then let the collector of garbage pass over all that was imported: it stays to the end.
    """
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with what needs no database: one process does so while the other one migrates.

    The longest come next, for the end is shared out test by test; then what commits, and at last
    what stands on common ground, module by module and ground by ground.
    """
    modules = {}
    for item in items:
        modules.setdefault(item.path, len(modules))
    items.sort(key=lambda item: _turn(item, modules[item.path]))


def _turn(item, module):
    plans = ground.planned(item)
    kinds = (
        not database.is_asked_for(item),
        "chromium" in item.fixturenames,
        ground.commits(item),
        not plans,
    )
    kind = next((n for n, found in enumerate(kinds) if found), len(kinds))
    return kind, module, tuple(plans)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Migrate once in a run, however many processes it has."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        with django_db_blocker.unblock():
            database.copied(os.environ["MIGRATED_DATABASE"])


@pytest.fixture(autouse=True)
def chinese():
    """No test inherits the language in which another one's page was answered."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _one_transaction(request):
    """The auditors' connection is the test's own: another would not see uncommitted rows."""
    if "_django_db_helper" in request.fixturenames:  # which shuts it first, and opens it last
        request.getfixturevalue("_django_db_helper")
    apart = connections["audit"]
    connections["audit"] = connections["default"]
    yield
    connections["audit"] = apart


@pytest.fixture(scope="session")
def _ground_left(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock():
        ground.leave()


@pytest.fixture
def _ground(request, _ground_left, django_db_blocker):
    with django_db_blocker.unblock():
        ground.stand(ground.planned(request.node))


@pytest.fixture
def _django_db_helper(_ground, _django_db_helper):
    """The test's own transaction begins upon what stands."""


@standing
def year(db):
    pack = RulePack.objects.create(name="national", version=1, body=to_json(NATIONAL))
    return FiscalYear.objects.create(year=YEAR, pack=pack)


@standing
def town(year):
    bureau = organisation("100", "市财政局", Level.BUREAU)
    desk = organisation("101", "教科文科", Level.DESK, bureau)
    department = organisation("219", "教育局", Level.DEPARTMENT, desk)
    unit = organisation("219001", "第一小学", Level.UNIT, department)
    outside = organisation("900", "评估机构", Level.OUTSIDE)
    town = Town(bureau, desk, department, unit, outside)
    seats = [(str(role), role, town.at(LEVEL_OF.get(role, Level.OUTSIDE)), "") for role in PEOPLE]
    town.people = dict(zip(PEOPLE, all_seated(seats), strict=True))
    return town


@standing
def project_year(town):
    project = Project.objects.create(
        code="52010023T000000000001", name="校舍维修", organisation=town.unit
    )
    return ProjectYear.objects.create(project=project, year=YEAR)


@standing
def target(project_year):
    """A target with its indicators filled in, ready to submit."""
    target = Target.objects.create(
        project_year=project_year,
        organisation=project_year.project.organisation,
        year=YEAR,
        goal=GOAL,
        amount=Decimal("3000000.00"),
    )
    Indicator.objects.bulk_create(
        Indicator(
            target_set=target,
            level=level,
            name=name,
            operator=operator,
            target=value,
            unit=unit,
            weight=weight,
        )
        for level, name, operator, value, unit, weight in INDICATORS
    )
    return target


def glanced(model):
    """Name the triggers that are no guards: what lists show follows even what tests put."""
    held = (one for one in model._meta.constraints if isinstance(one, Glanced | Tallied))
    return [name for one in held for name in one.trigger_names()]


def put(subject, state, **columns):
    """Put an object in a state without walking there: as the owner, with the guards down."""
    table = connection.ops.quote_name(subject._meta.db_table)
    sets = "".join(f', "{subject._meta.get_field(name).column}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for name in glanced(type(subject)):
            cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')
        cursor.execute(
            f"UPDATE {table} SET state = %s{sets} WHERE id = %s",
            [str(state), *columns.values(), subject.pk],
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return type(subject).objects.select_related("organisation").get(pk=subject.pk)


@pytest.fixture
def at():
    return put


def assign(person, role, subject):
    return Assignment.objects.create(
        person=person,
        role=role,
        machine=subject.stage(),
        object_id=subject.pk,
        starts_on=date(2020, 1, 1),
        cleared_on=date(2020, 1, 1),
    )


@pytest.fixture
def committed(transactional_db):
    """Rows are committed for other processes to see, and deleted afterwards."""
