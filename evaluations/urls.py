"""Pages of evaluation; importing its views brings its parts of the project's page."""

from django.urls import URLPattern

from evaluations import views

__all__ = ["urlpatterns", "views"]

urlpatterns: list[URLPattern] = []
