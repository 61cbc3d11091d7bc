"""The auditors' site 审计查阅: every table to be read, nothing to be written, the log first."""

from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from lifecycle import queries, sealing, verification
from lifecycle.audit.reading import ALIAS, AuditorMissing, reading
from lifecycle.audit.versions import model_of, object_of, versions_of

READING = ("GET", "HEAD")
EXPORTING = ("POST",)
KEPT = {"index", "login", "jsi18n", "app_list"}
"""The site's own pages that stay; those that change a password or run a search box go."""
FIRST_APPS = ("lifecycle", "monitoring", "evaluations")
FIRST_MODELS = ("TransitionLog", "Export")
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
        """Let auditors read, and PostgreSQL refuse the page whatever is more than that."""

        def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with reading():
                answer = view(request, *args, **kwargs)
                # A template is drawn late, and what it asks for counts as the page's reading.
                return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer

        return cast(View, update_wrapper(self._guarded(read, READING), view))

    def export_view(self, view: View) -> View:
        """Let auditors take a file away: the only POST, for it leaves a line in the log."""
        return cast(View, update_wrapper(self._guarded(view, EXPORTING), view))

    def _guarded(self, view: Any, methods: Sequence[str]) -> Any:
        """Refuse every other method, then whoever does not audit."""

        @never_cache
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                raise PermissionDenied
            if not self.has_permission(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            try:
                found: HttpResponseBase = view(request, *args, **kwargs)
            except AuditorMissing:
                return render(request, "admin/shut.html", status=503)
            return found

        return guarded

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
        """Leave out the pages that write; add the versions of an object and the check of them."""
        pages = super().get_urls()
        kept = [page for page in pages if getattr(page, "name", None) in {None, *KEPT}]
        of_object = "<str:stage>/<int:pk>/"
        versions, chain = self.admin_view(self.versions), self.admin_view(self.chain)
        own = [
            path(f"versions/{of_object}", versions, name="versions"),
            path(f"chain/{of_object}", chain, name="chain"),
        ]
        return [*own, *kept]

    def versions(self, request: HttpRequest, stage: str, pk: int) -> HttpResponse:
        """Show every version of an object and what it changed."""
        model = model_of(stage)
        found = versions_of(model, pk) if model else []
        subject = object_of(model, pk) if model else None
        if model is None or not (found or subject):
            raise Http404
        words = {
            "title": _("%(stage)s %(pk)s 的版本") % {"stage": model._meta.verbose_name, "pk": pk},
            "stage": stage,
            "pk": pk,
            "versions": found,
            "subject": subject,
            "row": f"admin:{model._meta.app_label}_{model._meta.model_name}_change",
        }
        context = {**self.each_context(request), **words}
        return TemplateResponse(request, "admin/versions.html", context)

    def chain(self, request: HttpRequest, stage: str, pk: int) -> HttpResponse:
        """Verify one object's chain."""
        model = model_of(stage)
        if model is None or not (versions_of(model, pk) or object_of(model, pk)):
            raise Http404
        return self.chain_page(request, {stage: [pk]})

    def chain_page(
        self, request: HttpRequest, some: verification.Some, *, cut: bool = False
    ) -> HttpResponse:
        """Verify some objects and say what was found, each fault in words."""
        sealed, broken = _sealed()
        found = verification.examine_some(some, sealed=sealed, using=ALIAS)
        words = {
            "broken_seals": broken,
            "title": _("核验指纹链"),
            "found": found,
            "objects": sum(map(len, some.values())),
            "cut": cut,
        }
        context = {**self.each_context(request), **words}
        return TemplateResponse(request, "admin/chain.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List the tables when they are shown: every page asks, and the index alone shows them."""
        return cast(list[Any], SimpleLazyObject(lambda: self._listed(request, app_label)))

    def _listed(self, request: HttpRequest, app_label: str | None) -> list[Any]:
        """Sort by floor, the log before everything."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda each: _rank(each["object_name"]))
        return sorted(found, key=lambda app: FIRST_APPS.index(app["app_label"]))


def _sealed() -> tuple[verification.Sealed, list[str]]:
    """Return the lines that were sealed outside the database, and what is wrong with the seals."""
    folder = settings.SEAL_DIR
    try:
        return sealing.sealed_lines(folder), sealing.broken_seals(folder)
    except sealing.SealError as fault:
        return {}, [str(fault)]


def _rank(name: str) -> int:
    return FIRST_MODELS.index(name) if name in FIRST_MODELS else len(FIRST_MODELS)


site = AuditSite(name="admin")
