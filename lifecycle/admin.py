"""Every table of the ground floor for the auditors, and the way every app registers its own."""

from django.apps import apps

from lifecycle.admin_site import site
from lifecycle.audit.log import ExportAdmin, LogAdmin
from lifecycle.audit.tables import admin_of
from lifecycle.models import Export, TransitionLog


def register(label: str) -> None:
    """Register every table of an app."""
    for model in apps.get_app_config(label).get_models():
        if not site.is_registered(model):
            site.register(model, admin_of(model))


site.register(TransitionLog, LogAdmin)
site.register(Export, ExportAdmin)
register("lifecycle")
