"""What monitoring shows beside a review: the lights."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of
from lifecycle.views.panels import panel
from monitoring.queries.review import lights_of


@panel("review", "lights", title=_("红黄灯"), order=20, template="monitoring/review/lights.html")
def review_lights(request: Request, about: Any, day: date) -> Mapping[str, Any] | None:
    """Show a reviewer the lights of the project, this year's and last year's."""
    project_year = queries.project_year_of(about)
    if project_year is None:
        return None
    found = lights_of(project_year, request.user, held=frame_of(request).seats, day=day)
    return {"years": list(found.items())} if found else None
