"""The indicator library 指标库: its tree and list, one entry with its releases, and its files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Select
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lifecycle.fields import choices_of
from lifecycle.filters import Filter, TextFilter
from lifecycle.models.library import Described
from lifecycle.queries import library as queries
from lifecycle.queries.library_proposals import (
    judges_library,
    proposes,
    sees_proposals,
    unruled_proposals,
)
from lifecycle.queries.library_whole import library_of
from lifecycle.queries.taking import drafts_for
from lifecycle.rules.indicators import (
    LEVEL_ONE_LABELS,
    LEVEL_TWO_LABELS,
    LEVEL_TWOS,
    OPERATOR_LABELS,
    LevelOne,
    Operator,
)
from lifecycle.rules.library import METHOD_EXPLANATION_LABELS
from lifecycle.rules.library_sheet import library_table
from lifecycle.rules.quality.drafts import UNITLESS
from lifecycle.views import help_text
from lifecycle.views.columns import Column, NumberColumn
from lifecycle.views.common import Request, hour_of
from lifecycle.views.project_filter import choice
from lifecycle.views.tables import Table, table_page

help_text.about(
    "library",
    _("指标库"),
    _("各类项目常用的绩效指标，每个都写明指标性质、计量单位、取值依据、数据来源和评分方法。"),
    _(
        "行业、领域、项目类型和级次都是筛选条件，写在网址里，可以收藏或转发。没有填行业的，各行业通用。"
    ),
    _("列表只列各指标库的最新版本；“使用项目”是引用过该指标（不论版本）的年度项目数。"),
)
help_text.about(
    "library-entry",
    _("指标库的指标"),
    _("同一编码在各版本中是同一个指标，每个版本写明比上一版本改了什么。"),
    _("选用后是一份带着编码的副本：以后的版本不改变已经编制的目标。"),
    _("“使用情况”只列您有权查看的项目。部门绩效专员可以对指标提出修改建议。"),
)
NUMERIC = [str(one) for one in Operator if one not in UNITLESS]
PATHS = {"library": "release__name", **{n: n for n in ("sector", "field", "project_type")}}
METHOD_WORDS = {str(method): words for method, words in METHOD_EXPLANATION_LABELS.items()}


class UsedColumn(NumberColumn):
    """How many project-years use an entry, with a sign where counting stopped."""

    def render(self, value: int) -> str:
        """Write it."""
        return f"{value}+" if value >= queries.MOST_COUNTED else str(value)


class LevelOneColumn(Column):
    """The first level, which the second one says."""

    empty_values = ()

    def render(self, record: Any) -> str:
        """Write it in words."""
        return str(dict(choices_of(LEVEL_ONE_LABELS))[str(record.level_one)])

    value = render


class LibraryTable(Table):
    """One entry a row."""

    caption = _("指标库的指标（最新版本）")
    unit = ""
    row_header = "name"
    first_order = "code"
    hidden = ("level_one", "field", "project_type", "accumulation")
    why_empty = _("没有符合条件的指标。")
    then_empty = _("请放宽筛选条件；部门绩效专员也可以建议新增指标。")

    name = Column(_("三级指标"), linkify=True)
    code = Column(_("编码"), attrs={"td": {"class": "code"}})
    sector = Column(_("行业"), default=_("通用"))
    field = Column(_("领域"))
    project_type = Column(_("项目类型"))
    level_one = LevelOneColumn(_("一级指标"), accessor="pk", orderable=False)
    level = Column(_("二级指标"))
    operator = Column(_("指标性质"))
    reference = NumberColumn(_("行业参考值"))
    measure = Column(_("计量单位"), accessor="unit")
    basis = Column(_("取值依据"), attrs={"td": {"class": "long"}})
    data_source = Column(_("数据来源"))
    method = Column(_("评分方法"))
    accumulation = Column(_("累计方式"))
    release = Column(_("版本"), orderable=False)
    used = UsedColumn(_("使用项目"), initial_sort_descending=True)


class NameSelect(Select):
    """A choice among names from the file, which are Chinese to every reader."""

    def create_option(self, *args: Any, **more: Any) -> dict[str, Any]:
        """Mark what is a name."""
        option = super().create_option(*args, **more)
        if option["value"]:
            option["attrs"]["lang"] = "zh-hans"
        return option


class LibraryFilter(Filter):
    """Narrows the entries; the place in the tree is part of the same address."""

    q = TextFilter(label=_("名称、编码或依据"), method="by_words")
    library = choice(_("指标库"))
    sector = choice(_("行业"))
    field = choice(_("领域"))
    project_type = choice(_("项目类型"))
    level_one = choice(_("一级指标"), method="by_level_one", choices=choices_of(LEVEL_ONE_LABELS))
    level = choice(_("二级指标"), choices=choices_of(LEVEL_TWO_LABELS))
    operator = choice(_("指标性质"), choices=choices_of(OPERATOR_LABELS))
    quantitative = choice(
        _("定量或定性"), method="by_kind", choices=[("yes", _("定量")), ("no", _("定性"))]
    )

    @classmethod
    def offering(
        cls, branches: Sequence[queries.Branch], names: Sequence[str]
    ) -> type["LibraryFilter"]:
        """Offer the lists, sectors, fields and types that there are."""
        fields = [two for one in branches for two in one.below]
        offered = {
            "library": names,
            "sector": [one.name for one in branches],
            "field": sorted({two.name for two in fields}),
            "project_type": sorted({three.name for two in fields for three in two.below}),
        }
        made = {
            name: choice(
                cls.base_filters[name].label,
                field_name=PATHS[name],
                choices=_named(found),
                widget=NameSelect,
            )
            for name, found in offered.items()
        }
        return type("LibraryFilter", (cls,), made)

    def by_words(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Match a part of the name or of the basis, or the beginning of the code."""
        words = Q(name__icontains=text) | Q(basis__icontains=text)
        return rows.filter(words | Q(code__istartswith=text))

    def by_level_one(self, rows: QuerySet[Any], _name: str, level: str) -> QuerySet[Any]:
        """Match the second levels of a first one."""
        return rows.filter(level__in=[str(two) for two in LEVEL_TWOS[LevelOne(level)]])

    def by_kind(self, rows: QuerySet[Any], _name: str, said: str) -> QuerySet[Any]:
        """Match what is measured in numbers, or what is judged in words."""
        found = Q(operator__in=NUMERIC)
        return rows.filter(found if said == "yes" else ~found)


def _named(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words if word]


@require_safe
def library(request: Request) -> HttpResponseBase:
    """List the entries of the newest releases, narrowed by the address, with the tree of them."""
    seats = hour_of(request).seats
    branches = queries.library_tree()
    releases = list(queries.newest_releases())
    judges = judges_library(seats)
    return table_page(
        request,
        queries.library_entries(),
        LibraryTable,
        filters=LibraryFilter.offering(branches, [one.name for one in releases]),
        template="lifecycle/library/list.html",
        title=_("指标库"),
        branches=branches,
        releases=releases,
        proposes=proposes(seats),
        judges=judges,
        sees_proposals=sees_proposals(seats),
        waiting=unruled_proposals() if judges else 0,
    )


@require_safe
def entry(request: Request, pk: int) -> HttpResponse:
    """Show one entry: what it says, its releases with what each changed, and where it is used."""
    hour = hour_of(request)
    found: Any = queries.entry_for(pk)
    issues = queries.issues_of(found)
    users = queries.users_of(found, request.user, hour.day, hour.seats)
    shown = {
        "entry": found,
        "words": f"entry={found.pk}",
        "issues": issues,
        "newest": issues[0].entry,
        **explained(found),
        "capped": found.used >= queries.MOST_COUNTED,
        "users": users[: queries.MOST_SHOWN],
        "more": len(users) > queries.MOST_SHOWN,
        "proposes": proposes(hour.seats),
        "drafts": drafts_for(hour.seats, hour.day, request.year),
    }
    return render(request, "lifecycle/library/entry.html", shown)


def explained(said: Described) -> dict[str, Any]:
    """Return what a page says of an entry beyond its columns."""
    words = METHOD_WORDS.get(said.method, "")
    return {
        "level_one": dict(choices_of(LEVEL_ONE_LABELS))[str(said.level_one)],
        "method_words": _(words) if words else "",
    }


@require_safe
def release_file(_request: Request, pk: int) -> HttpResponse:
    """Send a release as the table from which it can be imported again."""
    release = queries.release_for(pk)
    answer = HttpResponse(
        library_table(library_of(release)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{release.name}-v{release.version}.csv"
    )
    return answer
