"""Publication in the annual report: key projects a department, the congress batch (R12, R13)."""

from typing import Any

from django.db.models import Count, Q

from evaluations.models import Publication
from lifecycle.figures import figure
from lifecycle.models import Project

KEY = Q(items__project_year__is_key=True) & ~Q(
    items__project_year__project__kind=Project.Kind.DEPARTMENT
)


@figure("publication")
def publication(year: int) -> dict[str, Any]:
    """Compute what was published of a budget year."""
    kinds = Publication.Kind
    return {
        "budget": of_departments(year, kinds.BUDGET),
        "final": of_departments(year, kinds.FINAL),
        "congress": of_city(year, kinds.CONGRESS),
        "report": of_city(year, kinds.REPORT),
    }


def of_departments(year: int, kind: str) -> dict[str, Any]:
    """Count departments that published, and the fewest key projects one of them published (R12)."""
    rows = Publication.objects.filter(year=year, kind=kind, state="published")
    counts = list(
        rows.annotate(
            keys=Count("items", filter=KEY, distinct=True), size=Count("items", distinct=True)
        ).values_list("keys", "size", "published_on", "out_by")
    )
    return {
        "departments": len(counts),
        "fewest_key_projects": min((keys for keys, *_rest in counts), default=None),
        "items": sum(size for _keys, size, *_rest in counts),
        "late": sum(on is not None and on > last for _keys, _size, on, last in counts),
    }


def of_city(year: int, kind: str) -> dict[str, Any]:
    """Count the projects of the bureau's own batch (R13)."""
    rows = Publication.objects.filter(year=year, kind=kind, state="published")
    projects = rows.aggregate(found=Count("items__project_year", distinct=True))["found"]
    return {"projects": projects}
