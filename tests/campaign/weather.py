"""What goes wrong, and when: events at seeded moments of the campaign's progress."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from .fleet import Fleet
from .servers import Postgres, Redis

LAST = 0.9  # of the campaign's progress; by then everything has gone wrong
DOWN = 2.0  # seconds that a broker which was killed stays away


@dataclass(frozen=True)
class Forecast:
    """How often each thing goes wrong."""

    kills: int
    flushes: int
    redis_restarts: int
    postgres_restarts: int
    crashes: int  # at each of the points
    points: list[str]


class Weather:
    """A thread that makes things go wrong as the campaign moves on.

    Args:
        steps: How far the moving of dossiers is, 0 to 1: the database falls while people work.
        everything: How far moving and sending together are, 0 to 1.
    """

    def __init__(
        self,
        forecast: Forecast,
        seed: int,
        steps: Callable[[], float],
        everything: Callable[[], float],
    ) -> None:
        self.random, self.happened = random.Random(seed), Counter[str]()
        self.problems: list[BaseException] = []
        self.over = threading.Event()
        names = ["kill"] * forecast.kills + ["flush"] * forecast.flushes
        names += ["redis_restart"] * forecast.redis_restarts
        names += [f"crash:{p}" for p in forecast.points for _ in range(forecast.crashes)]
        self.plan = [(self.random.uniform(0.02, LAST), everything, name) for name in names]
        self.plan += [
            (self.random.uniform(0.2, 0.8), steps, "postgres_restart")
            for _ in range(forecast.postgres_restarts)
        ]
        self.plan.sort(key=lambda event: event[0])

    def begin(self, fleet: Fleet, redis: Redis, postgres: Postgres) -> threading.Thread:
        """Start the thread."""
        thread = threading.Thread(target=self._blow, args=(fleet, redis, postgres), daemon=True)
        thread.start()
        return thread

    def _blow(self, fleet: Fleet, redis: Redis, postgres: Postgres) -> None:
        try:
            while self.plan and not self.over.is_set():
                due = [event for event in self.plan if event[1]() >= event[0]]
                for event in due[:1]:
                    self.plan.remove(event)
                    self._happen(event[2], fleet, redis, postgres)
                time.sleep(self.random.uniform(0.02, 0.2))
        except BaseException as problem:
            self.problems.append(problem)
            raise

    def _happen(self, name: str, fleet: Fleet, redis: Redis, postgres: Postgres) -> None:
        kind, _, point = name.partition(":")
        match kind:
            case "kill":
                while not fleet.kill_a_worker(self.random) and not self.over.is_set():
                    time.sleep(0.1)  # all of them are dead just now
            case "flush":
                redis.ask("FLUSHALL")
            case "redis_restart":
                redis.end(signal.SIGKILL)
                self.over.wait(DOWN)
                redis.start()
            case "postgres_restart":
                postgres.restart_in_a_hurry()
            case "crash":
                (fleet.folder / "crashes" / point).touch()
        self.happened[kind] += 1
