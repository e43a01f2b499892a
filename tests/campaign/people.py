"""The people of the campaign: who moves dossiers, who has to be told, and who decides on doubts."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from processes.models import CycleWindow, Delivery, Draft, Product, Record, Subgroup
from processes.services.deliveries import send_again, take_for_arrived
from processes.services.dossiers import open_dossier
from processes.services.drafts import save_draft
from processes.services.move import move
from tests.journeys import stage as stages
from tests.journeys.steps import IDEA
from tests.play import FIGURES

Answer = TypeVar("Answer")
# who takes a step, and whom it tells: written out here, not asked of the product
STEPS = {
    "submit_idea": ("chuthe", frozenset({"chuthe", "xa"})),
    "forward_idea": ("xa", frozenset({"chuthe", "huyen"})),
}
CHANNELS = ("email", "sms")
TRIES, PAUSE = 120, 0.25
_IDEA: dict[str, Any] = {k: int(v) if k in FIGURES else v for k, v in IDEA.items()}


def stage() -> stages.Stage:
    """Return the small province, everybody with addresses, its window for ideas open today."""
    made = stages.build()
    today = timezone.localdate()
    CycleWindow.objects.update(
        opens_on=today - timedelta(days=30), closes_on=today + timedelta(days=30)
    )
    for n, (name, appointment) in enumerate(made.people.items()):
        user = appointment.user
        user.email, user.phone = f"{name}@ocop.example", f"09050001{n:02}"
        user.save(update_fields=["email", "phone"])
    return made


def persistent(what: Callable[[], Answer]) -> Answer:
    """Do it again with the same key while the database is away, as a page that is sent again."""
    for _ in range(TRIES):
        try:
            return what()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(PAUSE)
    return what()


class People:
    """Everybody who works on dossiers.

    Args:
        minor: The share of steps whose messages are as a reminder's: not legal, so that one
            of unknown fate goes again without a person.
        waits: Rest between steps, in seconds; the smaller campaigns leave time for weather.
    """

    def __init__(self, dossiers: int, seed: int, minor: float, waits: float) -> None:
        self.stage, self.random = stage(), random.Random(seed)
        self.minor, self.waits = minor, waits
        self.done: dict[UUID, tuple[int, str]] = {}  # acknowledged: key to dossier and step
        self.words: dict[str, int] = {}  # what the administrator had sent again, by key
        subgroup = Subgroup.objects.get(criteria_set=14)
        self.products = Product.objects.bulk_create(
            Product(organisation=self.stage.organisation, name=f"Cà phê {n}", subgroup=subgroup)
            for n in range(dossiers)
        )

    def work(self) -> None:
        """Open every dossier, submit its idea and forward it; steps of a few dossiers mingle."""
        open_steps: list[tuple[int, str]] = []
        for product in self.products:
            open_steps.append((self._open(product), "submit_idea"))
            while len(open_steps) > 5:
                self._step(open_steps)
        while open_steps:
            self._step(open_steps)

    def _open(self, product: Product) -> int:
        applicant, key = self.stage.people["chuthe"], uuid4()

        def opened() -> int:
            dossier = open_dossier(product, self.stage.cycle, by=applicant, key=key)
            version = Draft.objects.get(dossier=dossier, sheet="idea").version
            save_draft(dossier, "idea", _IDEA, by=applicant, version=version)
            return int(dossier.pk)

        return persistent(opened)

    def _step(self, open_steps: list[tuple[int, str]]) -> None:
        dossier, name = open_steps.pop(self.random.randrange(len(open_steps)))
        who, key = self.stage.people[STEPS[name][0]], uuid4()
        minor = self.random.random() < self.minor

        def taken() -> None:
            with transaction.atomic():
                record = move(dossier, name, by=who, key=key)
                if minor:
                    Delivery.objects.filter(notice__record=record).update(legal=False)

        persistent(taken)
        self.done[key] = dossier, name
        if name == "submit_idea":
            open_steps.append((dossier, "forward_idea"))
        time.sleep(self.waits)

    def decide(self, arrived: Callable[[str], bool]) -> int:
        """Play the administrator: look up each doubted message where it would have arrived."""
        doubted = list(
            Delivery.objects.filter(state=Delivery.State.DOUBTFUL).select_related("notice")
        )
        by = self.stage.people["quantri"]
        for row in doubted:
            key = key_of(row)
            if arrived(key):
                take_for_arrived(row, by=by)
            else:
                self.words[key] = self.words.get(key, 0) + 1
                send_again(row, by=by)
        return len(doubted)

    def lost_moves(self) -> int:
        """Return how many acknowledged steps the record lacks, or has without acknowledgement."""
        found = Record.objects.filter(name__in=STEPS).values_list("key", "dossier_id", "name")
        return len({(key, *said) for key, said in self.done.items()} ^ set(found))


def key_of(row: Delivery) -> str:
    """Return the key that a row's message carries at every attempt."""
    return f"ocop-{row.pk}-{row.notice.batch.hex[:12]}"
