"""Pages of evaluation; the parts it brings to other pages register themselves here."""

from django.urls import URLPattern

from evaluations.views import home

PARTS = (home,)
urlpatterns: list[URLPattern] = []
