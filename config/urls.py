"""One include per app; the auditors' site beside them."""

from django.urls import include, path

from lifecycle.admin_site import site

urlpatterns = [
    path("audit/", site.urls),
    path("", include("lifecycle.urls")),
]
