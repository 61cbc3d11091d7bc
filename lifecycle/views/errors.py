"""The pages of what went wrong: whom to ask, and a number that also stands in the log."""

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lifecycle import queries
from lifecycle.views import kept

log = logging.getLogger("csp")
NOT_ALLOWED = 405
PAGES = (
    "project-year", "appraisal", "approval-letters", "library-entry", "pack", "ops-mail-one",
)  # fmt: skip
"""Pages of an object below whose address its forms are sent."""
NUMBER_BYTES = 4
LARGEST_REPORT = 8192
LONGEST_VALUE = 300
REPORTED = ("effective-directive", "violated-directive", "blocked-uri", "document-uri",
            "source-file", "line-number")  # fmt: skip


def numbered(request: Any) -> str:
    """Give a request the number by which page and log line are found together."""
    if not hasattr(request, "error_number"):
        request.error_number = secrets.token_hex(NUMBER_BYTES)
    return str(request.error_number)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this seat may not, and whom to ask."""
    shown = {"contacts": _contacts(request), "number": numbered(request)}
    return render(request, "403.html", shown, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing, or nothing for this person, and whom to ask."""
    return render(request, "404.html", {"contacts": _contacts(request)}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that it failed, with the words that were typed; asks no database, which may be gone."""
    found = kept.typed(request, 0) if request.method == "POST" else None
    shown = {
        "number": numbered(request),
        "kept": found,
        "support": settings.SUPPORT_CONTACT,
        "csrf_token": get_token(request),
    }
    return HttpResponse(render_to_string("500.html", shown), status=500)


def wrong_method(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a person who opens an address that only takes a form with a page and the way out."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        person = "text/html" in request.headers.get("Accept", "")
        if response.status_code != NOT_ALLOWED or not person:
            return response
        page = render(request, "405.html", {"href": _way_out(request)}, status=NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answered


def _way_out(request: HttpRequest) -> str:
    """Return the page of the object that an address names, where its reader sees it; else ""."""
    user: Any = request.user
    if not user.is_authenticated:
        return ""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    try:
        if "stage" in named:
            return str(queries.subject_for(user, named["stage"], named["pk"]).get_absolute_url())
        return _above(request.path, named)
    except Http404:
        return ""


def _above(path: str, named: Mapping[str, Any]) -> str:
    start, key, _rest = path.partition(f"/{named['pk']}/") if "pk" in named else ("", "", "")
    page = f"{start}{key}"
    return page if page and resolve(page).url_name in PAGES else ""


def _contacts(request: HttpRequest) -> Any:
    user: Any = request.user
    return queries.contacts_for(user) if user.is_authenticated else ()


@csrf_exempt
@login_not_required
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log a browser's report of a page that broke the security policy, one structured line."""
    body = request.body[: LARGEST_REPORT + 1]
    if len(body) > LARGEST_REPORT:
        return HttpResponse(status=413)
    try:
        said = json.loads(body)["csp-report"]
        told = {name.replace("-", "_"): _plain(said[name]) for name in REPORTED if name in said}
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    log.warning("csp violation", extra={"csp": told})
    return HttpResponse(status=204)


def _plain(value: object) -> str:
    # The query of an address may hold what was searched for.
    return str(value).partition("?")[0][:LONGEST_VALUE]
