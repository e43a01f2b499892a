"""The application that sends."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """No models: the outbox belongs to the facts."""

    name = "notifications"
    label = "notifications"
    verbose_name = "Gửi tin"
