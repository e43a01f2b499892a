"""What holds for every request, whatever the page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

View = Callable[[HttpRequest], HttpResponse]
AnyView = Callable[[HttpRequest], HttpResponseBase]  # files and streams among them

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

# what no page of ours needs of a telephone or computer, and so no code that gets in finds either;
# a camera that takes a photograph for a file input is the browser's own and not meant by this
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope"),
        *("hid", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get"),
        *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
    )
)

# what is compressed beside text/*
WORDS = {"application/json", "application/manifest+json", "image/svg+xml"}


def no_body_for_head(get_response: AnyView) -> AnyView:
    """Answer HEAD with the headers of GET alone (RFC 9110, 9.3.2): servers leave that to us.

    What came behind them would be taken for the next answer on the same connection.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "HEAD":
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        elif isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


def content_security_policy(get_response: View) -> View:
    """Tell the browser to load from this site only; a view may set a stricter policy itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def what_a_page_may_use(get_response: View) -> View:
    """Deny pages the machine's instruments, and other sites our pages and files as their parts."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
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


class Compressed(GZipMiddleware):
    """Send words compressed: a page is a sixth of its size, on a telephone in a village.

    BREACH (2013) guesses a secret of a page from the length of answers to many requests that carry
    a guess in the same page. Here it finds little and gets nowhere: the one secret that pages
    repeat, the CSRF token, is masked anew in every page; Django lengthens each compressed answer
    by a random number of bytes; and the session's cookie (SameSite=Lax) does not come along with
    the requests that another site lets a browser make in secret.

    Files are left as they are: a PDF, a photograph, an Office file or a ZIP is compressed already,
    and keeps its length, by which a browser shows how much of it has come.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
        """Compress pages and data; hand everything else on."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        is_file = "attachment" in response.headers.get("Content-Disposition", "")
        if is_file or not (kind.startswith("text/") or kind in WORDS):
            return response
        return super().process_response(request, response)


def only_the_switch_chooses_the_language(get_response: View) -> View:
    """Show Vietnamese until the visitor switches, whatever language the browser was sold with.

    Without the header, ``LocaleMiddleware`` has the switch's cookie and the default left.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware
