"""The projects of the demonstration: 35 real ones, the others generated to the published totals."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import cycle, islice

from lifecycle.demo import plan
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.models import Organisation, Project, ProjectYear
from lifecycle.roles import Level
from lifecycle.rules.money import split

FIELDS = {
    "产业发展": ("产业扶持", "科技创新", "招商引资", "市场培育"),
    "民生保障": ("医疗救助", "养老服务", "就业补助", "学校设备", "文化惠民"),
    "农业农村": ("农田建设", "乡村道路", "动植物防疫", "人饮工程"),
    "城市更新": ("老旧小区", "道路养护", "管网改造", "市容环卫"),
    "生态环境": ("河道治理", "大气监测", "造林绿化", "垃圾处理"),
}
THEMES = [(field, theme) for field, themes in FIELDS.items() for theme in themes]
FUNDS = tuple(Project.Fund)
KEY_OF_A_DEPARTMENT = 2
SECRET = 6

CodeYear = str


def code(serial: int, *, kind: str = "T") -> str:
    """Write a generated 21-character project code: division, year, class, serial."""
    return f"520100{YEAR % 100:02d}{kind}9{serial:011d}"


def own_units(departments: Sequence[Organisation]) -> list[Organisation]:
    """Return each department's own unit 本级, in the order of the departments."""
    found = Organisation.objects.filter(level=Level.UNIT, code__endswith="001")
    by_department = {unit.department_id: unit for unit in found}
    return [by_department[place.pk] for place in departments]


def departments() -> list[Organisation]:
    """Return all departments by code: first the real ones, last those evaluated as a whole."""
    return list(Organisation.objects.filter(level=Level.DEPARTMENT).order_by("code"))


def evaluated_departments() -> list[Organisation]:
    """Return the ten departments that finance evaluates as a whole."""
    return departments()[-plan.KEY_DEPARTMENTS :]


@chapter("建立项目库", on=(6, 15, -1))
def stock_the_pool(story: Story) -> None:
    """Create the generated projects and their year; the real ones are imported in their chapter."""
    everyone = departments()
    ordinary = everyone[: -plan.KEY_DEPARTMENTS]
    generated = ordinary[plan.REAL_DEPARTMENTS :]
    slots = [
        *((unit, "appraised") for unit in _deal(generated, plan.APPRAISED)),
        *((unit, "unsampled") for unit in _deal(generated, plan.OUTSIDE_THE_SAMPLE)),
        *((unit, "key") for unit in _deal(generated, plan.KEY_PROJECTS)),
        *((unit, "whole") for unit in _whole_departments()),
        *(
            (unit, "other")
            for unit in _deal(ordinary, plan.OTHER_PROJECTS - plan.OUTSIDE_THE_SAMPLE)
        ),
    ]
    _create(slots)
    _create_wholes(everyone)


def _deal(places: Sequence[Organisation], count: int) -> Iterator[Organisation]:
    return islice(cycle(own_units(places)), count)


def _whole_departments() -> Iterator[Organisation]:
    evaluated = evaluated_departments()
    second = Organisation.objects.filter(level=Level.UNIT, department__in=evaluated)
    units: dict[int | None, list[Organisation]] = {}
    for unit in second.order_by("code"):
        units.setdefault(unit.department_id, []).append(unit)
    for place in evaluated:
        yield from islice(cycle(units[place.pk]), plan.PROJECTS_OF_A_KEY_DEPARTMENT)


def _create(slots: Sequence[tuple[Organisation, str]]) -> None:
    projects = []
    for serial, ((unit, part), (field, theme)) in enumerate(zip(slots, cycle(THEMES)), 1):
        fund = FUNDS[serial % len(FUNDS)] if part == "key" else Project.Fund.GENERAL
        projects.append(
            Project(
                code=code(serial),
                name=f"演示项目{serial:04d} {theme}",
                organisation=unit,
                field=field,
                fund=fund,
                generated=True,
            )
        )
    made = Project.objects.bulk_create(projects)
    _years(made, [part for _unit, part in slots])


def _years(made: Sequence[Project], parts: Sequence[str]) -> None:
    keys: dict[int, int] = {}
    secret = 0
    years = []
    for project, part in zip(made, parts, strict=True):
        place = project.organisation.department_id or 0
        is_key = part == "key" or (
            part in ("other", "whole") and keys.get(place, 0) < KEY_OF_A_DEPARTMENT
        )
        keys[place] = keys.get(place, 0) + (1 if is_key else 0)
        hidden = part == "other" and not is_key and secret < SECRET
        secret += 1 if hidden else 0
        years.append(
            ProjectYear(
                project=project,
                year=YEAR,
                is_new=part in ("appraised", "unsampled"),
                is_key=is_key,
                is_secret=hidden,
            )
        )
    ProjectYear.objects.bulk_create(years)


def _create_wholes(places: Sequence[Organisation]) -> None:
    made = Project.objects.bulk_create(
        Project(
            code=code(serial, kind="Z"),
            name=f"{place.name} 部门整体",
            organisation=unit,
            kind=Project.Kind.DEPARTMENT,
            generated=True,
        )
        for serial, (place, unit) in enumerate(zip(places, own_units(places), strict=True), 1)
    )
    ProjectYear.objects.bulk_create(ProjectYear(project=one, year=YEAR) for one in made)


def project_years(part: str) -> list[ProjectYear]:
    """Return the project-years of one part of the plan, by code."""
    rows = ProjectYear.objects.filter(year=YEAR, project__generated=True)
    rows = rows.exclude(project__kind=Project.Kind.DEPARTMENT).order_by("project__code")
    found = list(rows.select_related("project__organisation"))
    ends = {
        "appraised": plan.APPRAISED,
        "unsampled": plan.OUTSIDE_THE_SAMPLE,
        "key": plan.KEY_PROJECTS,
        "whole": plan.KEY_DEPARTMENTS * plan.PROJECTS_OF_A_KEY_DEPARTMENT,
        "other": plan.OTHER_PROJECTS - plan.OUTSIDE_THE_SAMPLE,
    }
    start = 0
    for name, count in ends.items():
        if name == part:
            return found[start : start + count]
        start += count
    raise KeyError(part)


def share(story: Story, total: Decimal, count: int, *, least: Decimal) -> list[Decimal]:
    """Split a total over so many projects, unevenly, none below `least`, exact to the cent."""
    weights = [story.dice.randint(10, 100) for _ in range(count)]
    free = split(total - least * count, weights=weights)
    return [least + part for part in free]
