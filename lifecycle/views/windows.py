"""Windows 填报窗口 and exceptions: seen by all whom they concern, set by the division."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle import queries
from lifecycle.actions.windows import grant_exception, set_window, withdraw_exception
from lifecycle.forms import ExceptionForm, RevocationForm, WindowForm
from lifecycle.refusals import Forbidden, Refused
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of

MOST_EXCEPTIONS = 200
"""Exceptions listed, the newest first."""
Revocation = tuple[int, RevocationForm]


@require_http_methods(["GET", "HEAD", "POST"])
def windows(request: Request) -> HttpResponse:
    """Show every window and exception; a POST of the division sets a window."""
    if request.method != "POST":
        return _page(request)
    form = WindowForm(request.POST, prefix="window", **_offered(request))
    if not form.is_valid():
        return _page(request, status=400, window=form)
    try:
        set_window(by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, refused, window=form)
    messages.success(request, _("窗口已设置"))
    return redirect("calendar-windows")


@require_POST
def grant(request: Request) -> HttpResponse:
    """Grant one unit an exception."""
    units = queries.excepted_units(hour_of(request).seats)
    form = ExceptionForm(request.POST, prefix="exception", units=units, **_offered(request))
    if not form.is_valid():
        return _page(request, status=400, exception=form)
    try:
        grant_exception(by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, refused, exception=form)
    messages.success(request, _("例外已批准"))
    return redirect("calendar-windows")


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw an exception."""
    found = queries.exception_for(request.user, pk, hour_of(request).day)
    form = RevocationForm(request.POST, prefix=f"revoke-{pk}")
    if not form.is_valid():
        return _page(request, status=400, revocation=(pk, form))
    try:
        withdraw_exception(found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, refused, revocation=(pk, form))
    messages.success(request, _("例外已撤销"))
    return redirect("calendar-windows")


def _refused(request: Request, refused: Refused, **forms: Any) -> HttpResponse:
    found = next(iter(forms.values()))
    form = found[1] if isinstance(found, tuple) else found
    for sentence in refused.faults:
        form.add_error(None, sentence)
    return _page(request, status=403 if isinstance(refused, Forbidden) else 400, **forms)


def _offered(request: Request) -> dict[str, Any]:
    stages = [(name, model._meta.verbose_name) for name, model in queries.window_stages()]
    return {"stages": stages, "years": frame_of(request).years}


def _page(
    request: Request,
    *,
    status: int = 200,
    window: WindowForm | None = None,
    exception: ExceptionForm | None = None,
    revocation: Revocation | None = None,
) -> HttpResponse:
    hour = hour_of(request)
    sets = queries.sets_windows(hour.seats)
    if request.method == "POST" and not sets:
        raise Http404
    shown = {"sets": sets, "today": hour.day} | _tables(request, revocation)
    if sets:
        shown |= _forms(request, window, exception)
    shown["wrong"] = revocation[1] if revocation else window or exception
    return render(request, "lifecycle/windows.html", shown, status=status)


def _tables(request: Request, revocation: Revocation | None) -> dict[str, Any]:
    hour = hour_of(request)
    labels = {name: model._meta.verbose_name for name, model in queries.window_stages()}
    rows = queries.exceptions_for(request.user, hour.day, seats=hour.seats)
    windows = queries.standing_windows()
    return {
        "windows": [one for one in windows if one.year == request.year],
        "exceptions": [_row(one, labels, hour.day, revocation) for one in rows[:MOST_EXCEPTIONS]],
    }


def _forms(
    request: Request, window: WindowForm | None, exception: ExceptionForm | None
) -> dict[str, Any]:
    offered, first = _offered(request), {"year": request.year}
    units = queries.excepted_units(hour_of(request).seats)
    return {
        "window": window or WindowForm(prefix="window", initial=first, **offered),
        "exception": exception
        or ExceptionForm(prefix="exception", initial=first, units=units, **offered),
    }


def _row(
    one: Any, labels: dict[str, Any], day: date, revocation: Revocation | None
) -> dict[str, Any]:
    ended = getattr(one, "withdrawal", None)
    live = ended is None and day <= one.ends_on
    form = RevocationForm(prefix=f"revoke-{one.pk}") if live else None
    if revocation and revocation[0] == one.pk:
        form = revocation[1]
    return {"found": one, "label": labels.get(one.stage, one.stage), "ended": ended, "form": form}
