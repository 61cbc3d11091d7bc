"""Every table of the ground floor for the auditors, and the way every app registers its own."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.admin_site import site
from lifecycle.models import TransitionLog
from lifecycle.roles import Role

MOST_COLUMNS = 8
DEEPEST = 3
SECRET = frozenset({"password"})
"""Columns that no page shows, searches or filters by."""
PLAIN_LOOKUPS = frozenset({"", "exact", "isnull", "id__exact", "gte", "lt", "year", "month", "day"})


if TYPE_CHECKING:
    Table = admin.ModelAdmin[Any]
else:
    Table = admin.ModelAdmin


class ReadOnlyAdmin(Table):
    """Shows and never writes; the site has already asked who is reading."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Every reader of the site reads every table."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Every reader of the site sees every app."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show every column, those too that the engine writes itself."""
        return [field.name for field in columns(self.model)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Write none of them."""
        return self.get_fields(request, obj)

    def lookup_allowed(
        self, lookup: str, value: str | None, request: HttpRequest | None = None
    ) -> bool:
        """Allow the filters that are on the page, and no other column: each would be an oracle."""
        column, _mark, rest = lookup.partition("__")
        offered = {*self._offered(), self.date_hierarchy}
        return column in offered and rest in PLAIN_LOOKUPS

    def _offered(self) -> Iterator[str]:
        for each in self.list_filter:
            yield str(getattr(each, "parameter_name", each))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the one log instead of a history of the admin's own."""
        page = reverse("admin:lifecycle_transitionlog_changelist")
        label = self.model._meta.label_lower
        return redirect(f"{page}?machine={label}&object_id={int(object_id)}")


class MachineFilter(admin.SimpleListFilter):
    """The stages of all apps, without asking the log which there are."""

    title = _("环节")
    parameter_name = "machine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name every stage."""
        return [(model.stage(), model._meta.verbose_name) for model in queries.machines()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the chosen stage."""
        return queryset.filter(machine=self.value()) if self.value() else queryset


class RoleFilter(admin.SimpleListFilter):
    """The roles in which lines were written."""

    title = _("岗位")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name every role."""
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the chosen role."""
        return queryset.filter(role=self.value()) if self.value() else queryset


class LogAdmin(ReadOnlyAdmin):
    """The log: chronological, by stage, role, person, unit and day."""

    list_display = (
        "at", "stage", "object_id", "told", "change", "by_name", "seat", "organisation", "note",
    )  # fmt: skip
    list_display_links = ("at",)
    list_filter = (MachineFilter, RoleFilter)
    search_fields = ("by_name", "acting_for_name", "organisation", "step", "note")
    date_hierarchy = "at"

    @admin.display(description=_("环节"), ordering="machine")
    def stage(self, entry: TransitionLog) -> str:
        """Name the stage."""
        return queries.in_words(entry).stage

    @admin.display(description=_("动作"), ordering="step")
    def told(self, entry: TransitionLog) -> str:
        """Name the step."""
        return queries.in_words(entry).step

    @admin.display(description=_("状态变化"))
    def change(self, entry: TransitionLog) -> str:
        """Name the states it led from and to."""
        line = queries.in_words(entry)
        return f"{line.before} → {line.after}"

    def lookup_allowed(
        self, lookup: str, value: str | None, request: HttpRequest | None = None
    ) -> bool:
        """Allow one object's lines too, to which its own page leads."""
        return lookup == "object_id" or super().lookup_allowed(lookup, value, request)


def columns(model: type[models.Model]) -> list[Any]:
    """List the columns of a table that may be shown."""
    return [field for field in model._meta.concrete_fields if field.name not in SECRET]


def register(label: str) -> None:
    """Register every table of an app."""
    for model in apps.get_app_config(label).get_models():
        if not site.is_registered(model):
            site.register(model, _admin_of(model))


def _admin_of(model: type[models.Model]) -> type[ReadOnlyAdmin]:
    shown = [field.name for field in _telling(model)[:MOST_COLUMNS]]
    body: dict[str, Any] = {
        "list_display": shown,
        "list_filter": [f.name for f in columns(model) if _filters(f)],
        "search_fields": [f.name for f in columns(model) if _is_text(f)],
        "list_select_related": [p for name in shown for p in _paths(model, name)] or False,
        "ordering": ["-pk"],
    }
    return type(f"{model.__name__}Admin", (ReadOnlyAdmin,), body)


def _telling(model: type[models.Model]) -> list[Any]:
    """Order the columns for a list: key and relations, then choices, the engine's own last."""
    dull = {"content_hash", "filed_by", "filed_for", "checked_by", "since"}
    found = [f for f in columns(model) if not isinstance(f, models.TextField | models.JSONField)]

    def rank(field: Any) -> tuple[bool, bool, bool]:
        told = field.is_relation or field.name in ("id", "year", "state")
        return field.name in dull, not field.primary_key, not told

    return sorted(found, key=rank)


def _filters(field: Any) -> bool:
    return bool(field.choices) or isinstance(field, models.BooleanField) or field.name == "year"


def _is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _paths(model: type[models.Model], name: str, deep: int = DEEPEST) -> Sequence[str]:
    """List what has to be joined to write a related row's name: its own relations too."""
    field = model._meta.get_field(name)
    if not isinstance(field, ForeignKey) or not deep:
        return []
    below: Any = field.related_model
    further = [f.name for f in below._meta.fields if isinstance(f, ForeignKey) and not f.null]
    found = [f"{name}__{path}" for one in further for path in _paths(below, one, deep - 1)]
    return [name, *found]


site.register(TransitionLog, LogAdmin)
register("lifecycle")
