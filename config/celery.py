"""The Celery application: wake-up calls only, the work itself is rows in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("lifecycle", include=["config.watchdog"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
