"""The application that keeps the law and the facts."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    """Loads reference data and raises the walls of the history after every migration."""

    name = "processes"
    label = "processes"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Hồ sơ OCOP")

    def ready(self) -> None:
        """Connect what has to happen after migrations and at start."""
        from processes.services import walls
        from processes.services.setup import after_migrate

        post_migrate.connect(after_migrate, sender=self)
        register("database")(walls.check)
