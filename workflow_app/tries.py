"""How django-axes keeps failed tries: that there was one, and nothing of what was sent with it."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.http import HttpRequest


class Tries(AxesDatabaseHandler):
    """Forget what a failed try carried: a form of megabytes, or a password in the wrong field."""

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        """Count the try, without the form that was sent."""
        if request is not None:
            request.axes_user_agent = ""  # a name is not locked anew for another browser's name
        super().user_login_failed(sender, credentials, request, **kwargs)
        AccessAttempt.objects.filter(username=credentials.get("username")).exclude(
            get_data="", post_data=""
        ).update(get_data="", post_data="")
