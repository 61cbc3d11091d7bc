"""The app's name in the registry."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifecycleConfig(AppConfig):
    name = "lifecycle"
    verbose_name = _("绩效管理流程")

    def ready(self) -> None:
        """Register what follows from the steps and what rules say, whichever process runs."""
        for module in ("actions", "library_sentences", "quality_sentences"):
            import_module(f"lifecycle.{module}")
