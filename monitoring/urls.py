"""Pages of monitoring; importing its views brings its parts of the pages below."""

from django.urls import path

from monitoring import views
from monitoring.views import board, completeness, entry, execution, execution_import, payment_plan

__all__ = ["urlpatterns", "views"]

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
]
