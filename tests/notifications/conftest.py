"""What the tests of sending share: a stage with addresses, and a way out that can be broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from notifications import sending
from notifications.channels.parcel import Parcel
from processes.models import Delivery, Dossier
from processes.services import clock
from tests.journeys import stage as stages
from tests.journeys.stage import YEAR
from tests.play import HERE, opened, take

NOON = datetime(YEAR, 3, 5, 12, tzinfo=HERE)


class Line:
    """A way out that keeps what it was given, and fails as a test wants."""

    def __init__(self) -> None:
        self.taken: list[Parcel] = []
        self.answers: list[Exception | None] = []
        self.closed: Exception | None = None

    def send(self, parcel: Parcel) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(parcel)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    made = Line()

    @contextmanager
    def opened_line(_channel: str) -> Iterator[Line]:
        if made.closed is not None:
            raise made.closed
        yield made

    monkeypatch.setattr(sending, "line", opened_line)
    return made


@pytest.fixture
def stage(db: None) -> stages.Stage:
    return with_addresses()


def with_addresses() -> stages.Stage:
    made = stages.build()
    for name, appointment in made.people.items():
        user = appointment.user
        user.email, user.phone = f"{name}@ocop.example", "0905000111"
        user.save(update_fields=["email", "phone"])
    return made


def submitted(stage: stages.Stage, name: str = "Cà phê bột") -> Dossier:
    """Submit an idea at noon on 5 March: the applicant and the commune are told."""
    dossier = opened(stage, name)
    with clock.standing_at(NOON):
        take(stage, dossier, "submit_idea")
    return dossier


def later(seconds: float) -> Any:
    """Stand so many seconds after noon."""
    return clock.standing_at(NOON + timedelta(seconds=seconds))


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))
