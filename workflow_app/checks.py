"""Checks of the settings, part of ``manage.py check``.

What makes a start impossible is in ``environment.py``; here is what a later change of
``settings.py`` could get wrong without anybody noticing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning


def _public_folders() -> Iterator[Path]:
    if settings.STATIC_ROOT:
        yield Path(settings.STATIC_ROOT)
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            yield Path(storage.location)


@register(Tags.security)
def uploads_are_private(**_: Any) -> list[CheckMessage]:
    """Refuse an upload folder inside a folder that is served to everybody."""
    uploads = Path(settings.MEDIA_ROOT).resolve()
    return [
        Error(f"MEDIA_ROOT lies inside {folder}, which is public.", id="workflow_app.E001")
        for folder in _public_folders()
        if uploads.is_relative_to(folder.resolve())
    ]


@register(Tags.security)
def no_transaction_round_a_request(**_: Any) -> list[CheckMessage]:
    """Refuse ATOMIC_REQUESTS: services open their own, short transactions."""
    return [
        Error(f"ATOMIC_REQUESTS is on for the database {alias!r}.", id="workflow_app.E002")
        for alias, database in settings.DATABASES.items()
        if database.get("ATOMIC_REQUESTS")
    ]


@register(Tags.security, deploy=True)
def mail_leaves_the_machine(**_: Any) -> list[CheckMessage]:
    """Warn where production would print its mail instead of sending it."""
    if "console" not in settings.EMAIL_BACKEND:
        return []
    return [CheckWarning("EMAIL_URL is not set: mail is only printed.", id="workflow_app.W003")]


@register(Tags.security, deploy=True)
def hints_have_a_server(**_: Any) -> list[CheckMessage]:
    """Warn where production would carry its hints by files of one machine."""
    if settings.ENV.broker_url:
        return []
    text = "BROKER_URL is not set: hints to send go by files, on this machine alone."
    return [CheckWarning(text, id="workflow_app.W004")]


@register(Tags.security, deploy=True)
def officers_show_a_second_factor(**_: Any) -> list[CheckMessage]:
    """Refuse an installation in which a password alone decides on dossiers."""
    if settings.SECOND_FACTOR_REQUIRED and "forms.doors.SecondDoor" in settings.MIDDLEWARE:
        return []
    text = "The second factor is off: a stolen password is enough to decide on dossiers."
    return [Error(text, id="workflow_app.E005")]
