"""The mark of a stopped project 停办: a column that leads to its pause of payment or its halt."""

from functools import cached_property
from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.views.columns import Column
from monitoring.queries.stops import Stop, stops_now


class StopColumn(Column):
    """What stops the project of a row, since when, leading to the pause or the halt."""

    empty_values = ()

    def __init__(self, key: str = "pk", **more: Any) -> None:
        super().__init__(gettext_lazy("暂停情况"), accessor=key, orderable=False, **more)

    @cached_property
    def stops(self) -> dict[int, list[Stop]]:
        """Return what is stopped; asked once a table, which has its own copy of the column."""
        return stops_now()

    def render(self, value: int) -> str:
        """Draw a tag for each."""
        drawn = ((stop.href, stop.words) for stop in self.stops.get(value, ()))
        return format_html_join(" ", '<a class="tag" href="{}">{}</a>', drawn) or "—"

    def value(self, value: int) -> str:
        """Give the same in words."""
        return _("；").join(stop.words for stop in self.stops.get(value, ()))
