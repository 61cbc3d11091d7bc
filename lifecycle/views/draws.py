"""Drawing the sample of a year, and the draws on record for whoever sees the city."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lifecycle.actions.sampling import draw_sample
from lifecycle.forms import SampleForm
from lifecycle.models.rulepack import remembering
from lifecycle.queries.draws import divides, draw_for, drawable_for, draws_for
from lifecycle.refusals import Code, Refused
from lifecycle.views import help_text
from lifecycle.views.common import Request, hour_of

help_text.about(
    "sample",
    gettext_lazy("抽取重点评估项目"),
    gettext_lazy("专项债券、达到必抽金额和社会关注度高的一律抽中，其余按比例随机抽取。"),
    gettext_lazy("签号是“种子:项目代码”的SHA-256值，小者抽中；凭种子和名单，任何人都能重新算出。"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: Request) -> HttpResponse:
    """Show what would be drawn without the outcome; a POST of the division draws."""
    hour = hour_of(request)
    with remembering():
        drawable_for(hour.seats, request.year, hour.day)
        if request.method != "POST":
            return _page(request, SampleForm())
        form = SampleForm(request.POST)
        if not form.is_valid():
            return _page(request, form, status=400)
        try:
            draw = draw_sample(
                request.year,
                seed=form.cleaned_data["seed"],
                marked=_keys(request, "marked"),
                listed=_keys(request, "listed"),
                by=request.user,
            )
        except Refused as refused:
            for sentence in refused.faults:
                form.add_error(None, sentence)
            return _page(request, form, status=409 if Code.STALE in refused.codes else 400)
        messages.success(request, _("已抽取并记录在案"))
        return redirect("draw", draw.pk)


def _keys(request: Request, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isascii() and key.isdecimal()]


def _page(request: Request, form: SampleForm, *, status: int = 200) -> HttpResponse:
    hour = hour_of(request)
    shown = {
        "drawable": drawable_for(hour.seats, request.year, hour.day),
        "form": form,
        "marked": _keys(request, "marked") if request.method == "POST" else [],
    }
    return render(request, "lifecycle/appraisal/sample.html", shown, status=status)


@require_safe
def draws(request: Request) -> HttpResponse:
    """List every draw."""
    hour = hour_of(request)
    shown = {
        "draws": draws_for(hour.seats),
        "divides": divides(hour.seats),
    }
    return render(request, "lifecycle/appraisal/draws.html", shown)


@require_safe
def draw(request: Request, pk: int) -> HttpResponse:
    """Show one draw with its seed, its numbers and its whole list."""
    found = draw_for(hour_of(request).seats, pk)
    return render(request, "lifecycle/appraisal/draw.html", {"draw": found})
