"""What every test stands on: Chromium, quick passwords, and one migrated database to copy."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Playwright's loop runs in this thread; without this Django takes every query for asynchronous
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import pytest
from django.conf import settings
from django.test import override_settings

from tests.memory import MEMORY

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
DATABASE = {"db", "transactional_db", "django_db_setup"}
# pages tell the same on either database, and are asked on SQLite; of them PostgreSQL has one pass
# over all (tests/test_every_page.py) and those whose questions it answers in its own way
PAGES = {Path(__file__).parent / "forms", Path(__file__).parent / "security"}
PAGES_OF_BOTH = {
    "test_batches", "test_certificates", "test_dossiers", "test_duties",
    "test_forecast", "test_handing", "test_inbox", "test_listing", "test_lookup",
    "test_map", "test_odd_queries", "test_opening", "test_quarters", "test_sign_in", "test_sessions",
}  # fmt: skip
# whole rehearsed years, and every page for every stranger: make check runs them, make test does not
SLOW = {
    "test_rehearsal", "test_mining", "test_demonstration", "test_manner", "test_board_page",
    "test_seals", "test_isolation", "test_scripts", "test_crawl", "test_auditor_changes_nothing",
    "test_every_page",
}  # fmt: skip
# of these PostgreSQL has nothing of its own to say: who sees what on a page is asked there by
# test_every_page, test_jurisdiction and test_audit_records, and a rehearsed year by test_rehearsal
ON_SQLITE_ALONE = {
    "test_isolation", "test_auditor_changes_nothing", "test_seals", "test_mining",
    "test_demonstration", "test_manner",
}  # fmt: skip
CI = os.environ.get("CI") == "true"
BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_configure() -> None:
    """Hash passwords quickly, and let no test wait for a disk: neither is what tests are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PACED = False  # the paces have tests of their own; others ask as often as they like
    options = settings.DATABASES["default"]["OPTIONS"]
    if ON_POSTGRES:
        options["options"] += " -c synchronous_commit=off"
    else:
        options["init_command"] += "PRAGMA synchronous=OFF;"


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test looks into a database at all."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or bool(DATABASE & set(getattr(item, "fixturenames", ())))


def on_postgres_too(item: pytest.Item) -> bool:
    """Whether the run on PostgreSQL has a test: not if it asks no database, nor if pages answer it."""
    if item.get_closest_marker("postgres"):
        return True
    page = item.path.parent in PAGES and item.path.stem not in PAGES_OF_BOTH
    return asks_the_database(item) and not page and item.path.stem not in ON_SQLITE_ALONE


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark browser tests by their fixture; skip what this machine cannot run, and say why.

    What says the same on either database is left out of the run on PostgreSQL.
    """
    if ON_POSTGRES:
        config.hook.pytest_deselected(items=[i for i in items if not on_postgres_too(i)])
        items[:] = [i for i in items if on_postgres_too(i)]
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))
        if item.get_closest_marker("postgres") and not ON_POSTGRES:
            item.add_marker(pytest.mark.skip(reason="not on PostgreSQL (make test-postgres)"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Under CI nothing that was meant to run here is skipped in silence."""
    outcome: Any = yield
    report = outcome.get_result()
    meant = item.get_closest_marker("browser") or (
        ON_POSTGRES and item.get_closest_marker("postgres")
    )
    if CI and meant and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {item.nodeid}"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use Debian's Chromium; none is downloaded."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": BROWSER_ARGS,
        "headless": True,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone or computer in Vietnam."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


def _where_workers_meet(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the template: kept from run to run for SQLite, if pytest keeps anything."""
    if not ON_POSTGRES and hasattr(config, "cache"):
        return Path(config.cache.mkdir("database"))
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "database"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Give this worker a copy of the migrated database, and a fresh one after a test that commits."""
    from django.test import TransactionTestCase

    from tests import database  # it looks at the connection

    folder = _where_workers_meet(request.config, tmp_path_factory)
    kind = database.PostgreSQL if ON_POSTGRES else database.SQLite
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        made = kind(folder)
        made.set_up()
        MEMORY.watch()
        # instead of emptying every table, which the walls forbid, and loading everything again
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: made.restore())
        with django_db_blocker.block():
            yield
        made.take_down()


@pytest.fixture(autouse=True)
def _private_files(tmp_path: Path) -> Iterator[None]:
    """Uploads of a test are its own."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


@pytest.fixture
def _django_db_helper(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _django_db_helper: None
) -> None:
    """Let the test begin on the untouched database; see tests/memory.py."""

    def patched() -> bool:
        return "settings" in request.fixturenames or bool(monkeypatch._setattr)

    MEMORY.begin(patched)
