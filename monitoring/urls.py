"""Pages of monitoring; the parts it brings to other pages register themselves here."""

from django.urls import URLPattern

from monitoring.views import home

PARTS = (home,)
urlpatterns: list[URLPattern] = []
