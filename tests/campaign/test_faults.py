"""One fault at a time, with real workers: deaf, doubled, slow of clock, without beat or broker."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db.models import F

from notifications import sending
from notifications.channels.parcel import Parcel
from notifications.relay import relay
from processes.models import Delivery, Heartbeat, Notice
from processes.queries.deliveries import ALARM, health
from processes.services import clock
from processes.services.reminders import remind_all
from tests.campaign.fleet import ROOT
from tests.campaign.house import MAILS, House, database, in_threads, once, people

pytestmark = pytest.mark.postgres


# doubled


@pytest.mark.django_db(transaction=True)
def test_hints_that_come_three_times_to_two_who_deliver_at_once_send_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[str] = []

    class Line:
        def send(self, parcel: Parcel) -> None:
            taken.append(parcel.key)
            time.sleep(0.001)

    @contextmanager
    def line(_channel: str) -> Iterator[Line]:
        yield Line()

    monkeypatch.setattr(sending, "line", line)
    people(50).work()
    hints: list[tuple[str, list[int]]] = []
    relay(lambda channel, ids: hints.append((channel, ids)))
    chance = random.Random(1)

    def deliver_all() -> None:
        for channel, ids in hints:
            for _ in range(chance.choice((1, 2))):
                sending.deliver(channel, ids)

    in_threads(deliver_all, deliver_all)

    assert Counter(Counter(taken).values()) == {1: 50 * MAILS}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_two_beats_and_two_workers_send_nothing_twice(house: House) -> None:
    for _ in range(2):
        house.fleet.add_worker()
        house.fleet.add_beat()

    people(10).work()

    assert house.arrives(10 * MAILS), house.fleet.says()
    assert once(house.mail)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_remind_once() -> None:
    people(10).work()
    told = Notice.objects.count()
    with clock.standing_at(clock.now() + timedelta(days=40)):
        in_threads(remind_all, remind_all)
        reminded = Notice.objects.count() - told
        again = sum(remind_all().told.values())

    twice = Counter(Notice.objects.values_list("user_id", "kind", "dossier_id", "record_id"))
    assert (reminded > 0, again, max(twice.values())) == (True, 0, 1)


# deaf


def test_a_deaf_worker_raises_the_alarm_and_another_one_does_its_work(house: House) -> None:
    deaf = house.fleet.add_worker()
    house.fleet.add_beat()
    assert house.is_heard(), house.fleet.says()
    os.killpg(deaf.pid, signal.SIGSTOP)
    people(5).work()

    seen = health(clock.now())
    later = health(clock.now() + ALARM)
    assert (deaf.is_alive(), seen.is_late, later.is_late) == (True, False, True)

    house.fleet.add_worker()
    assert house.arrives(5 * MAILS), house.fleet.says()
    os.killpg(deaf.pid, signal.SIGCONT)
    time.sleep(3)
    assert once(house.mail)
    assert not health(clock.now() + ALARM).is_late


# without a beat


def test_what_nobody_looked_at_for_three_days_leaves_once_when_beat_is_back(house: House) -> None:
    house.fleet.add_worker()
    people(5).work()
    days = timedelta(days=3)
    Delivery.objects.update(made_at=F("made_at") - days, available_at=F("available_at") - days)
    seen = health(clock.now())

    house.fleet.add_beat()

    assert (seen.is_late, seen.is_silent) == (True, True)
    assert house.arrives(5 * MAILS), house.fleet.says()
    assert once(house.mail)


# a clock that is wrong


@pytest.mark.parametrize("off", [7200, -7200], ids=["fast", "slow"])
def test_a_workers_wrong_clock_changes_nothing_and_is_seen(house: House, off: int) -> None:
    house.mail.later = 0.15
    house.fleet.add_worker(clock_off=off)
    house.fleet.add_beat()

    people(5).work()

    assert house.arrives(5 * MAILS), house.fleet.says()
    assert once(house.mail)
    waits = [row.sent_at - row.made_at for row in Delivery.objects.all()]
    assert max(map(abs, waits)) < timedelta(minutes=2)
    said = Heartbeat.objects.get(name="relay").said["clock_off_seconds"]
    assert said == pytest.approx(off, abs=60)


# without a broker


def test_people_work_on_while_the_broker_is_down_and_are_told_afterwards(house: House) -> None:
    house.fleet.add_worker()
    house.fleet.add_beat()
    house.fleet.watch()
    assert house.is_heard(), house.fleet.says()
    house.redis.end(signal.SIGKILL)

    worked = people(5)
    worked.work()

    assert (len(worked.done), worked.lost_moves()) == (10, 0)
    assert Notice.objects.count() == 5 * MAILS
    assert not house.mail.copies
    house.redis.start()
    assert house.arrives(5 * MAILS), house.fleet.says()
    assert once(house.mail)


@pytest.mark.django_db
def test_the_pages_cannot_publish_they_do_not_know_the_broker() -> None:
    asked = "import sys, workflow_app.wsgi; from django.urls import get_resolver;"
    asked += "get_resolver().url_patterns; print({'celery', 'kombu', 'redis'} & set(sys.modules))"
    nowhere = {"BROKER_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": database()}

    said = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env={**os.environ, **nowhere},
        capture_output=True,
        check=True,
    )

    assert said.stdout.strip() == b"set()"
