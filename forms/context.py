"""What every page is given."""

from typing import Any

from django.http import HttpRequest


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return nothing yet."""
    return {}
