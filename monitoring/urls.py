"""Pages of monitoring; importing its views brings its parts of the pages below."""

from django.urls import path

from lifecycle.views import menu
from monitoring.views import alert, alerts, health, rectify, silences

menu.add_stage("monitoring.warning", "alerts")
menu.add_stage("monitoring.silence", "silences")
menu.add_stage("monitoring.rectification", "rectify")

urlpatterns = [
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/<int:pk>/", alert.alert, name="alert"),
    path("alerts/silences/", silences.silence_list, name="silences"),
    path("alerts/silences/<int:pk>/", silences.silence, name="silence"),
    path("rectify/", rectify.register, name="rectify"),
    path("rectify/<int:pk>/", rectify.order, name="order"),
    path("ops/digests/<int:pk>/confirm/", health.confirm, name="confirm-run"),
]
