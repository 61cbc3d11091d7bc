"""What evaluation shows beside a review: the year before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations.queries.review import result_before
from lifecycle import queries
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of
from lifecycle.views.panels import panel


@panel(
    "review", "before", title=_("上年度结果"), order=10, template="evaluations/review/before.html"
)
def review_before(request: Request, about: Any, day: date) -> Mapping[str, Any] | None:
    """Show a reviewer how the project did in the year before."""
    project_year = queries.project_year_of(about)
    if project_year is None:
        return None
    found = result_before(project_year, request.user, held=frame_of(request).seats, day=day)
    return {"before": found} if found else None
