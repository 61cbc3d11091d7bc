"""The auditors' site 审计查阅: every table to be read, nothing to be written, the log first."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from lifecycle import queries

READING = ("GET", "HEAD")
KEPT = {"index", "login", "jsi18n", "app_list"}
"""The site's own pages that stay; those that change a password or run a search box go."""
FIRST_APPS = ("lifecycle", "monitoring", "evaluations")
FIRST_MODEL = "TransitionLog"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AuditSite(AdminSite):
    """Open to whoever sits as an auditor today, and only for reading; `is_staff` is not asked."""

    site_title = gettext_lazy("审计查阅")
    site_header = gettext_lazy("预算绩效管理 审计查阅")
    index_title = gettext_lazy("流转记录和全部数据（只读）")
    site_url = None
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether the reader sits as an auditor today."""
        user: Any = request.user
        return bool(user.is_active) and queries.audits(user)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002
        """Refuse every method that could change something, then whoever does not audit."""

        @never_cache
        def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in READING:
                raise PermissionDenied
            if not self.has_permission(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            return view(request, *args, **kwargs)

        return cast(View, update_wrapper(reading, view))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send whoever is signed in and no auditor home, anybody else to the one login page."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.path)
        if not self.has_permission(request):
            messages.error(request, _("审计查阅只对审计岗位开放"))
            return redirect("home")
        return redirect("admin:index")

    def get_urls(self) -> list[Any]:
        """Leave out the pages that write."""
        pages = super().get_urls()
        return [page for page in pages if getattr(page, "name", None) in {None, *KEPT}]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Sort by floor, the log before everything."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda each: each["object_name"] != FIRST_MODEL)
        return sorted(found, key=lambda app: FIRST_APPS.index(app["app_label"]))


site = AuditSite(name="admin")
