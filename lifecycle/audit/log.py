"""The log as auditors read it: newest first, each line beside its object's versions."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.audit.filters import (
    ActorFilter,
    MachineFilter,
    RoleFilter,
    StepFilter,
    UnitFilter,
    YearFilter,
)
from lifecycle.audit.tables import ReadOnlyAdmin
from lifecycle.audit.versions import model_of
from lifecycle.models import TransitionLog
from lifecycle.sentences import told

MOST_OBJECTS = 1000
"""Objects whose chains one click verifies; `verify_log` does the whole."""


class LogList(ChangeList):
    """The list with one form for all its filters."""

    def kept(self) -> list[tuple[str, str]]:
        """List what the form of the filters must not lose: search, dates and order."""
        own = {getattr(spec, "parameter_name", "") for spec in self.filter_specs}
        return [(name, value) for name, value in self.params.items() if name not in {*own, "p"}]


IN_WORDS = (
    "at", "stage", "versions", "told", "change", "by_name", "in_seat", "organisation", "noted",
)  # fmt: skip
"""A line as a reader knows it; beside it stands what is stored."""


class LogAdmin(ReadOnlyAdmin):
    """The log: chronological, by year, unit, actor, step, stage, seat and day."""

    list_display = IN_WORDS
    readonly_fields = IN_WORDS
    list_display_links = ("at",)
    list_filter = (YearFilter, UnitFilter, MachineFilter, StepFilter, ActorFilter, RoleFilter)
    search_fields = ("by_name", "acting_for_name", "organisation", "step", "note")
    date_hierarchy = "at"

    @admin.display(description=_("环节"), ordering="machine")
    def stage(self, entry: TransitionLog) -> str:
        """Name the stage."""
        return queries.in_words(entry).stage

    @admin.display(description=_("对象和版本"), ordering="object_id")
    def versions(self, entry: TransitionLog) -> str:
        """Lead to the object's versions."""
        words = f"{entry.object_id} · v{entry.version}"
        if model_of(entry.machine) is None:
            return words
        page = reverse("admin:versions", args=[entry.machine, entry.object_id])
        return format_html('<a href="{}#v{}">{}</a>', page, entry.version, words)

    @admin.display(description=_("动作"), ordering="step")
    def told(self, entry: TransitionLog) -> str:
        """Name the step."""
        return queries.in_words(entry).step

    @admin.display(description=_("状态变化"))
    def change(self, entry: TransitionLog) -> str:
        """Name the states it led from and to."""
        line = queries.in_words(entry)
        return f"{line.before} → {line.after}"

    @admin.display(description=_("岗位"), ordering="seat")
    def in_seat(self, entry: TransitionLog) -> str:
        """Name the seat in the reader's language."""
        return gettext(entry.seat) if entry.seat else ""

    @admin.display(description=_("意见"), ordering="note")
    def noted(self, entry: TransitionLog) -> str:
        """Give the note: a rule's sentence in the reader's language, a person's as it is."""
        return told(entry.note)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show a line in words first, with the way to its versions, then as it is stored."""
        stored = [name for name in self.get_fields(request, obj) if name not in IN_WORDS]
        return [(None, {"fields": IN_WORDS}), (_("存储的内容"), {"fields": stored})]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Use the list with one form for all its filters."""
        return LogList

    def get_urls(self) -> list[Any]:
        """Add the check of what is filtered."""
        view = self.admin_site.admin_view(self.chain)
        return [path("chain/", view, name="lifecycle_transitionlog_chain"), *super().get_urls()]

    def chain(self, request: HttpRequest) -> HttpResponse:
        """Verify the chains of the objects whose lines are filtered, as many as one click may."""
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as error:
            raise BadRequest from error
        keys = rows.order_by("machine", "object_id").values_list("machine", "object_id").distinct()
        found = list(keys[: MOST_OBJECTS + 1])
        some: dict[str, list[int]] = {}
        for machine, key in found[:MOST_OBJECTS]:
            some.setdefault(machine, []).append(key)
        site: Any = self.admin_site
        answer: HttpResponse = site.chain_page(request, some, cut=len(found) > MOST_OBJECTS)
        return answer

    def lookup_allowed(
        self, lookup: str, value: str | None, request: HttpRequest | None = None
    ) -> bool:
        """Allow one object's lines too, to which its own page leads."""
        return lookup == "object_id" or super().lookup_allowed(lookup, value, request)


class ExportAdmin(ReadOnlyAdmin):
    """What was exported: who, in which seat, when, what and how much."""

    list_display = (
        "at", "table", "condition", "kind", "rows", "by_name", "acting_for_name", "seat",
        "organisation", "sha256",
    )  # fmt: skip
    list_filter = ("kind",)
    search_fields = ("by_name", "table", "condition", "sha256")
    date_hierarchy = "at"
    ordering = ("-pk",)
