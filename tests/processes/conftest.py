"""The stage for tests of the heart, without a browser."""

import pytest

from processes.models import AgendaItem
from tests.journeys import stage as stages
from tests.play import at, convened, dossier_in


@pytest.fixture
def stage(db: None) -> stages.Stage:
    """One commune, one district, the province, and a person for every role."""
    return stages.build()


@pytest.fixture
def item(stage: stages.Stage) -> AgendaItem:
    """A dossier that is being scored, 9 June."""
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 9):
        return convened(stage, dossier, "district")
