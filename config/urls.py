"""One include per app; the auditors' site beside them."""

from django.urls import include, path

from lifecycle.admin_site import site

handler403 = "lifecycle.views.errors.forbidden"
handler404 = "lifecycle.views.errors.not_found"
handler500 = "lifecycle.views.errors.broken"

urlpatterns = [
    path("audit/", site.urls),
    path("", include("lifecycle.urls")),
    path("", include("monitoring.urls")),
    path("", include("evaluations.urls")),
]
