"""What the target in force promises, for whoever scores it at the year's end."""

from evaluations.models import SelfEvaluation
from lifecycle.models import Indicator, Target


def promised_of(evaluation: SelfEvaluation) -> list[Indicator]:
    """Return the indicators of the version in force, in their order."""
    found = Target.objects.filter(
        project_year=evaluation.project_year_id, state__in=("approved", "published")
    )
    target = found.order_by("number").last()
    return list(target.indicators.order_by("pk")) if target else []
