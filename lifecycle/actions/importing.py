"""Importing 导入 the published table: projects, their year and budget, or nothing at all."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import (
    BudgetEvent,
    FiscalYear,
    ImportBatch,
    Organisation,
    Project,
    ProjectYear,
    PublishedScore,
)
from lifecycle.models.rulepack import pack_of
from lifecycle.roles import Level
from lifecycle.rules.pack import NATIONAL, GradeTable
from lifecycle.rules.self_evaluation_csv import Fault, Row, parse_rows

DIVISION = "520100"
"""贵阳市本级, as the first six characters of a project code (domain 1.7)."""
HIGHEST_NUMBER = 32767
LONGEST_NAME = 200
DOCUMENT = "{year}年报市人代会审议绩效目标项目支出绩效自评情况表"


class ImportFaults(Exception):  # noqa: N818 - an answer, not a failure
    """The file cannot be taken; every fault at once, nothing was imported."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("；".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """Each fault in words, with its row and column."""
        return [_sentence(fault) for fault in self.faults]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A row with the unit that will own it and, from an earlier year, its project."""

    row: Row
    unit: Organisation
    project: Project | None


def import_published_projects(raw: bytes, *, year: int, at: datetime) -> ImportBatch:
    """Import the table of one budget year, whole or not at all; the same file twice is one import.

    Raises ImportFaults.
    """
    kind, fingerprint = f"published_projects:{year}", hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        # One import of a year at a time: two would not see each other's projects.
        FiscalYear.objects.select_for_update().filter(year=year).first()
        earlier = ImportBatch.objects.filter(kind=kind, fingerprint=fingerprint).first()
        if earlier is not None:
            return earlier
        planned, faults = _read(raw, year)
        if faults:
            raise ImportFaults(faults)
        batch = ImportBatch.objects.create(
            kind=kind, fingerprint=fingerprint, rows=len(planned), at=at
        )
        _write(planned, year, batch)
    return batch


def _sentence(fault: Fault) -> str:
    place = _("第%(row)s行") % {"row": fault.row}
    if fault.column:
        place += _("“%(column)s”列") % {"column": fault.column}
    return f"{place}：{fault.sentence}"


def _read(raw: bytes, year: int) -> tuple[list[_Planned], list[Fault]]:
    units = _units()
    grades, closed = _grades(year)
    rows, faults = parse_rows(raw, known_departments=units, grades=grades)
    planned = _planned(rows, units)
    return planned, [*closed, *faults, *_clashes(planned, year)]


def _grades(year: int) -> tuple[GradeTable, list[Fault]]:
    try:
        return pack_of(year).pack.grades, []
    except FiscalYear.DoesNotExist:
        fault = Fault(1, "", _("%(year)s年度尚未设立，没有规则包") % {"year": year})
        return NATIONAL.grades, [fault]


def _units() -> dict[str, Organisation]:
    """Name the unit of each department: its own 本级, the first below it, or else itself."""
    first: dict[int | None, Organisation] = {}
    for unit in Organisation.objects.filter(level=Level.UNIT).order_by("code"):
        first.setdefault(unit.department_id, unit)
    departments = Organisation.objects.filter(level=Level.DEPARTMENT).order_by("-code")
    return {found.name: first.get(found.pk, found) for found in departments}


def _planned(rows: Iterable[Row], units: Mapping[str, Organisation]) -> list[_Planned]:
    held = Project.objects.filter(organisation__in=units.values())
    known = {(project.organisation_id, project.name): project for project in held}
    return [
        _Planned(row, unit, known.get((unit.pk, row.project)))
        for row in rows
        for unit in [units[row.department]]
    ]


def _clashes(planned: Sequence[_Planned], year: int) -> Iterator[Fault]:
    """Name what the tables cannot hold, or hold already."""
    years = ProjectYear.objects.filter(year=year)
    numbers = set(years.exclude(published_no=None).values_list("published_no", flat=True))
    present = set(years.values_list("project_id", flat=True))
    codes = {_code(year, one.row.no) for one in planned}
    taken = set(Project.objects.filter(code__in=codes).values_list("code", flat=True))
    for one in planned:
        row = one.row
        if row.no > HIGHEST_NUMBER:
            yield Fault(row.row, "no", _("序号不能超过%(n)s") % {"n": HIGHEST_NUMBER})
        elif row.no in numbers or (one.project is None and _code(year, row.no) in taken):
            yield Fault(row.row, "no", _("%(year)s年度已有此序号的项目") % {"year": year})
        if len(row.project) > LONGEST_NAME:
            yield Fault(row.row, "project", _("项目名称不能超过%(n)s字") % {"n": LONGEST_NAME})
        elif one.project is not None and one.project.pk in present:
            yield Fault(row.row, "project", _("%(year)s年度已有此项目") % {"year": year})


def _code(year: int, number: int) -> str:
    """Number a project: division 6, year 2, class T, serial 12 (domain 1.7)."""
    return f"{DIVISION}{year % 100:02d}T{number:012d}"


def _write(planned: Sequence[_Planned], year: int, batch: ImportBatch) -> None:
    new = [one for one in planned if one.project is None]
    made = Project.objects.bulk_create(
        Project(code=_code(year, one.row.no), name=one.row.project, organisation=one.unit)
        for one in new
    )
    of_row = {one.row.no: project for one, project in zip(new, made, strict=True)}
    years = ProjectYear.objects.bulk_create(
        ProjectYear(
            project=one.project or of_row[one.row.no],
            year=year,
            is_key=True,
            to_congress=True,
            published_no=one.row.no,
        )
        for one in planned
    )
    pairs = list(zip((one.row for one in planned), years, strict=True))
    BudgetEvent.objects.bulk_create(_initial(row, held) for row, held in pairs)
    PublishedScore.objects.bulk_create(
        PublishedScore(project_year=held, score=row.self_score, grade=row.grade, batch=batch)
        for row, held in pairs
    )


def _initial(row: Row, project_year: ProjectYear) -> BudgetEvent:
    # In force from the first day: monitoring asks for the budget as of any day of the year.
    return BudgetEvent(
        project_year=project_year,
        kind=BudgetEvent.Kind.INITIAL,
        amount=row.adjusted_budget,
        document=DOCUMENT.format(year=project_year.year),
        line=row.no,
        on=date(project_year.year, 1, 1),
    )
