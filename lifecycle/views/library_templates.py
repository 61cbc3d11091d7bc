"""Templates 模板 and worked examples 案例 of whole projects, and what the rules say of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.fields import choices_of
from lifecycle.models import LibraryTemplate
from lifecycle.queries.library import template_for, template_sectors, templates_in_force
from lifecycle.queries.taking import drafts_for
from lifecycle.queries.template_check import template_findings
from lifecycle.rules.library import KIND_LABELS, Kind, kind_of
from lifecycle.rules.parts import Tab
from lifecycle.views import help_text
from lifecycle.views.common import Request, hour_of

help_text.about(
    "library-templates",
    gettext_lazy("模板和案例"),
    gettext_lazy(
        "模板是一类项目的整套指标和权重；案例另有目标值，供编制时参照；反例说明常见的毛病。"
    ),
    gettext_lazy("每个模板下方列出质量规则对它的意见，与核对您的目标用的是同一套规则。"),
    gettext_lazy("选用时先预览将要增加的指标，确认后加在已填内容之后，不覆盖您填写的任何内容。"),
)
help_text.about(
    "library-template",
    gettext_lazy("一个模板或案例"),
    gettext_lazy("可以整套选用到您可以修改的绩效目标；反例只供对照，不能选用。"),
)
TONES = {Kind.LAYOUT: "moving", Kind.GOOD: "done", Kind.BAD: "returned"}


@require_safe
def templates(request: Request) -> HttpResponse:
    """List the templates and examples of the newest releases, of one sector or of all."""
    sectors, asked = template_sectors(), request.GET.get("sector", "")
    sector = asked if asked in sectors else ""
    rows = [(one, *_kind(one)) for one in templates_in_force(sector)]
    tabs = [Tab(_("全部行业"), "?", here=not sector)]
    tabs += [Tab(one, f"?sector={one}", here=one == sector) for one in sectors]
    return render(request, "lifecycle/library/templates.html", {"rows": rows, "tabs": tabs})


@require_safe
def template(request: Request, pk: int) -> HttpResponse:
    """Show one with its lines, what the quality rules say of it, and the drafts that may use it."""
    hour = hour_of(request)
    found = template_for(pk)
    kind, tone = _kind(found)
    lines = sorted(found.lines.all(), key=lambda line: line.pk)
    bad = kind_of(found.name) is Kind.BAD
    shown = {
        "template": found,
        "words": f"template={found.pk}",
        "lines": lines,
        "total": sum(line.weight for line in lines),
        "kind": kind,
        "tone": tone,
        "bad": bad,
        "findings": template_findings(found, request.year),
        "drafts": [] if bad else drafts_for(hour.seats, hour.day, request.year),
    }
    return render(request, "lifecycle/library/template.html", shown)


def _kind(found: LibraryTemplate) -> tuple[Any, str]:
    kind = kind_of(found.name)
    return dict(choices_of(KIND_LABELS))[str(kind)], TONES[kind]
