"""What the tests of accounts share: the stage, the second factor switched on, an empty counter."""

from typing import Any

import pytest
from django.core.cache import cache

from tests.journeys.stage import Stage, build


@pytest.fixture
def stage(db: None) -> Stage:
    cache.clear()
    return build()


@pytest.fixture
def guarded(stage: Stage, settings: Any) -> Stage:
    """The stage as an installation has it: officers need a second factor."""
    settings.SECOND_FACTOR_REQUIRED = True
    return stage
