"""What is written of failed tries: whose account, from where; never the name or password typed."""

from typing import Any

from django.http import HttpRequest

from forms.limits import single_address
from processes.models import AccountEntry, User
from processes.services import accounts

Kind = AccountEntry.Kind


def failed(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **_kw: object
) -> None:
    """Write down a failed try; one that a lock has answered is not looked at, and not written."""
    if request is not None and not _is_only_knocking(request):
        _note(Kind.FAILED, str(credentials.get("username", "")), request)


def locked(sender: object, request: HttpRequest, username: str, **_kw: object) -> None:
    """Write down that a name was locked from one address, once for each lock."""
    if not _is_only_knocking(request):
        _note(Kind.LOCKED, username, request)


def _is_only_knocking(request: HttpRequest) -> bool:
    """Whether the lock was there before this try, so that the password was not even compared."""
    return bool(getattr(request, "axes_locked_out", False)) and not getattr(
        request, "axes_failures_since_start", 0
    )


def _note(kind: Kind, username: str, request: HttpRequest) -> None:
    user = User.objects.filter(username=username).first()
    accounts.note(kind, user, address=single_address(request) or "")
