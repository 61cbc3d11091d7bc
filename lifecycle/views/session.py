"""Coming in, going out, and what happens to a form when the session ended in between."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import LoginView
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lifecycle.views import kept
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of, shown_year
from lifecycle.views.errors import numbered

LOCKED = 429
REFUSED = 403
UNKNOWN = 401


class SignedIn(LoginRequiredMiddleware):
    """Closes every page that is not marked open, and loses no word of whoever meets the door."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Ask who it is; whoever is known gets a year to look at, and may send what was kept."""
        barred = super().process_view(request, view_func, view_args, view_kwargs)
        if barred is None and getattr(view_func, "login_required", True):
            cast(Any, request).year = shown_year(request, frame_of(request))
            if request.method == "POST":
                kept.drop(request, request.get_full_path())
        return barred

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Note whose browser it is, so that words left by an ended session find their writer."""
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated:
            kept.remember_owner(request, response, user)
        return response

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """Send to the login page; with a form in hand, show it at once and keep the form there."""
        whole = request.headers.get("HX-Request") != "true"
        if request.method == "POST" and (found := _typed(request)):
            return _asked_again(request, found, status=UNKNOWN if whole else 200)
        answer = cast(HttpResponseBase, super().handle_no_permission(request, view_func))
        if whole:
            return answer
        # A fragment of a page cannot hold the login page: the whole page is asked for anew.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _typed(request: HttpRequest) -> kept.Kept | None:
    owner = kept.owner_of(request)
    return kept.typed(request, owner) if owner else None


def _asked_again(request: HttpRequest, found: kept.Kept, *, status: int) -> HttpResponse:
    shown = {
        "form": AuthenticationForm(request),
        "next": found.page,
        "sealed": kept.sealed(found),
        "expired": found,
    }
    answer = render(request, "registration/login.html", shown, status=status)
    answer.headers["HX-Retarget"] = "body"
    add_never_cache_headers(answer)
    return answer


class LoginPage(LoginView):
    """The one door; carries what was typed before the session ended to the person who typed it."""

    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Hold on to the form while the password is wrong."""
        sealed = self.request.POST.get("kept", "")
        return super().get_context_data(sealed=sealed, expired=kept.opened(sealed), **more)

    def get_default_redirect_url(self) -> str:
        """Lead back to the page on which the form stood."""
        found = _offered_again(self.request)
        return found.page if found else super().get_default_redirect_url()

    def get_redirect_url(self) -> str:  # type: ignore[override]
        """Never lead on to the way out, which is no page."""
        url = super().get_redirect_url()
        return "" if url == reverse("logout") else url

    def get_success_url(self) -> str:
        """Lead to the page of the kept form before any other."""
        found = _offered_again(self.request)
        return found.page if found else super().get_success_url()


def _offered_again(request: HttpRequest) -> kept.Kept | None:
    """Lay what the login page carried into the session, for the one who typed it alone."""
    found = kept.opened(request.POST.get("kept", ""))
    user: Any = request.user
    if found is None or found.owner != user.pk:
        return None
    kept.put(request, found)
    return found


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is stale: nothing was done, and nothing typed is lost."""
    numbered(request)
    user: Any = request.user
    if request.path == reverse("login"):
        if user.is_authenticated and (found := _offered_again(request)):
            return redirect(found.page)
    elif found := _typed(request):
        if not user.is_authenticated:
            return _asked_again(request, found, status=REFUSED)
        kept.put(request, found)
        return render(request, "403_csrf.html", {"page": found.page}, status=REFUSED)
    return render(request, "403_csrf.html", status=REFUSED)


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Say until when an account is barred from here; the same for one that does not exist."""
    until = _barred_until(request, (credentials or {}).get("username"))
    shown = {"until": until, "sealed": request.POST.get("kept", "")}
    answer = render(request, "registration/locked.html", shown, status=LOCKED)
    answer.headers["Retry-After"] = str(max(1, round((until - timezone.now()).total_seconds())))
    return answer


def _barred_until(request: Any, username: str | None) -> Any:
    rows = AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)
    last = rows.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    waits: timedelta = settings.AXES_COOLOFF_TIME
    return last + waits


@require_POST
def discard(request: Request) -> HttpResponse:
    """Forget what was kept."""
    kept.drop(request)
    return redirect(_next(request))


@require_POST
def choose_year(request: Request) -> HttpResponse:
    """Look at another budget year from now on; one that is not open changes nothing."""
    typed = request.POST.get("year", "")
    if typed in map(str, frame_of(request).years):
        request.session["year"] = int(typed)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if safe else reverse("home")
