"""The application of pages. Its label is not ``forms``: that one belongs to django.forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Pages, partials and the components they are made of."""

    name = "forms"
    label = "ocop_forms"
    verbose_name = "Giao diện"

    def ready(self) -> None:
        """Connect what follows a signing in, and a failed one."""
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from forms import account_log, sessions

        user_logged_in.connect(sessions.begins)
        user_login_failed.connect(account_log.failed)
        user_locked_out.connect(account_log.locked)
