"""The stage for tests of the heart, without a browser."""

import pytest

from tests.journeys import stage as stages


@pytest.fixture
def stage(db: None) -> stages.Stage:
    """One commune, one district, the province, and a person for every role."""
    return stages.build()
