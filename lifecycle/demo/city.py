"""The city of the demonstration: its tree, its people, its calendar, its rules."""

from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

import chinese_calendar
from django.conf import settings
from django.contrib.auth.hashers import make_password

from lifecycle.actions.importing_library import import_library
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.plan import DEPARTMENTS, REAL_DEPARTMENTS
from lifecycle.demo.published import published_table
from lifecycle.demo.story import Story
from lifecycle.models import (
    FiscalYear,
    Holiday,
    Organisation,
    Person,
    RulePack,
    Seat,
)
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Level, Role
from lifecycle.rules.pack import NATIONAL, to_json

PASSWORD = "demo-guiyang-2023"  # noqa: S105 - printed by the demonstration itself
STARTS_ON = date(YEAR - 2, 1, 1)
DESKS = ("行政政法科", "教科文科", "经济建设科", "农业农村科", "社会保障科", "自然资源和生态环境科",
         "资产管理科", "综合科")  # fmt: skip
LIBRARY = Path(settings.BASE_DIR) / "lifecycle" / "libraries" / "national.csv"
SATURDAY = 5
SECOND_UNITS = 26
EXPERTS = 9
AGENCIES = 3
BUREAU_SEATS = {
    Role.PERFORMANCE: ("performance", "绩效科 甲"),
    Role.BUDGET: ("budget", "预算科 甲"),
    Role.LEADER: ("leader", "分管市领导"),
    Role.CONGRESS: ("congress", "人大财经委"),
    Role.AUDITOR: ("auditor", "审计员"),
    Role.ADMINISTRATOR: ("administrator", "系统管理员"),
}


@chapter("设立单位、岗位、日历和规则", on=(6, 1, -1))
def found_the_city(story: Story) -> None:
    """Write everything that the year stands on."""
    _rules()
    _calendar()
    import_library(LIBRARY, name=NATIONAL.name, at=story.at)
    bureau = Organisation.objects.create(
        code="100", name="贵阳市财政局（演示）", level=Level.BUREAU
    )
    desks = _below(bureau, Level.DESK, [(f"1{n:02d}", name) for n, name in enumerate(DESKS, 1)])
    departments = _departments(bureau, desks)
    units = _units(bureau, departments)
    outside = Organisation.objects.create(code="900", name="第三方库（演示）", level=Level.OUTSIDE)
    _people(bureau, desks, departments, units, outside)


def _rules() -> None:
    pack = RulePack.objects.create(name=NATIONAL.name, version=1, body=to_json(NATIONAL))
    FiscalYear.objects.create(year=YEAR, pack=pack)


def _calendar() -> None:
    chinese = {found.value: found.chinese for found in chinese_calendar.Holiday}
    day, rows = date(YEAR - 1, 1, 1), []
    while day <= date(YEAR + 1, 12, 31):
        works, weekday = chinese_calendar.is_workday(day), day.weekday() < SATURDAY
        if works != weekday:
            _on, name = chinese_calendar.get_holiday_detail(day)
            rows.append(Holiday(day=day, is_workday=works, name=chinese.get(name, "调休")))
        day += timedelta(days=1)
    Holiday.objects.bulk_create(rows)


def _below(parent: Organisation, level: Level, named: list[tuple[str, str]]) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(
            code=code, name=name, level=level, parent=parent, bureau=parent, generated=True
        )
        for code, name in named
    )


def _departments(bureau: Organisation, desks: list[Organisation]) -> list[Organisation]:
    real = list(dict.fromkeys(row.department for row in published_table()))
    made = [f"演示部门{n:03d}" for n in range(REAL_DEPARTMENTS + 1, DEPARTMENTS + 1)]
    return Organisation.objects.bulk_create(
        Organisation(
            code=f"{200 + n}",
            name=name,
            level=Level.DEPARTMENT,
            parent=desk,
            desk=desk,
            bureau=bureau,
            generated=n > REAL_DEPARTMENTS,
        )
        for n, (name, desk) in enumerate(zip([*real, *made], cycle(desks)), 1)
    )


def _units(bureau: Organisation, departments: list[Organisation]) -> list[Organisation]:
    own = [(place, "001", f"{place.name}（本级）") for place in departments]
    second = [(place, "002", f"{place.name}所属单位") for place in departments[-SECOND_UNITS:]]
    return Organisation.objects.bulk_create(
        Organisation(
            code=f"{place.code}{tail}",
            name=name,
            level=Level.UNIT,
            parent=place,
            department=place,
            desk_id=place.desk_id,
            bureau=bureau,
            generated=True,
        )
        for place, tail, name in [*own, *second]
    )


def _people(
    bureau: Organisation,
    desks: list[Organisation],
    departments: list[Organisation],
    units: list[Organisation],
    outside: Organisation,
) -> None:
    wanted = [(name, title, role, bureau) for role, (name, title) in BUREAU_SEATS.items()]
    wanted.append(("performance-2", "绩效科 乙", Role.PERFORMANCE, bureau))
    wanted += [(f"desk-{d.code}", f"{d.name} 甲", Role.DESK, d) for d in desks]
    titles = ("经办", "负责人")
    for role, title in zip(DEPARTMENT_ROLES, titles, strict=True):
        wanted += [(f"{role}-{d.code}", f"{d.name} {title}", role, d) for d in departments]
    for role, title in zip(UNIT_ROLES, titles, strict=True):
        wanted += [(f"{role}-{u.code}", f"{u.name} {title}", role, u) for u in units]
    wanted += [(f"expert-{n}", f"专家{n}", Role.EXPERT, outside) for n in range(1, EXPERTS + 1)]
    wanted += [
        (f"agency-{n}", f"评估机构{n}", Role.AGENCY, outside) for n in range(1, AGENCIES + 1)
    ]
    # One hash for all: the accounts are of a demonstration and share one printed password.
    secret = make_password(PASSWORD)
    people = Person.objects.bulk_create(
        Person(username=name, name=title, email=f"{name}@{settings.MAIL_DOMAIN}", password=secret)
        for name, title, _role, _place in wanted
    )
    Seat.objects.bulk_create(
        Seat(person=person, organisation=place, role=role, starts_on=STARTS_ON)
        for person, (_name, _title, role, place) in zip(people, wanted, strict=True)
    )
