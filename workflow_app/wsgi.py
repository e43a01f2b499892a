"""The way in for waitress and gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workflow_app.settings")

application = get_wsgi_application()

from processes.services.walls import refuse_without_walls  # noqa: E402 - it reads models, which stand only now

refuse_without_walls()
