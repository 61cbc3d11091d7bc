"""A city at work, of any size: the same organisations and people, so many project-years."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.apps import apps
from django.db import connection

from config.services.postgres import SUPERUSER
from lifecycle import glance_sql, revised, tally_sql, traces
from lifecycle.models import (
    FiscalYear,
    Installation,
    Organisation,
    Person,
    RulePack,
    Seat,
)
from lifecycle.models.organisation import line_of
from lifecycle.roles import LEVEL_OF, Level, Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.scope import machines
from monitoring import traces as light_traces

LAST = 2023
YEARS = range(LAST, LAST - 4, -1)
NOON = datetime(LAST, 11, 15, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DESKS, DEPARTMENTS, UNITS = 8, 105, 400
"""As in a city of this size; they do not grow with the projects."""
FILL = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True, slots=True)
class Town:
    """Where the people sit, and who they are by role."""

    bureau: int
    desk: int
    departments: list[int]
    units: list[int]
    people: dict[Role, Person]


def found() -> Town:
    """Build the organisations and the people, in a database that is still empty."""
    pack = RulePack.objects.create(name="national", version=1, body=to_json(NATIONAL))
    for year in YEARS:
        FiscalYear.objects.create(year=year, pack=pack)
    Installation.objects.create(rehearsal_at=NOON)
    bureau = _organisation("100", Level.BUREAU)
    desks = [_organisation(f"1{n:02d}", Level.DESK, bureau) for n in range(1, DESKS + 1)]
    departments = [
        _organisation(f"{n:03d}", Level.DEPARTMENT, desks[n % DESKS])
        for n in range(200, 200 + DEPARTMENTS)
    ]
    units = [
        _organisation(f"{one.code}{n:03d}", Level.UNIT, one)
        for n in range(UNITS)
        for one in [departments[n % DEPARTMENTS]]
    ]
    desk = departments[0].desk
    places = {Level.UNIT: units[0], Level.DEPARTMENT: departments[0], Level.DESK: desk}
    places |= {Level.BUREAU: bureau, Level.OUTSIDE: _organisation("900", Level.OUTSIDE)}
    people = {role: _person(role, places) for role in Role if role is not Role.SYSTEM}
    keys = [[place.pk for place in some] for some in (departments, units)]
    return Town(bureau.pk, desk.pk, *keys, people)


def known() -> Town:
    """Find the organisations and the people of a town that stands."""
    places = {
        level: list(Organisation.objects.filter(level=level).order_by("pk")) for level in Level
    }
    keys = {level: [place.pk for place in some] for level, some in places.items()}
    people = {role: Person.objects.get(username=role) for role in Role if role is not Role.SYSTEM}
    first = places[Level.DEPARTMENT][0]
    bureau = keys[Level.BUREAU][0]
    return Town(bureau, first.desk_id or 0, keys[Level.DEPARTMENT], keys[Level.UNIT], people)


def _organisation(code: str, level: Level, parent: Organisation | None = None) -> Organisation:
    above = line_of(parent, level)
    if parent is not None and level in (Level.DESK, Level.DEPARTMENT):
        above |= {"bureau_id": parent.bureau_id or parent.pk}
    name = f"{level.label}{code}"
    return Organisation.objects.create(code=code, name=name, level=level, parent=parent, **above)


def _person(role: Role, places: dict[Level, Organisation]) -> Person:
    place = places[LEVEL_OF.get(role, Level.OUTSIDE)]
    person = Person.objects.create(
        username=str(role), name=str(role.label), email=f"{role}@example.com"
    )
    Seat.objects.create(person=person, organisation=place, role=role, starts_on=date(2020, 1, 1))
    return person


def fill(town: Town, size: int) -> None:
    """Write so many project-years with all that hangs on them, and let the planner know."""
    people = town.people
    words: dict[str, Any] = {
        "size": size, "last": LAST, "at": NOON, "day": NOON.date(), "departments": town.departments,
        "units": town.units, "desk": town.desk, "bureau": town.bureau,
        "filer": people[Role.UNIT_OFFICER].pk, "officer": people[Role.DEPARTMENT_OFFICER].pk,
        "clerk": people[Role.DESK].pk, "performance": people[Role.PERFORMANCE].pk,
        "people": [person.pk for person in people.values()],
    }  # fmt: skip
    with psycopg.connect(**_superuser(), autocommit=True) as db:
        cursor = psycopg.ClientCursor(db)
        cursor.execute(FILL.read_text(), words)
        for glances in (glance_sql.FILL, glance_sql.MARK, light_traces.FILL):
            cursor.execute(glances)
        cursor.execute(tally_sql.add_glances("SELECT 1 AS d, r.* FROM lifecycle_glance r"))
        traces.begin(machines(), cursor)
        with db.transaction():
            revised.begin(apps.get_models(), cursor)
        # The lights came in one statement; in a city's life each month leaves its room to the next.
        cursor.execute("VACUUM FULL lifecycle_glance")
        cursor.execute("VACUUM ANALYZE")


def _superuser() -> dict[str, Any]:
    # The guards sleep only for a superuser: the owner would fill the town for an hour.
    named = connection.get_connection_params()
    return {"dbname": named["dbname"], "host": named["host"], "user": SUPERUSER}
