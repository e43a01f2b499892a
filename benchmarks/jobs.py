"""What is measured: each thing beside its baselines, and that both give the same.

A chapter's jobs take turns. A job's name is ``thing: how``; ``service`` is what a page asks the
database for, ``page`` the whole answer to a browser, ``sql`` the same rows written by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks import viewflow
from benchmarks.baseline import Bare, Officer

DISTRICT = "district"


@dataclass
class Chapter:
    """Jobs that take turns, and what must be equal before any of them is believed.

    Args:
        indexes: The jobs run once more without these.
    """

    jobs: dict[str, Callable[[], Any]]
    equal: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = field(default_factory=dict)
    indexes: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()  # the jobs that run without the indexes

    def check(self) -> None:
        """Refuse to measure where the baseline gives something else.

        Raises:
            AssertionError: naming what differs.
        """
        for name, (ours, theirs) in self.equal.items():
            one, other = ours(), theirs()
            if one != other:
                raise AssertionError(f"{name}: {str(one)[:300]} is not {str(other)[:300]}")
            if not one:
                raise AssertionError(f"{name}: nothing was found, so nothing is measured")


class Desk:
    """An officer at a desk: the inbox by the service, by hand and by viewflow."""

    def __init__(self, bare: Bare, appointment: Any) -> None:
        from forms.views.inbox import PAGE
        from processes.queries import desk

        self.of, self.size, self._desk = appointment, PAGE, desk
        self.by_hand = Officer(bare, appointment)
        self.many = desk.mine(appointment).count()
        middle = desk.mine(appointment).filter(due_at__isnull=False)[self.many // 2 :][:1]
        self.middle = desk.Cursor(*middle.values_list("due_at", "pk")[0])

    def service(self, after: Any = None, words: str = "") -> list[int]:
        """Return the ids of a page, and of the row that the next one begins with."""
        from processes.queries.search import searched

        mine = searched(self._desk.mine(self.of), words)
        part = self._desk.page(mine, self.size, after)

        return [d.pk for d in part.dossiers]

    def first(self) -> list[int]:
        return self.by_hand.first(self.size)[: self.size]

    def deep(self) -> list[int]:
        return self.by_hand.deep(self.size, self.middle.due_at, self.middle.pk)[: self.size]

    def at_middle(self) -> list[int]:
        return self.service(self.middle)

    def viewflow(self, first: int = 0) -> list[int]:
        return viewflow.page_of(self.of.user, self.size, first)


def client_of(appointment: Any) -> Callable[[str], Any]:
    """Return what asks for a page as the appointment's person."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(appointment.user)

    def get(address: str) -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status_code}")
        return answer

    return get
