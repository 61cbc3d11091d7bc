"""Pages of monitoring; importing its views brings its parts of the pages below."""

from django.urls import URLPattern

from monitoring.views import leader

__all__ = ["leader", "urlpatterns"]

urlpatterns: list[URLPattern] = []
