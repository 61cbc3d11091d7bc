"""Where the system runs: settings, addresses, the task worker and the servers it stands on."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
