"""Pages of monitoring; importing its views brings its parts of the pages below."""

from django.urls import path

from lifecycle.views import boards, menu
from monitoring import views
from monitoring.views import (
    alert,
    alerts,
    board,
    completeness,
    entry,
    execution,
    execution_import,
    halts,
    health,
    pauses,
    payment_plan,
    rectify,
    silences,
)

__all__ = ["urlpatterns", "views"]

menu.add_stage("monitoring.warning", "alerts")
menu.add_stage("monitoring.silence", "silences")
menu.add_stage("monitoring.pause", "pauses")
menu.add_stage("monitoring.halt", "halts")
menu.add_stage("monitoring.rectification", "rectify")
# The list of halts holds those of earlier years that still stand: its rows are not a year's.
boards.add_register("monitoring.warning", "alerts", status="all")
boards.add_register("monitoring.silence", "silences")
boards.add_register("monitoring.pause", "pauses")
boards.add_register("monitoring.rectification", "rectify")

urlpatterns = [
    path("monitor/", board.board, name="monitor"),
    path("monitor/entry/", entry.entry, name="monthly-entry"),
    path("monitor/execution/", execution.execution, name="execution"),
    path("monitor/execution/import/", execution_import.upload, name="execution-import"),
    path("monitor/execution/import/confirm/", execution_import.confirm, name="execution-confirm"),
    path("monitor/execution/import/faults/", execution_import.faults, name="execution-faults"),
    path("monitor/execution/<int:pk>/plan/", payment_plan.payment_plan, name="payment-plan"),
    path("monitor/completeness/", completeness.completeness, name="completeness"),
    path("monitor/completeness/remind/", completeness.remind, name="remind"),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/<int:pk>/", alert.alert, name="alert"),
    path("alerts/silences/", silences.silence_list, name="silences"),
    path("alerts/silences/<int:pk>/", silences.silence, name="silence"),
    path("alerts/pauses/", pauses.pause_list, name="pauses"),
    path("alerts/pauses/<int:pk>/", pauses.pause, name="pause"),
    path("alerts/halts/", halts.halt_list, name="halts"),
    path("alerts/halts/<int:pk>/", halts.halt, name="halt"),
    path("rectify/", rectify.register, name="rectify"),
    path("rectify/<int:pk>/", rectify.order, name="order"),
    path("ops/digests/<int:pk>/confirm/", health.confirm, name="confirm-run"),
]
