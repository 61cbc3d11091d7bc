"""The app's name in the registry, and the actions that follow from steps."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("绩效评价")

    def ready(self) -> None:
        """Let what follows from steps, the figures and the timed work register themselves."""
        for module in (
            "actions",
            "queries.evidence",
            "queries.trial",
            "report",
            "sentences",
            "tasks",
        ):
            import_module(f"evaluations.{module}")
