"""What is measured: each thing beside its baselines, which must find the same.

A chapter's jobs take turns. A job's name is ``thing: how``; ``service`` is what a page asks of the
house's own queries, ``sql`` the same rows by one hand-written statement, ``page`` the whole answer
to a browser.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from benchmarks import baseline, viewflow
from benchmarks.baseline import Bare, Officer
from benchmarks.filling import NOW

Job = Callable[[], Any]
LIST_PAGE = 24


@dataclass
class Chapter:
    """Jobs that take turns.

    Args:
        same: Names of jobs that must return the same, and something, before any is believed.
        indexes: Without these the jobs ``bare`` are run once more.
    """

    jobs: dict[str, Job]
    same: list[tuple[str, str]] = field(default_factory=list)
    indexes: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    repeats: int = 21

    def check(self) -> None:
        """Refuse to measure where a baseline gives something else.

        Raises:
            AssertionError: naming what differs.
        """
        for ours, theirs in self.same:
            one, other = self.jobs[ours](), self.jobs[theirs]()
            if not one:
                raise AssertionError(f"{ours} finds nothing, so nothing would be measured")
            if one != other:
                raise AssertionError(f"{ours} gives {str(one)[:500]}, {theirs} {str(other)[:500]}")


class Desk:
    """An officer at a desk: the inbox by the service, by hand and by viewflow."""

    def __init__(self, bare: Bare, appointment: Any) -> None:
        from forms.views.inbox import PAGE
        from processes.queries import desk

        self.of, self.size, self._desk = appointment, PAGE, desk
        self.by_hand = Officer(bare, appointment)
        self.many = self._mine().count()
        due = self._mine().filter(due_at__isnull=False)
        # so deep that a whole page of rows with a term still follows
        self.depth = min(self.many // 2, due.count() - self.size - 2)
        self.middle = desk.Cursor(*due.values_list("due_at", "pk")[self.depth])

    def _mine(self) -> Any:
        return self._desk.mine(self.of, NOW.date())

    def page(self, after: Any = None, words: str = "") -> list[str]:
        """Return the codes and names of a page's dossiers."""
        from processes.queries.search import searched

        part = self._desk.page(searched(self._mine(), words), self.size, after)
        return [_line(d) for d in part.dossiers]

    def chapter(self, who: str) -> Chapter:
        """Return the inbox's first page and one from its middle."""
        hand, size, middle = self.by_hand, self.size, self.middle
        return Chapter(
            {
                f"inbox of {who}, first page: service": self.page,
                f"inbox of {who}, first page: sql": lambda: hand.first(size),
                f"inbox of {who}, first page: sql, plain joins": lambda: hand.joined(size),
                f"inbox of {who}, first page: viewflow": lambda: viewflow.page(self.of.user, size),
                f"inbox of {who}, deep page: service": lambda: self.page(middle),
                f"inbox of {who}, deep page: sql": lambda: hand.deep(
                    size, middle.due_at, middle.pk
                ),
                f"inbox of {who}, deep page: viewflow": lambda: viewflow.page(
                    self.of.user, size, self.depth
                ),
            },
            same=[
                (f"inbox of {who}, {at} page: service", f"inbox of {who}, {at} page: {how}")
                for at, how in (("first", "sql"), ("first", "sql, plain joins"), ("deep", "sql"))
            ],
            indexes=("dossier_waiting",),
            bare=(f"inbox of {who}, first page: service", f"inbox of {who}, deep page: service"),
        )


def _line(dossier: Any) -> str:
    units = dossier.commune.name, dossier.district.name, dossier.province.name
    return baseline.line(dossier.code, dossier.product.name, dossier.organisation.name, *units)


def counts(desk: Desk, calendar: Any) -> Chapter:
    """Return the numbers on the inbox's tabs."""
    from forms.views import inbox

    tonight = calendar.end_of(calendar.day(NOW))

    def service() -> list[tuple[int, int, int]]:
        tabs = inbox._tabs(desk.of, NOW, calendar, [])
        return [(t.total, t.overdue, t.today) for t in tabs]

    return Chapter(
        {
            "counts of the tabs: service": service,
            "counts of the tabs: sql": lambda: desk.by_hand.counts(NOW, tonight),
            "counts of the tabs: viewflow": lambda: viewflow.queue(desk.of.user).count(),
        },
        same=[("counts of the tabs: service", "counts of the tabs: sql")],
        indexes=("dossier_waiting",),
        bare=("counts of the tabs: service",),
    )


def boards(bare: Bare, supervisor: Any, calendar: Any) -> Chapter:
    """Return the board of the province, and its times."""
    from processes.models import Unit
    from processes.queries import board, stays
    from processes.queries.jurisdiction import visible_to
    from processes.queries.selection import Moment

    moment, names = Moment(NOW, calendar), dict(Unit.objects.values_list("pk", "code"))

    def service() -> dict[Any, Any]:
        found = board.board(visible_to(supervisor), moment, "district")
        return {
            cell: (t.total, t.late, t.soon, *t.ages.values()) for cell, t in found.cells.items()
        }

    def by_hand() -> dict[Any, Any]:
        found = baseline.board(bare, supervisor.unit_id, moment)
        return {(names[unit], *cell): counted for (unit, *cell), counted in found.items()}

    return Chapter(
        {
            "board: service": service,
            "board: sql": by_hand,
            "times of the board: service": lambda: stays.times(supervisor, moment),
        },
        same=[("board: service", "board: sql")],
        indexes=("dossier_waiting",),
        bare=("board: service",),
    )


def search(bare: Bare, desk: Desk, words: dict[str, str]) -> Chapter:
    """Return a search in the inbox, and one through all dossiers."""
    from django.core.paginator import Paginator

    from forms.views.dossiers import _ordered
    from processes.queries.jurisdiction import visible_to
    from processes.queries.lines import complete
    from processes.queries.search import searched

    def listed(asked: str) -> Any:
        found = _ordered(searched(visible_to(desk.of), asked), desk.of)
        page = Paginator(found, LIST_PAGE).get_page(1)
        return page.paginator.count, [_line(d) for d in complete(page)]

    jobs: dict[str, Job] = {}
    for kind, asked in words.items():
        parts = asked.split()
        jobs |= {
            f"search for {kind} in the inbox: service": lambda a=asked: desk.page(None, a),
            f"search for {kind} in the inbox: sql": lambda p=parts: desk.by_hand.first(
                desk.size, p
            ),
            f"search for {kind} in all: service": lambda a=asked: listed(a),
            f"search for {kind} in all: sql": lambda p=parts: desk.by_hand.listed(LIST_PAGE, p),
        }
    pairs = [(name, name.replace("service", "sql")) for name in jobs if name.endswith("service")]
    alone = tuple(name for name, _sql in pairs if "in all" in name)
    indexes = () if bare.on_sqlite else ("dossier_search_trigram",)
    return Chapter(jobs, pairs, indexes, alone, repeats=11)


def pages(who: dict[str, tuple[Any, str]], repeats: int = 7) -> Chapter:
    """Return whole pages: by name, who asks and for what address."""
    return Chapter(
        {f"{name}: page": _asking(*asked) for name, asked in who.items()}, repeats=repeats
    )


def _asking(appointment: Any, address: str) -> Job:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(appointment.user)

    def get() -> int:
        answer = client.get(address)
        if answer.status_code != HTTPStatus.OK:
            raise AssertionError(f"{address}: {answer.status_code}")
        return len(answer.content)

    return get
