"""What somebody sends cannot begin a line of the log of its own."""

import logging
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from workflow_app import checks, middleware
from workflow_app.lines import OneLine

FORGED = "/x\r\n2026-01-01 00:00:00 WARNING django.security tất cả đều ổn\x1b[2J\u2028"


def written(message: str, *args: object, exc_info: Any = None) -> str:
    told = settings.LOGGING["formatters"]["line"]
    formatter = OneLine(told["format"], style=told["style"])
    return formatter.format(logging.LogRecord("django.request", 30, "", 0, message, args, exc_info))


def test_a_message_stays_on_one_line() -> None:
    line = written("Not Found: %s", FORGED)

    assert (len(line.splitlines()), "\x1b" in line, "tất cả đều ổn" in line) == (1, False, True)


def test_a_traceback_keeps_its_lines() -> None:
    try:
        raise ValueError("x")
    except ValueError:
        lines = written("broken", exc_info=sys.exc_info()).splitlines()

    assert (len(lines) > 2, lines[-1]) == (True, "ValueError: x")


def test_the_log_of_the_settings_writes_so() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == "workflow_app.lines.OneLine"


@pytest.mark.django_db
def test_every_response_denies_the_instruments_of_the_machine(client: Client) -> None:
    headers = client.get("/suc-khoe/").headers

    assert [
        headers["Permissions-Policy"],
        headers["Cross-Origin-Resource-Policy"],
        headers["Cross-Origin-Opener-Policy"],
    ] == [middleware.PERMISSIONS, "same-origin", "same-origin"]


def test_an_installation_without_a_second_factor_is_an_error(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False

    assert [e.id for e in checks.officers_show_a_second_factor()] == ["workflow_app.E005"]


def test_an_installation_with_one_is_right(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True

    assert checks.officers_show_a_second_factor() == []
