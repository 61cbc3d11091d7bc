"""The app's name in the registry."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("绩效运行监控")

    def ready(self) -> None:
        """Let what follows from steps, the figures and the timed work register themselves."""
        for module in ("actions", "queries.evidence", "report", "sentences", "tasks", "trial"):
            import_module(f"monitoring.{module}")
