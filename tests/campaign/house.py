"""A house of workers in the test's own database: what the tests of single faults share."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import connection, connections

from processes.models import Delivery, Heartbeat
from tests.campaign.fleet import Fleet
from tests.campaign.people import People
from tests.campaign.servers import Redis, wait_until
from tests.campaign.sinks import MailSink

SOON = 60  # seconds within which everything has to be there; much less on an idle machine
MAILS = 4  # of one dossier: two steps, two people each


@dataclass
class House:
    """A broker, a place where mail arrives, and whoever works."""

    redis: Redis
    mail: MailSink
    fleet: Fleet

    def arrives(self, many: int) -> bool:
        """Wait until so many mails are there and everything is marked."""
        sent = Delivery.objects.filter(state=Delivery.State.SENT)
        return wait_until(lambda: len(self.mail.copies) == many == sent.count(), SOON)

    def is_heard(self) -> bool:
        """Wait until a relay has run."""
        return wait_until(Heartbeat.objects.filter(name="relay").exists, SOON)


def database() -> str:
    """Return the address of the database that this test's own connection is at."""
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def people(dossiers: int) -> People:
    """Return people who have that many dossiers to move."""
    return People(dossiers, seed=1, minor=0, waits=0)


def once(mail: MailSink) -> bool:
    """Whether no mail came twice."""
    return set(mail.copies.values()) == {1}


def in_threads(*works: Callable[[], object]) -> None:
    """Do several things at once, each with its own connection."""
    start = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
