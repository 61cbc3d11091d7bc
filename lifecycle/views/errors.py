"""The pages of what went wrong: whom to ask, and a number that also stands in the log."""

import json
import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lifecycle import queries
from lifecycle.views import kept

log = logging.getLogger("csp")
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
