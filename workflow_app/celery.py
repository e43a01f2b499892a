"""Celery: a carrier of hints. It decides nothing and keeps nothing that would be missed."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workflow_app.settings")

app = Celery("ocop")
app.config_from_object("workflow_app.queues")
app.autodiscover_tasks(["notifications"])
