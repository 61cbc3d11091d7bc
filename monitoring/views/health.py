"""What monitoring brings to the operators' page: the runs of digests, and one that is held."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lifecycle.forms.operating import ReasonForm
from lifecycle.models.rulepack import numbers_on
from lifecycle.queries.operating import operates
from lifecycle.refusals import Refused
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of
from lifecycle.views.operating import health_page
from lifecycle.views.panels import panel
from monitoring.actions.digest import confirm_run
from monitoring.queries import alerts as queries


@panel(
    "health", "digests", title=gettext_lazy("预警判定和汇总"), order=10,
    template="monitoring/health.html",
)  # fmt: skip
def digests(request: Request, about: Any, day: date) -> Mapping[str, Any]:
    """Show the last judging, the last digests, and what waits for a word."""
    held, numbers = queries.held_run(), numbers_on(day)
    return {
        "judged": frame_of(request).last_done("sweep"),
        "last": queries.last_run(),
        "held": held,
        "operates": operates(hour_of(request).seats),
        "form": about if about is not None else ReasonForm(prefix="confirm"),
        "longest": numbers.gap_days,
        "most": numbers.gap_mails,
    }


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """Let the digests of a held run go out."""
    held = queries.held_run()
    if held is None or held.pk != pk or not operates(hour_of(request).seats):
        raise Http404
    form = ReasonForm(request.POST, prefix="confirm")
    if not form.is_valid():
        return health_page(request, form, status=400)
    try:
        run = confirm_run(held, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return health_page(request, form, status=403)
    messages.success(request, _("已补发%(n)s封预警汇总") % {"n": run.mails})
    return redirect("ops-health")
