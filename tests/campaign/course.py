"""The campaign's course: people work, things go wrong, everything arrives, a person decides doubts."""

import argparse
import os
import sys
import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from .servers import Postgres, Redis
from .sinks import GatewaySink, MailSink
from .weather import LAST, Forecast, Weather

ROUNDS = 8  # of an administrator's decisions; each round may meet the next crash


def run(asked: argparse.Namespace, folder: Path, postgres: Postgres, redis: Redis) -> int:
    """Run the campaign on servers that stand; print its line; return 1 for a violation."""
    mail = MailSink(asked.later, asked.seed)
    gateway = GatewaySink(asked.later, os.environ["GATEWAY_SECRET"], asked.seed)
    os.environ.update(EMAIL_URL=mail.url, SMS_GATEWAY_URL=gateway.url)
    migrate()
    mail.start()
    gateway.start()
    try:
        return Course(asked, folder, mail, gateway).go(postgres, redis)
    finally:
        connection.close()
        mail.stop()
        gateway.stop()


def migrate() -> None:
    """Bring the campaign's database up to date."""
    django.setup()
    call_command("migrate", verbosity=0)
    connection.close()


class Course:
    """One run."""

    def __init__(
        self, asked: argparse.Namespace, folder: Path, mail: MailSink, gateway: GatewaySink
    ) -> None:
        from . import faults
        from .fleet import Fleet
        from .people import People

        self.asked, self.folder, self.mail, self.gateway = asked, folder, mail, gateway
        self.began = time.monotonic()
        self.people = People(asked.dossiers, asked.seed, asked.minor, asked.waits)
        if asked.fault == "no_unique":
            faults.no_unique()
        wish = {"fault": asked.fault, "double": asked.double, "lease": asked.lease}
        self.fleet = Fleet(folder, {}, wish)
        crashes = -int(-asked.crash_share * asked.dossiers // 1)
        forecast = Forecast(
            kills=asked.kills,
            flushes=asked.flushes,
            redis_restarts=asked.redis_restarts,
            postgres_restarts=asked.postgres_restarts,
            crashes=crashes,
            points=[p for p in asked.points.split(",") if p],
        )
        self.weather = Weather(forecast, asked.seed, self.moved, self.progress)

    def moved(self) -> float:
        """Return how far the moving of dossiers is."""
        return len(self.people.done) / (2 * self.asked.dossiers)

    def progress(self) -> float:
        """Return how far moving and arriving are, together."""
        arrived = (len(self.mail.to) + len(self.gateway.to)) / (8 * self.asked.dossiers)
        return (self.moved() + arrived) / 2

    def go(self, postgres: Postgres, redis: Redis) -> int:
        """Run, count and answer."""
        from .figures import count, self_kills

        try:
            for n in range(self.asked.workers):
                prefork = n >= self.asked.workers - self.asked.prefork
                off = 0 if n else self.asked.clock_off
                self.fleet.add_worker(prefork=prefork, clock_off=off)
            self.fleet.add_beat()
            self.fleet.watch()
            thread = self.weather.begin(self.fleet, redis, postgres)
            self.people.work()
            self.say("moved", self.moved())
            self.drain()
            if self.progress() >= LAST:
                thread.join()  # all its events are due, and few are left
            decided = self.until_settled()
            self.weather.over.set()
            thread.join()
            figures = count(self.people, self.mail, self.gateway, self.folder)
        finally:
            self.weather.over.set()
            self.fleet.close()
        happened = self.weather.happened
        violations = figures.violations() + ["weather"] * bool(self.weather.problems)
        line = f"{figures} doubted={decided} put_off={self.mail.put_off + self.gateway.put_off}"
        line += f" kills={happened['kill']} self_kills={self_kills(self.folder)}"
        line += f" flushes={happened['flush']} redis_restarts={happened['redis_restart']}"
        line += f" postgres_restarts={happened['postgres_restart']}"
        line += f" seconds={time.monotonic() - self.began:.0f}"
        print(line)  # noqa: T201 - a command's answer
        if violations:
            print("violated: " + " ".join(violations))  # noqa: T201 - a command's answer
            print(self.fleet.says(), file=sys.stderr)  # noqa: T201 - a command's answer
        return 1 if violations else 0

    def until_settled(self) -> int:
        """Wait until nothing is on its way, let the administrator decide, and again; count words."""
        decided = 0
        for _ in range(ROUNDS):
            self.drain()
            now = self.people.decide(lambda key: key in self.mail.copies)
            self.say("doubted", now)
            decided += now
            if not now:
                break
        return decided

    def drain(self) -> None:
        """Wait until no row is on its way, or nothing has moved for as long as patience lasts."""
        last, since = None, time.monotonic()
        while time.monotonic() - since < self.asked.patience:
            try:
                seen = self.on_the_way()
            except (OperationalError, InterfaceError):
                connection.close()
                seen = last
            if seen is not None and seen[0] == 0:
                return
            if seen != last:
                last, since = seen, time.monotonic()
            time.sleep(0.3)

    def on_the_way(self) -> tuple[int, int]:
        """Return how many rows are not done, and how many messages arrived."""
        from processes.models import Delivery
        from processes.queries.deliveries import OPEN

        arrived = sum(self.mail.copies.values()) + len(self.gateway.to)
        return Delivery.objects.filter(state__in=OPEN).count(), arrived

    def say(self, what: str, how: float) -> None:
        """Tell whoever watches how far it is."""
        took = time.monotonic() - self.began
        print(f"  {took:5.0f} s  {what} {how:g}", file=sys.stderr)  # noqa: T201 - a command's answer
