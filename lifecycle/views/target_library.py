"""Taking indicators over into a draft target: from a template, single entries, or last year."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle import queries
from lifecycle.actions.admission import fault
from lifecycle.actions.taking import take_indicators
from lifecycle.forms.library import PickFilter, SourceForm, TakingForm
from lifecycle.models import Target
from lifecycle.queries.library import template_for, template_sectors, templates_in_force
from lifecycle.queries.taking import (
    Values,
    found_entries,
    from_entries,
    from_last_year,
    from_template,
    last_year_of,
    offers_of,
)
from lifecycle.refusals import Refused, refuse
from lifecycle.rules.library import Kind, kind_of
from lifecycle.views import help_text
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.sheets import barred, sheet_url

help_text.about(
    "target-library",
    gettext_lazy("选用指标"),
    gettext_lazy("可以整套选用模板或案例，从指标库挑选单个指标，或带入上年批复的指标。"),
    gettext_lazy(
        "带入上年指标时，上年自评的实际完成值作为基期值；完成期限顺延一年，各月进度不带。"
    ),
    gettext_lazy("先预览再确认；同名的和已选用过的指标不再加入，您已填写的内容不会改动。"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """From where indicators are taken: its name, its rows, and its words in the address."""

    name: str
    rows: Sequence[Values]
    words: Sequence[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
def target_library(request: Request, pk: int) -> HttpResponse:
    """Show from where the draft may take indicators, then which; a POST adds those picked."""
    hour = hour_of(request)
    target: Any = queries.subject_for(request.user, Target.stage(), pk, hour.day)
    if refusals := barred(target, hour.seats, hour.day):
        return _drawn(request, target, trouble=Trouble(target, None, refuse(*refusals)))
    source = _source(request, target)
    if request.method == "POST":
        return _taken(request, target, source)
    return _drawn(request, target, source=source)


def _taken(request: Request, target: Target, source: Source | None) -> HttpResponse:
    form = TakingForm(request.POST)
    if source is None or not form.is_valid():
        raise Http404
    picked = set(request.POST.getlist("pick"))
    rows = [row for row in source.rows if row["name"] in picked]
    before = target.version
    try:
        if not rows:
            raise fault(_("请至少选择一个指标"))
        done = take_indicators(target, rows, by=request.user, version=form.cleaned_data["version"])
    except (Refused, ValidationError) as wrong:
        refused = wrong if isinstance(wrong, Refused) else fault(_("；").join(wrong.messages))
        return _drawn(request, target, source=source, trouble=Trouble(target, form, refused))
    if done.version == before:
        messages.info(request, _("这些指标已在目标中，没有改动"))
    else:
        messages.success(request, _("已加入，请补齐目标值和权重后保存"))
    return redirect(sheet_url(target))


def _source(request: Request, target: Target) -> Source | None:
    # In the address of the preview, and once more in the form that confirms it.
    said = request.POST if request.method == "POST" else request.GET
    form = SourceForm(said)
    if not form.is_valid():
        raise Http404
    if form.cleaned_data["template"]:
        return _of_template(form.cleaned_data["template"])
    if form.cleaned_data["last"]:
        return _of_last_year(request, target)
    if picked := form.cleaned_data["entry"]:
        words = [("entry", str(row.pk)) for row in picked]
        return Source(_("从指标库挑选"), from_entries(picked), words)
    return None


def _of_template(key: int) -> Source:
    found = template_for(key)
    if kind_of(found.name) is Kind.BAD:
        raise Http404
    return Source(found.name, from_template(found), [("template", str(key))])


def _of_last_year(request: Request, target: Target) -> Source:
    hour = hour_of(request)
    last = last_year_of(target, request.user, hour.day, hour.seats)
    if last is None:
        raise Http404
    words = _("%(year)s年批复的指标") % {"year": last.year}
    return Source(words, from_last_year(last), [("last", "1")])


def _drawn(
    request: Request,
    target: Target,
    *,
    source: Source | None = None,
    trouble: Trouble | None = None,
) -> HttpResponse:
    shown = {
        "subject": target,
        "trouble": trouble,
        "open": trouble is None or source is not None,
        "source": source,
        "back": sheet_url(target),
    }
    if source is not None:
        shown |= _previewed(target, source)
    elif trouble is None:
        shown |= _offered(request, target)
    status = trouble.status if trouble else 200
    return render(request, "lifecycle/library/take.html", shown, status=status)


def _previewed(target: Target, source: Source) -> dict[str, Any]:
    offers = offers_of(target, source.rows)
    standing = sum((row.weight for row in target.indicators.all()), Decimal(0))
    added = sum((one.row.weight for one in offers if not one.why_not), Decimal(0))
    return {
        "offers": offers,
        "baselines": any(one.row.baseline is not None for one in offers),
        "addable": any(not one.why_not for one in offers),
        "weights": {"standing": standing, "added": added, "total": standing + added},
        "version": target.version,
    }


def _offered(request: Request, target: Target) -> dict[str, Any]:
    hour = hour_of(request)
    form = PickFilter(request.GET, sector=[(one, one) for one in template_sectors()])
    wanted = form.wanted()
    templates = [one for one in templates_in_force() if kind_of(one.name) is not Kind.BAD]
    return {
        "form": form,
        "templates": templates,
        "last": last_year_of(target, request.user, hour.day, hour.seats),
        "found": found_entries(wanted.get("q", ""), wanted.get("sector", "")),
    }
