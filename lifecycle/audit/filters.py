"""What the log can be narrowed by: year, unit, actor, step, stage and seat."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.audit.reading import ALIAS
from lifecycle.models import FiscalYear, Organisation
from lifecycle.roles import Level, Role

OF_STEP = ":"


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a choice."""

    value: str
    label: str
    chosen: bool


class Choice(admin.SimpleListFilter):
    """A filter that the form of the page offers as a list to choose from."""

    typed = False

    def options(self) -> Iterator[Option]:
        """List what can be chosen."""
        chosen = str(self.value() or "")
        for value, label in self.lookup_choices:
            yield Option(str(value), str(label), str(value) == chosen)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to what was chosen."""
        value = (self.value() or "").strip()
        return queryset.filter(self.wanted(value)) if value else queryset

    def wanted(self, value: str) -> Q:
        """Match what was chosen."""
        raise NotImplementedError


class Typed(Choice):
    """A filter that the form of the page offers as a line to type in."""

    typed = True
    hint: Any = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer nothing to choose from."""
        return []

    def has_output(self) -> bool:
        """Always show the line."""
        return True


class YearFilter(Choice):
    """The budget year of the object."""

    title = _("年度")
    parameter_name = "budget_year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """List the years that are open."""
        years = FiscalYear.objects.using(ALIAS).order_by("-year")
        return [(str(year), str(year)) for year in years.values_list("year", flat=True)]

    def wanted(self, value: str) -> Q:
        """Match the lines of objects of that year."""
        return _of_objects(Q(year=int(value))) if value.isascii() and value.isdecimal() else NONE


class UnitFilter(Typed):
    """The unit to which the object belongs, with all below it."""

    title = _("单位（含下级）")
    hint = _("名称或代码")
    parameter_name = "unit"

    def wanted(self, value: str) -> Q:
        """Match the lines of objects of the units so named, or below them."""
        meant = Q(name__icontains=value) | Q(code=value)
        units = Organisation.objects.filter(meant).values("pk")
        below = Q(organisation__in=units)
        for level in (Level.DEPARTMENT, Level.DESK, Level.BUREAU):
            below |= Q(**{f"organisation__{level}__in": units})
        return _of_objects(below)


class ActorFilter(Typed):
    """Who acted, or for whom."""

    title = _("办理人")
    hint = _("姓名或账号")
    parameter_name = "actor"

    def wanted(self, value: str) -> Q:
        """Match the lines of people so named, and of those who acted for them."""
        named = Q(by_name__icontains=value) | Q(acting_for_name__icontains=value)
        return named | Q(by__username=value)


class MachineFilter(Choice):
    """The stages of all apps, without asking the log which there are."""

    title = _("环节")
    parameter_name = "machine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name every stage."""
        return [(model.stage(), model._meta.verbose_name) for model in queries.machines()]

    def wanted(self, value: str) -> Q:
        """Match the lines of that stage."""
        return Q(machine=value)


class StepFilter(Choice):
    """The steps of every stage, and the change of content that each has."""

    title = _("动作")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name every step with its stage."""
        found: dict[str, str] = {"edit": str(_("修改内容"))}
        for model in queries.machines():
            for edge in model.edges():
                words = f"{model._meta.verbose_name} · {edge.about.label}"
                found[f"{model.stage()}{OF_STEP}{edge.name}"] = words
        return list(found.items())

    def wanted(self, value: str) -> Q:
        """Match the lines of that step, of one stage or of all."""
        machine, _mark, step = value.rpartition(OF_STEP)
        return Q(step=step, machine=machine) if machine else Q(step=step)


class RoleFilter(Choice):
    """The roles in which lines were written."""

    title = _("岗位")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name every role."""
        return list(Role.choices)

    def wanted(self, value: str) -> Q:
        """Match the lines of that role."""
        return Q(role=value)


NONE = Q(pk__in=[])


def _of_objects(wanted: Q) -> Q:
    # Inside another query, and so on that query's connection.
    found = NONE
    for model in queries.machines():
        rows = model._default_manager.filter(wanted).values("pk")
        found |= Q(machine=model.stage(), object_id__in=rows)
    return found
