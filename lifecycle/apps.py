"""The app's name in the registry."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifecycleConfig(AppConfig):
    name = "lifecycle"
    verbose_name = _("绩效管理流程")

    def ready(self) -> None:
        """Register what follows from the steps, what rules say and the timed work."""
        for module in ("actions", "library_sentences", "quality_sentences", "tasks"):
            import_module(f"lifecycle.{module}")
