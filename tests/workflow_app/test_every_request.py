"""What holds for every request, whatever the page."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.formats import date_format

from workflow_app import checks, middleware

HEALTH = "/suc-khoe/"


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


@pytest.mark.django_db
def test_health_is_200_where_the_database_answers(client: Client) -> None:
    response = client.get(HEALTH)

    assert (response.status_code, response.content) == (200, b"ok\n")


def sent(method: str, path: str) -> tuple[str, bytes]:
    """Ask as a server does: Django's client takes bodies away by itself."""
    response = WSGIHandler().get_response(RequestFactory().generic(method, path))
    return response.headers["Content-Length"], b"".join(response)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/dang-nhap/", "/khong-co/", "/static/forms/app.css"])
def test_head_has_the_length_of_the_page_and_no_body(path: str) -> None:
    length, body = sent("GET", path)

    assert (length, len(body) > 0) == (str(len(body)), True)
    assert sent("HEAD", path) == (length, b"")


def test_head_of_a_file_sends_nothing_of_it() -> None:
    made = FileResponse(BytesIO(b"of a file"), filename="a.txt")

    head = middleware.no_body_for_head(lambda _: made)(RequestFactory().head("/"))

    assert (head.headers["Content-Length"], head.getvalue()) == ("9", b"")


@pytest.mark.django_db
def test_health_is_503_where_it_does_not(client: Client) -> None:
    def broken(*_: Any) -> None:
        raise OperationalError("password of postgres@10.0.0.1 is wrong")

    with pytest.MonkeyPatch.context() as patch:  # whole again before the test is cleared away
        patch.setattr(connection, "cursor", broken)
        response = client.get(HEALTH)

    assert (response.status_code, response.content) == (503, b"database\n")


@pytest.mark.django_db
def test_every_response_says_what_a_page_may_load(client: Client) -> None:
    policy = client.get(HEALTH).headers["Content-Security-Policy"]

    assert policy == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


@pytest.mark.django_db
def test_every_response_forbids_guessing_framing_and_telling_other_sites(client: Client) -> None:
    headers = client.get(HEALTH).headers

    assert [
        headers["X-Content-Type-Options"],
        headers["X-Frame-Options"],
        headers["Referrer-Policy"],
    ] == ["nosniff", "DENY", "same-origin"]


def test_a_page_of_a_session_is_stored_nowhere() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "someone"

    response = middleware.nothing_personal_is_stored(answer)(request)

    assert response.headers["Cache-Control"] == "no-store"


def test_a_page_for_everybody_may_be_stored() -> None:
    response = middleware.nothing_personal_is_stored(answer)(RequestFactory().get("/"))

    assert "Cache-Control" not in response.headers


@pytest.mark.django_db
def test_a_browser_that_asks_for_english_gets_vietnamese(client: Client) -> None:
    response = client.get(HEALTH, headers={"accept-language": "en-US,en;q=0.9"})

    assert response.headers["Content-Language"] == "vi"


@pytest.mark.django_db
def test_a_visitor_who_switched_to_english_gets_english(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert client.get(HEALTH).headers["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dates_are_day_month_year_in_both_languages(language: str) -> None:
    with translation.override(language):
        assert date_format(date(2026, 2, 9), "DATE_FORMAT") == "09/02/2026"


def test_uploads_in_a_public_folder_are_an_error(settings: Any) -> None:
    settings.STATIC_ROOT = "/srv/ocop/static"
    settings.MEDIA_ROOT = "/srv/ocop/static/uploads"

    assert [error.id for error in checks.uploads_are_private()] == ["workflow_app.E001"]


def test_uploads_in_their_own_folder_are_right() -> None:
    assert checks.uploads_are_private() == []


def test_a_transaction_round_every_request_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ATOMIC_REQUESTS", True)

    assert [error.id for error in checks.no_transaction_round_a_request()] == ["workflow_app.E002"]


def test_mail_that_is_only_printed_is_a_warning(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert [warning.id for warning in checks.mail_leaves_the_machine()] == ["workflow_app.W003"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
@pytest.mark.django_db
def test_sqlite_writers_queue_and_replacing_meets_the_walls() -> None:
    with connection.cursor() as cursor:
        found = {}
        for pragma in ("journal_mode", "foreign_keys", "recursive_triggers"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]

    assert found == {"journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1}


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_waits_for_nothing_for_long() -> None:
    found = {}
    with connection.cursor() as cursor:
        for limit in (
            "lock_timeout",
            "statement_timeout",
            "idle_in_transaction_session_timeout",
            "jit",
        ):
            cursor.execute(f"SHOW {limit}")
            found[limit] = cursor.fetchone()[0]

    assert found == {
        "jit": "off",
        "lock_timeout": "3s",
        "statement_timeout": "15s",
        "idle_in_transaction_session_timeout": "30s",
    }


def zipped(kind: str, text: str = "ấ" * 500, **headers: str) -> str | None:
    def answer_of_kind(request: HttpRequest) -> HttpResponse:
        return HttpResponse(text, content_type=kind, headers=headers)

    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING="gzip, br")
    return middleware.Compressed(answer_of_kind)(request).headers.get("Content-Encoding")


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml", "text/calendar"]
)
def test_words_are_sent_compressed(kind: str) -> None:
    assert zipped(kind) == "gzip"


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "application/zip"])
def test_a_file_is_sent_as_it_is(kind: str) -> None:
    assert zipped(kind) is None


def test_a_download_of_words_keeps_its_length() -> None:
    assert zipped("text/csv", **{"Content-Disposition": 'attachment; filename="x.csv"'}) is None


@pytest.mark.django_db
def test_a_page_comes_compressed_and_twice_the_same_page_is_not_equally_long(
    client: Client,
) -> None:
    """The length of a page with a token in it says nothing: it is another each time."""
    pages = [client.get("/dang-nhap/", headers={"accept-encoding": "gzip"}) for _ in range(12)]

    assert (
        {p.headers["Content-Encoding"] for p in pages},
        len({len(p.content) for p in pages}) > 1,
    ) == (
        {"gzip"},
        True,
    )
