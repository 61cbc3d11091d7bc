"""What a figure of a board counts, so that its link opens these rows and no others.

Each app registers what its own figures count; the list of projects offers them as one filter.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Glance, Project, Target
from lifecycle.queries.leader import IN_FORCE, appraised, promised
from lifecycle.queries.projects import is_whole

Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]

COUNTED: dict[str, tuple[str | Promise, Narrow]] = {}
SUMMED: set[str] = set()
"""What the kept sums 合计 can be narrowed to as well."""


def counted(name: str, label: str | Promise, *, summed: bool = False) -> Callable[[Narrow], Narrow]:
    """Register what a figure counts: how project-years, and perhaps sums, are narrowed to it."""

    def register(narrow: Narrow) -> Narrow:
        COUNTED[name] = (label, narrow)
        SUMMED.update({name} if summed else ())
        return narrow

    return register


def counted_choices() -> list[tuple[str, str | Promise]]:
    """List what may be asked for."""
    return [(name, label) for name, (label, _narrow) in COUNTED.items()]


def sums_counted(name: str) -> bool:
    """Tell whether sums are kept of what a figure counts."""
    return name in SUMMED


def counted_rows(rows: QuerySet[Any], _column: str, name: str) -> QuerySet[Any]:
    """Narrow project-years to what a figure counts."""
    return COUNTED[name][1](rows)


@counted("projects", _("项目和政策，不含部门整体"), summed=True)
def projects(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out departments as a whole: they hold the money of their projects once more."""
    return rows.exclude(is_whole(rows))


@counted("promised", _("批复绩效目标的项目"))
def with_target(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep what has its first target in force."""
    if rows.model is not Glance:
        return rows.filter(Exists(promised(OuterRef("year")).filter(project_year=OuterRef("pk"))))
    # A glance says itself whether it is of a project, and whether any target is in force.
    first = Target.objects.filter(
        project_year=OuterRef("pk"), year=OuterRef("year"), number=1, state__in=IN_FORCE
    )
    rows = rows.filter(kind=Project.Kind.PROJECT, approved__isnull=False)
    return rows.filter(Exists(first))


@counted("appraised", _("事前重点评估的项目"))
def with_appraisal(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep what was appraised on the key path."""
    return rows.filter(Exists(appraised(OuterRef("year")).filter(project_year=OuterRef("pk"))))
