"""Pages for what went wrong; they say what to do next, and nothing of what is there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such thing, or it is not for this person; the page does not say which."""
    return render(request, "forms/errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page is there, and closed."""
    return render(request, "forms/errors/403.html", status=403)


def says_not_allowed(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """405: Django has no handler for it, and its own answer is an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # browsers open addresses by GET; whatever sends another method reads no page
        if request.method == "GET" and isinstance(response, HttpResponseNotAllowed):
            page = render(request, "forms/errors/405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    return middleware


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. No template inheritance that could fail again."""
    return render(request, "forms/errors/500.html", status=500)
