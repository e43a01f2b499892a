"""What the application takes from its surroundings, and when it refuses to start."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from workflow_app.environment import development_key, read

GOOD = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "x9!kQ2vL7rT4wN8bD5hJ3cG6yU1aE0pOzXmSfViRqWtYlKjHgBnM",
    "ALLOWED_HOSTS": "ocop.example.gov.vn",
    "DATABASE_URL": "postgres://ocop_app@db/ocop",
    "SITE_URL": "https://ocop.example.gov.vn",
}


def refusal(**changes: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        read(GOOD | changes)
    return str(refused.value)


def test_production_starts_with_what_it_needs() -> None:
    assert read(GOOD).production


def test_production_with_nothing_set_names_every_problem_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read({"DJANGO_ENV": "production", "DEBUG": "1"})

    first, *problems = str(refused.value).splitlines()
    assert first == "The application does not start:"
    assert [problem.split()[1] for problem in problems] == [
        "SECRET_KEY",
        "DEBUG",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "DATABASE_URL",
    ]


@pytest.mark.parametrize("key", ["", "short", "a" * 60, "django-insecure-" + GOOD["SECRET_KEY"]])
def test_production_refuses_a_key_that_can_be_guessed(key: str) -> None:
    assert "SECRET_KEY" in refusal(SECRET_KEY=key)


def test_production_refuses_debug() -> None:
    assert "DEBUG" in refusal(DEBUG="True")


@pytest.mark.parametrize("hosts", ["", "*", "ocop.example.gov.vn,*"])
def test_production_refuses_hosts_that_are_not_named(hosts: str) -> None:
    assert "ALLOWED_HOSTS" in refusal(ALLOWED_HOSTS=hosts)


def test_production_refuses_to_send_links_that_are_not_encrypted() -> None:
    assert "SITE_URL" in refusal(SITE_URL="http://ocop.example.gov.vn")


def test_production_refuses_a_gateway_without_encryption_and_without_a_secret() -> None:
    said = refusal(SMS_GATEWAY_URL="http://sms.example", GATEWAY_SECRET="short")

    assert ("SMS_GATEWAY_URL" in said, "GATEWAY_SECRET" in said) == (True, True)


def test_a_channel_is_there_when_its_gateway_is() -> None:
    found = read(
        GOOD | {"ZALO_GATEWAY_URL": "https://z.example", "GATEWAY_SECRET": GOOD["SECRET_KEY"]}
    )

    assert found.gateways == {"zalo": "https://z.example"}


def test_production_refuses_sqlite() -> None:
    assert "DATABASE_URL" in refusal(DATABASE_URL="sqlite:////tmp/ocop.sqlite3")


def test_production_takes_sqlite_where_somebody_said_so() -> None:
    given = GOOD | {"DATABASE_URL": "sqlite:////tmp/ocop.sqlite3", "OCOP_ALLOW_SQLITE": "1"}

    assert read(given).on_sqlite


def test_a_misspelt_kind_of_installation_is_not_taken_for_development() -> None:
    assert "DJANGO_ENV is 'prod'" in refusal(DJANGO_ENV="prod")


def test_a_language_without_pages_is_refused() -> None:
    assert "DEFAULT_LANGUAGE" in refusal(DEFAULT_LANGUAGE="fr")


def test_uploads_of_no_size_are_refused() -> None:
    assert "UPLOAD_MAX_MB" in refusal(UPLOAD_MAX_MB="0")


def test_development_needs_nothing() -> None:
    environment = read({})

    assert (
        environment.production,
        environment.debug,
        environment.language,
        environment.on_sqlite,
    ) == (
        False,
        False,
        "vi",
        True,
    )


def test_the_language_of_a_desktop_is_not_the_language_of_the_site() -> None:
    assert read({"LANGUAGE": "en_US:en"}).language == "vi"


def test_a_key_that_begins_with_a_dollar_is_taken_as_it_stands() -> None:
    key = "$" + GOOD["SECRET_KEY"]

    assert read(GOOD | {"SECRET_KEY": key}).secret_key == key


def test_a_machine_keeps_the_key_that_it_made(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"

    assert development_key(path) == development_key(path)


def test_two_machines_make_different_keys(tmp_path: Path) -> None:
    assert development_key(tmp_path / "one") != development_key(tmp_path / "two")


def test_the_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    development_key(tmp_path / "key")

    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_production_refuses_to_do_without_the_second_factor() -> None:
    assert "SECOND_FACTOR" in refusal(SECOND_FACTOR="0")


@pytest.mark.parametrize(
    ("told", "proxies"), [("", 0), ("0", 0), ("off", 0), ("1", 1), ("on", 1), ("true", 1), ("2", 2)]
)
def test_the_proxies_before_it_are_counted(told: str, proxies: int) -> None:
    assert read(GOOD | {"TRUSTED_PROXY": told}).trusted_proxy == proxies
