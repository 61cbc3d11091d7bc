"""What the list and the tree of projects are narrowed by, all of it in the address."""

from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.filters import Filter, TextFilter
from lifecycle.models import Project
from lifecycle.views.common import hour_of
from lifecycle.views.context import frame_of

ALL = _("全部")
TARGET = "target"
LARGEST = Decimal(10) ** 8
Rows = QuerySet[Any]


def choice(label: Any, **more: Any) -> Any:
    """Make a filter by one of some choices."""
    return django_filters.ChoiceFilter(label=label, empty_label=ALL, **more)


def wan(label: Any, **more: Any) -> Any:
    """Make a filter by an amount typed in 万元."""
    return django_filters.NumberFilter(label=label, min_value=0, max_value=LARGEST, **more)


class ProjectFilter(Filter):
    """Narrows project-years; without a year in the address, to the year of the frame."""

    q = TextFilter(label=_("名称、代码或单位"), method="by_words")
    year = choice(_("年度"), method="by_year")
    department = choice(_("主管部门"), method="below")
    unit = choice(_("单位（含下属）"), method="below")
    stage = choice(_("环节"), method="by_stage")
    state = choice(_("状态"), method="by_state")
    fund = choice(_("资金性质"), method="by_column", choices=Project.Fund.choices)
    kind = choice(_("类别"), method="by_column", choices=Project.Kind.choices)
    key = choice(_("重点"), method="by_mark", choices=[("yes", _("重点")), ("no", _("非重点"))])
    amount_min = wan(_("申报金额不低于（万元）"), method="from_amount")
    amount_max = wan(_("申报金额不高于（万元）"), method="to_amount")

    def __init__(self, data: Any, *, queryset: Rows, request: Any) -> None:
        """Offer the choices that this reader has."""
        asked = data.copy()
        asked.setdefault("year", str(request.year))
        stages = queries.reaching()
        states = self._stage(asked.get("stage")).State.choices
        if asked.get("stage", "") not in ("", *stages) or asked.get("state") not in dict(states):
            asked["state"] = ""  # of another stage, whose state was chosen before
        super().__init__(asked, queryset=queryset, request=request)
        offered = {
            "year": [(str(year), str(year)) for year in _years(request)],
            "department": self._departments(),
            "unit": _named(self._units(asked)),
            "stage": [(name, model._meta.verbose_name) for name, model in stages.items()],
            "state": states,
        }
        for name in offered.keys() & self.filters.keys():
            self.filters[name].extra["choices"] = offered[name]

    def _departments(self) -> list[tuple[str, str]]:
        hour = hour_of(self.request)
        return queries.department_names(self.request.user, hour.day, hour.seats)

    def _units(self, asked: Any) -> Any:
        # All units of a city are too many to choose from: those of the chosen department are not.
        hour = hour_of(self.request)
        found = queries.units_for(self.request.user, hour.day, hour.seats)
        wanted = [key for name in ("department", "unit") if (key := asked.get(name, "")).isdigit()]
        keys = [int(key) for key in wanted if len(key) < len(str(LARGEST)) * 2]
        return found.filter(Q(pk__in=keys) | Q(department__in=keys)) if keys else found.none()

    @staticmethod
    def _stage(name: str | None) -> Any:
        stages = queries.reaching()
        return stages.get(name or TARGET, stages[TARGET])

    def by_words(self, rows: Rows, _name: str, text: str) -> Rows:
        """Match a part of the project's or the unit's name, or the beginning of the code."""
        # Chinese has no case: then no name of a city need be turned into capitals to compare.
        part = "icontains" if text.upper() != text.lower() else "contains"
        return rows.filter(
            Q(**{f"project__name__{part}": text})
            | Q(project__code__startswith=text)
            | Q(**{f"project__organisation__name__{part}": text})
        )

    def by_year(self, rows: Rows, _name: str, year: str) -> Rows:
        """Match the budget year."""
        return rows.filter(year=int(year))

    def below(self, rows: Rows, _name: str, place: str) -> Rows:
        """Match an organisation and all that lies below it."""
        unit = queries.own(rows, "organisation")
        return rows.filter(Q(**{unit: place}) | Q(**{queries.department_of(rows): place}))

    def by_column(self, rows: Rows, name: str, value: str) -> Rows:
        """Match a column of the project."""
        return rows.filter(**{queries.own(rows, name): value})

    def by_stage(self, rows: Rows, _name: str, stage: str) -> Rows:
        """Match what has reached a stage, as far as the reader sees."""
        if self.form.cleaned_data.get("state"):
            return rows  # what is in a state of the stage has reached it
        return self._reached(rows, self._stage(stage))

    def by_state(self, rows: Rows, _name: str, state: str) -> Rows:
        """Match what has an object of the stage in a state; without a stage, the newest target."""
        stage = self.form.cleaned_data.get("stage")
        if not stage:
            return rows.filter(target_state=state)
        return self._reached(rows, self._stage(stage), state=state)

    def _reached(self, rows: Rows, model: Any, **states: Any) -> Rows:
        hour, year = hour_of(self.request), self.form.cleaned_data.get("year")
        states["year"] = int(year) if year else None
        keys = queries.reached(model, self.request.user, day=hour.day, seats=hour.seats, **states)
        return rows.filter(pk__in=keys)

    def by_mark(self, rows: Rows, _name: str, said: str) -> Rows:
        """Match key projects, or the others."""
        return rows.filter(is_key=said == "yes")

    def from_amount(self, rows: Rows, _name: str, least: Decimal) -> Rows:
        """Match amounts from so many 万元 up."""
        return rows.filter(amount__gte=_yuan(least))

    def to_amount(self, rows: Rows, _name: str, most: Decimal) -> Rows:
        """Match amounts up to so many 万元."""
        return rows.filter(amount__lte=_yuan(most))


def _yuan(wan_typed: Decimal) -> Decimal:
    return wan_typed * 10_000


def _years(request: Any) -> list[int]:
    return sorted({*frame_of(request).years, request.year}, reverse=True)


def _named(places: Any) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in places.values_list("pk", "name")]


def add_filter(name: str, found: django_filters.Filter) -> None:
    """Let an app above narrow the list by what it has joined to it."""
    ProjectFilter.base_filters[name] = found
    ProjectFilter.declared_filters[name] = found
