"""How a table is read: what is no secret, through the auditors' role, never written."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from lifecycle.audit import exports
from lifecycle.audit.columns import all_paths, columns, paths_to, secrets
from lifecycle.audit.reading import ALIAS
from lifecycle.models import Subject

MOST_COLUMNS = 8
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
    show_facets = admin.ShowFacets.NEVER
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

    def get_urls(self) -> list[Any]:
        """Add the export beside the pages that read."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.export_view(self.export)  # type: ignore[attr-defined]
        return [path("export/", view, name=name), *super().get_urls()]

    def export(self, request: HttpRequest) -> Any:
        """Send what is filtered as a file."""
        return exports.send(self, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read what a list shows."""
        shown = self.list_select_related
        return self.joined(super().get_queryset(request), shown if isinstance(shown, list) else [])

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Read one row with all that its page names."""
        found = super().get_object(request, object_id, from_field)
        return found and self.joined(self.model._default_manager.all()).get(pk=found.pk)

    def joined(self, rows: QuerySet[Any], paths: Sequence[str] | None = None) -> QuerySet[Any]:
        """Join the related rows on some paths, or on all, without the columns withheld."""
        found = all_paths(self.model) if paths is None else paths
        # None: without a name, every relation would be joined.
        rows = rows.using(ALIAS).select_related(*found or (None,))
        return rows.defer(*secrets(self.model, found))

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
        offered = {*self.offered(), self.date_hierarchy}
        return column in offered and rest in PLAIN_LOOKUPS

    def offered(self) -> Iterator[str]:
        """Name the filters of the page."""
        for each in self.list_filter:
            yield str(getattr(each, "parameter_name", each))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one row; an object of a stage has versions beside it."""
        more = {**(extra_context or {}), "has_versions": issubclass(self.model, Subject)}
        return super().change_view(request, object_id, form_url, more)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show an object's versions instead of a history of the admin's own."""
        if not issubclass(self.model, Subject) or not object_id.isdecimal():
            raise Http404
        return redirect(reverse("admin:versions", args=[self.model.stage(), int(object_id)]))


def admin_of(model: type[models.Model]) -> type[ReadOnlyAdmin]:
    """Make the pages of a table from its columns."""
    shown = [field.name for field in _telling(model)[:MOST_COLUMNS]]
    body: dict[str, Any] = {
        "list_display": shown,
        "list_filter": [f.name for f in columns(model) if _filters(f)],
        "search_fields": [f.name for f in columns(model) if _is_text(f)],
        "list_select_related": [p for name in shown for p in paths_to(model, name)] or False,
        "ordering": ["-pk"],
    }
    return type(f"{model.__name__}Admin", (ReadOnlyAdmin,), body)


def _telling(model: type[models.Model]) -> list[Any]:
    """Order the columns for a list: key and relations, then choices, the engine's own last."""
    dull = {"content_hash", "filed_by", "filed_for", "first_filed_on", "checked_by", "since"}
    found = [f for f in columns(model) if not isinstance(f, models.TextField | models.JSONField)]

    def rank(field: Any) -> tuple[bool, bool, bool]:
        told = field.is_relation or field.name in ("id", "year", "state")
        return field.name in dull, not field.primary_key, not told

    return sorted(found, key=rank)


def _filters(field: Any) -> bool:
    return bool(field.choices) or isinstance(field, models.BooleanField) or field.name == "year"


def _is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices
