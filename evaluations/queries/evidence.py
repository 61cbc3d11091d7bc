"""What evaluation tells those below: what years reached, and when scoring began."""

from datetime import date
from decimal import Decimal

from django.db.models import Min

from evaluations.models import SelfEvaluation
from evaluations.models.self_evaluation import SelfEvaluationLine
from evaluations.queries.grades import CONFIRMED
from lifecycle import clock
from lifecycle.models import TransitionLog
from lifecycle.queries.evidence import evidence
from lifecycle.rules.quality import Past

YEARS_BACK = 3
BEGIN = "open"


@evidence("pasts")
def pasts(year: int, project: int | None) -> dict[tuple[int, str], list[Past]]:
    """Return what each indicator reached in the three years before, by project and name."""
    rows = SelfEvaluationLine.objects.filter(
        self_evaluation__year__range=(year - YEARS_BACK, year - 1),
        self_evaluation__state__in=CONFIRMED,
    ).order_by("-self_evaluation__year")
    columns = ("self_evaluation__project_year__project", "name", "self_evaluation__year")
    if project is not None:
        rows = rows.filter(self_evaluation__project_year__project=project)
    found: dict[tuple[int, str], list[Past]] = {}
    for key, name, of, target, actual in rows.values_list(*columns, "target", "actual"):
        found.setdefault((key, name), []).append(Past(of, target, actual))
    return found


@evidence("opened")
def opened(year: int, project: int | None) -> dict[int, date]:
    """Return the day on which the self-evaluation of each project-year of a year began."""
    rows = SelfEvaluation.objects.filter(year=year)
    if project is not None:
        rows = rows.filter(project_year__project=project)
    steps = TransitionLog.objects.filter(
        machine=SelfEvaluation.stage(), step=BEGIN, object_id__in=rows.values("pk")
    )
    began = steps.order_by().values_list("object_id").annotate(Min("at"))
    days = {key: clock.day_of(at) for key, at in began}
    return {of: days[key] for key, of in rows.values_list("pk", "project_year") if key in days}


@evidence("ends")
def ends(year: int, project: int | None) -> dict[tuple[int, str], Decimal | None]:
    """Return what each indicator of a year reached at its end, by project-year and key."""
    rows = SelfEvaluationLine.objects.filter(
        self_evaluation__year=year, self_evaluation__state__in=CONFIRMED
    )
    if project is not None:
        rows = rows.filter(self_evaluation__project_year__project=project)
    columns = ("self_evaluation__project_year", "key", "actual")
    return {(of, str(key)): actual for of, key, actual in rows.order_by().values_list(*columns)}
