"""What holds for every request, whatever the page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]

# no inline script or style anywhere: what an applicant types cannot become code
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def content_security_policy(get_response: View) -> View:
    """Tell the browser to load from this site only; a view may set a stricter policy itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def nothing_personal_is_stored(get_response: View) -> View:
    """Keep pages of a signed-in person out of every cache: computers and phones are shared.

    It goes by the session cookie, not by ``request.user``, so that it asks the database nothing
    and also covers the responses that sign a person in and out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = settings.SESSION_COOKIE_NAME
        if session in request.COOKIES or session in response.cookies:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def only_the_switch_chooses_the_language(get_response: View) -> View:
    """Show Vietnamese until the visitor switches, whatever language the browser was sold with.

    Without the header, ``LocaleMiddleware`` has the switch's cookie and the default left.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware
