"""One address for whoever watches the service."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from processes.queries import deliveries
from processes.services import clock


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 where the database answers, else 503; say nothing more to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def sending_health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while messages leave in time, else 503 with one word; nothing more to strangers.

    ``silent``: nobody looks into the outbox. ``late``: a message waits too long, whatever the
    processes say of themselves.
    """
    try:
        found = deliveries.health(clock.now())
    except Error:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    if found.is_well:
        return HttpResponse("ok\n", content_type="text/plain")
    word = "silent" if found.is_silent else "late"
    return HttpResponse(f"{word}\n", status=503, content_type="text/plain")
