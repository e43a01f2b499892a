"""The building as a Django application: it has no models, only its checks."""

from django.apps import AppConfig


class WorkflowAppConfig(AppConfig):
    """Registers the checks of the settings."""

    name = "workflow_app"

    def ready(self) -> None:
        """Importing the checks registers them."""
        from workflow_app import checks  # noqa: F401 - imported to register, never used by name
