"""A stage, a clock and a walker for every journey; nothing of it stays behind."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys import stage as stages
from tests.journeys.walker import Clock, Walker


@pytest.fixture
def stage(transactional_db: None) -> stages.Stage:
    """One commune, one district, the province, and a person for every role."""
    return stages.build()


@pytest.fixture
def at() -> Iterator[Clock]:
    """A clock that the journey sets."""
    clock = Clock()
    yield clock
    clock.stop()


@pytest.fixture
def walker(page: Page, live_server: object, stage: stages.Stage) -> Walker:
    """Somebody at a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    return Walker(page, str(live_server))
