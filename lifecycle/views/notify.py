"""What I am told and how 通知与订阅: the language of my mails, the address of my calendar."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle import queries
from lifecycle.actions.subscribing import choose_language, make_feed, revoke_feed
from lifecycle.forms import LanguageForm
from lifecycle.refusals import Refused
from lifecycle.views.common import Request, hour_of

FRESH = "calendar_address"
"""Where a new address waits in the session for the one page that shows it."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notify(request: Request) -> HttpResponse:
    """Show my choices; a POST chooses the language of my mails."""
    if request.method != "POST":
        return _page(request, LanguageForm(initial={"language": request.user.language}))
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    choose_language(request.user, form.cleaned_data["language"])
    messages.success(request, _("邮件语言已保存"))
    return redirect("notify")


@require_POST
def subscribe(request: Request) -> HttpResponse:
    """Make a new address for my calendar; the one before is dead from now on."""
    token = make_feed(request.user, at=hour_of(request).at)
    request.session[FRESH] = token
    messages.success(request, _("新地址已生成，以前的地址已经失效"))
    return redirect(f"{reverse('notify')}#calendar")


@require_POST
def revoke(request: Request) -> HttpResponse:
    """Let the address of my calendar be dead from now on."""
    try:
        revoke_feed(request.user, at=hour_of(request).at)
    except Refused as refused:
        messages.warning(request, _("；").join(refused.faults))
    else:
        messages.success(request, _("日历订阅地址已停用"))
    return redirect(f"{reverse('notify')}#calendar")


def _page(request: Request, form: LanguageForm, *, status: int = 200) -> HttpResponse:
    token = request.session.pop(FRESH, "")
    shown: dict[str, Any] = {"form": form, "feed": queries.feed_of(request.user)}
    if token:
        path = reverse("calendar-feed", args=[token])
        shown["address"] = f"{settings.SITE_URL}{path}"
    return render(request, "lifecycle/notify.html", shown, status=status)
