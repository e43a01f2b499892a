"""Every environment variable that the application reads, and when it refuses to start.

``docs/deployment.md`` has the same list for the person who installs it.
"""

import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

# in development a message is a file to look at
MAIL_FILES = {
    "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    "EMAIL_FILE_PATH": str(VAR / "mail"),
}
KINDS = ("development", "production")
LOCAL_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
SHORTEST_KEY = 50  # characters; what Django's own check --deploy asks for
FEWEST_DIFFERENT = 5


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the surroundings decide; everything else is in ``settings.py``."""

    kind: str
    secret_key: str
    debug: bool
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    trusted_proxy: int
    second_factor: bool
    database: dict[str, Any]
    sqlite_allowed: bool
    media_root: Path
    upload_max_mb: int
    upload_dossier_mb: int
    upload_reserve_mb: int
    clamd: str
    email: dict[str, Any]
    anymail: dict[str, Any]
    mail_from: str
    language: str
    site_url: str
    gateways: dict[str, str]
    gateway_secret: str
    broker_url: str
    signing_key_file: Path | None
    signing_key_is_made: bool
    head_mail: list[str]
    head_urls: list[str]

    @property
    def production(self) -> bool:
        """Return whether real dossiers are at stake."""
        return self.kind == "production"

    @property
    def on_sqlite(self) -> bool:
        """Return whether the database is a SQLite file."""
        return str(self.database["ENGINE"]).endswith("sqlite3")


def read(given: Mapping[str, str] = os.environ) -> Environment:
    """Return the environment, or refuse to start with every reason at once.

    Raises:
        ImproperlyConfigured: One line for each thing that is wrong.
    """
    environment = _parse(given)
    if problems := list(_problems(environment)):
        raise ImproperlyConfigured("\n- ".join(("The application does not start:", *problems)))
    if not environment.production:
        VAR.mkdir(exist_ok=True)
    return environment


def _parse(given: Mapping[str, str]) -> Environment:
    env = Env()
    env.ENVIRON = given
    kind = env.str("DJANGO_ENV", "development")
    here = kind == "development"
    return Environment(
        kind=kind,
        # not env.str, which takes a value that begins with $ for another variable's name
        secret_key=given.get("SECRET_KEY") or (development_key() if here else ""),
        debug=env.bool("DEBUG", False),
        allowed_hosts=env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS if here else []),
        csrf_trusted_origins=env.list("CSRF_TRUSTED_ORIGINS", default=[]),
        trusted_proxy=_proxies(env.str("TRUSTED_PROXY", "")),
        second_factor=env.bool("SECOND_FACTOR", not here),
        database=env.db_url("DATABASE_URL", f"sqlite:///{VAR / 'ocop.sqlite3'}"),
        sqlite_allowed=env.bool("OCOP_ALLOW_SQLITE", False),
        media_root=BASE_DIR / env.str("MEDIA_ROOT", "var/media"),
        upload_max_mb=env.int("UPLOAD_MAX_MB", 20),
        upload_dossier_mb=env.int("UPLOAD_DOSSIER_MB", 300),
        upload_reserve_mb=env.int("UPLOAD_RESERVE_MB", 500),
        clamd=env.str("CLAMD", ""),
        email=env.email_url("EMAIL_URL", "consolemail://")
        if given.get("EMAIL_URL") or not here
        else MAIL_FILES,
        anymail=env.json("ANYMAIL", default={}),
        mail_from=env.str("MAIL_FROM", "OCOP Đắk Lắk <no-reply@localhost>"),
        # not LANGUAGE: every Linux desktop sets that one, to the language of its own menus
        language=env.str("DEFAULT_LANGUAGE", "vi"),
        site_url=env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/"),
        gateways={
            channel: url
            for channel in ("sms", "zalo")
            if (url := env.str(f"{channel.upper()}_GATEWAY_URL", ""))
        },
        gateway_secret=given.get("GATEWAY_SECRET", ""),
        broker_url=given.get("BROKER_URL", ""),
        # read by the worker alone; the web processes need no right to it
        signing_key_file=BASE_DIR / key
        if (key := given.get("OCOP_SIGNING_KEY_FILE", "var/signing-key.pem" if here else ""))
        else None,
        signing_key_is_made=here and not given.get("OCOP_SIGNING_KEY_FILE"),
        head_mail=env.list("OCOP_HEAD_MAIL", default=[]),
        head_urls=env.list("OCOP_HEAD_URLS", default=[]),
    )


def _proxies(told: str) -> int:
    """Return how many proxies stand before the application; a plain yes is one."""
    if told.isascii() and told.isdecimal():
        return int(told)
    return int(told.lower() in Env.BOOLEAN_TRUE_STRINGS)


def _problems(e: Environment) -> Iterator[str]:
    if e.kind not in KINDS:
        yield f"DJANGO_ENV is {e.kind!r}; it must be one of {', '.join(KINDS)}."
    if e.language not in ("vi", "en"):
        yield f"DEFAULT_LANGUAGE is {e.language!r}; it must be vi or en."
    if e.upload_max_mb < 1:
        yield "UPLOAD_MAX_MB must be 1 or more."
    if e.upload_dossier_mb < e.upload_max_mb:
        yield "UPLOAD_DOSSIER_MB must not be less than UPLOAD_MAX_MB."
    if e.upload_reserve_mb < 0:
        yield "UPLOAD_RESERVE_MB must not be negative."
    if e.clamd and not re.fullmatch(r"/.+|.+:[0-9]+", e.clamd):
        yield "CLAMD must be a socket's path, or host:port."
    if e.kind != "development":
        yield from _problems_in_production(e)


def _problems_in_production(e: Environment) -> Iterator[str]:
    if _is_guessable(e.secret_key):
        yield f"SECRET_KEY must be set to {SHORTEST_KEY} random characters or more."
    if not e.second_factor:
        yield "SECOND_FACTOR cannot be switched off where real dossiers are decided."
    if e.debug:
        yield "DEBUG must be off: its error pages show settings and data to everybody."
    if not e.allowed_hosts or "*" in e.allowed_hosts:
        yield "ALLOWED_HOSTS must name the site's hosts; * is refused."
    if e.site_url.startswith("http://") or "//" not in e.site_url:
        yield "SITE_URL must be the site's address, with https://: messages carry it."
    if any(not url.startswith("https://") for url in e.gateways.values()):
        yield "SMS_GATEWAY_URL and ZALO_GATEWAY_URL must be https:// addresses."
    if any(not url.startswith("https://") for url in e.head_urls):
        yield "OCOP_HEAD_URLS must be https:// addresses."
    if e.gateways and _is_guessable(e.gateway_secret):
        yield f"GATEWAY_SECRET must be set to {SHORTEST_KEY} random characters or more."
    if e.on_sqlite and not e.sqlite_allowed:
        yield "DATABASE_URL must name a PostgreSQL database, unless OCOP_ALLOW_SQLITE=1."


def _is_guessable(key: str) -> bool:
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_DIFFERENT
        or key.startswith("django-insecure-")
    )


def development_key(path: Path = VAR / "secret_key") -> str:
    """Return this machine's own random key, made the first time it is asked for."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # linked into place whole, so that a second process never reads half a key
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as fresh:
            fresh.write(secrets.token_urlsafe(SHORTEST_KEY))
            fresh.flush()
            with suppress(FileExistsError):
                os.link(fresh.name, path)
    return path.read_text()
