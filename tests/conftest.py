"""What every test stands on: Chromium, quick passwords, and walls that step aside for a flush."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Playwright's loop runs in this thread; without this Django takes every query for asynchronous
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import pytest
from django.conf import settings

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
DATABASE = {"db", "transactional_db", "django_db_setup"}
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
    """Hash passwords quickly: their strength is not what tests are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test looks into a database at all."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or bool(DATABASE & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark browser tests by their fixture; skip what this machine cannot run, and say why.

    What asks no database says the same on either, and is left out of the run on PostgreSQL.
    """
    if ON_POSTGRES:
        config.hook.pytest_deselected(items=[i for i in items if not asks_the_database(i)])
        items[:] = [i for i in items if asks_the_database(i)]
    for item in items:
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


@pytest.fixture(scope="session", autouse=True)
def _walls_step_aside_for_a_flush() -> Iterator[None]:
    """Emptying tables after a transactional test meets the walls; they return with post_migrate."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from processes.services import walls

    empty = BaseDatabaseOperations.execute_sql_flush

    def stepping_aside(self: Any, sql_list: list[str]) -> None:
        walls.drop(self.connection)
        empty(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", stepping_aside)
        yield


@pytest.fixture(autouse=True)
def _private_files(tmp_path: Any, settings: Any) -> None:
    """Uploads of a test are its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
