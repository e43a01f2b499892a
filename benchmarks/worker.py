"""A process of its own for each data set: a program of Django has one database."""

import gc
import traceback
from collections.abc import Iterator
from typing import Any

from benchmarks import dataset, sqlite, viewflow
from benchmarks.filling import NOW
from benchmarks.jobs import Chapter
from benchmarks.measure import counted, timed, turns, without

FULLY_CHECKED = 100_000  # dossiers up to which the board's sums are counted anew in the run
FEW = 3  # repeats without an index
SETTINGS = "SET statement_timeout = 0; SET lock_timeout = 0"


def serve(pipe: Any, dossiers: int, on_sqlite: bool) -> None:
    """Measure what is asked for over the pipe, until asked for nothing more."""
    try:
        _prepare(dossiers, on_sqlite)
        _answer(pipe, dossiers)
    except BaseException:
        pipe.send(("failed", traceback.format_exc(limit=-6, chain=False)))


def _prepare(dossiers: int, on_sqlite: bool) -> None:
    dataset.use(sqlite.URL if on_sqlite else dataset.url_of(dossiers))
    (sqlite if on_sqlite else dataset).ready(dossiers)
    if not on_sqlite:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)


def _answer(pipe: Any, dossiers: int) -> None:
    from processes.services import clock, figures

    with clock.standing_at(NOW):
        figures.sum_up()
        if dossiers <= FULLY_CHECKED:
            _check_sums()
        chapters = dict(_chapters())
        for chapter in chapters.values():
            chapter.check()
        pipe.send(("ready", {name: c.repeats for name, c in chapters.items()}))
        while (asked := pipe.recv())[0] != "leave":
            what, name = asked
            pipe.send(("found", _round(chapters[name], what)))
    # the database's clock runs again: a step is measured with it, and so are the queries
    pipe.send(
        ("found", {job: counted(run) for c in chapters.values() for job, run in c.jobs.items()})
    )
    if pipe.recv()[0] == "door":
        from benchmarks import door

        pipe.send(("found", door.measure()))
        dataset.used(dossiers)


def _round(chapter: Chapter, what: str) -> dict[str, float]:
    """Return milliseconds: each job once, or the bare ones without their indexes."""
    from django.db import connection

    if what == "once":
        gc.collect(0)
        return {name: timed(job) for name, job in chapter.jobs.items()}
    if not chapter.indexes:
        return {}
    with connection.cursor() as cursor, without(cursor, *chapter.indexes):
        return turns({name: chapter.jobs[name] for name in chapter.bare}, FEW)


def _check_sums() -> None:
    """Hold the sums behind the board's times against a count of the records themselves.

    Raises:
        AssertionError: where they differ.
    """
    from django.db import transaction

    from processes.models import Appointment, Counted
    from processes.queries import stays
    from processes.queries.selection import Moment
    from processes.queries.working_days import working_calendar

    moment = Moment(NOW, working_calendar())
    watcher = Appointment.objects.get(role="supervisor", unit__level="province")
    summed = stays.times(watcher, moment)
    with transaction.atomic():
        Counted.objects.all().delete()
        live = stays.times(watcher, moment)
        transaction.set_rollback(True)
    if summed != live or not summed.by_state:
        raise AssertionError("the sums are not what the records say")


def _chapters() -> Iterator[tuple[str, Chapter]]:
    from benchmarks import jobs
    from benchmarks.baseline import Bare
    from processes.queries.working_days import working_calendar

    bare, calendar = Bare(), working_calendar()
    province, district, supervisor = _people()
    desk, near = jobs.Desk(bare, province), jobs.Desk(bare, district)
    yield "inbox", desk.chapter("the province's officer")
    yield "inbox of a district", near.chapter("a district's officer")
    yield "counts", jobs.counts(desk, calendar)
    yield "board", jobs.boards(bare, supervisor, calendar)
    dossier = _named_in_full(desk)
    words = {
        "a code": dossier.code.lower(),
        "two rare words": " ".join(dossier.organisation.name_fold.split()[-2:]),
        "a common word": "phe",
        "two words in every fourth": "nong nghiep",
    }
    yield "search", jobs.search(bare, desk, words)
    yield "pages", jobs.pages(_pages(desk, near, supervisor, words))
    queues = {
        "viewflow's queue of the province's officer": (province, viewflow.QUEUE),
        "viewflow's queue of a district's officer": (district, viewflow.QUEUE),
    }
    # it lists every process of the queue to choose from, which takes seconds
    yield "viewflow's pages", jobs.pages(queues, FEW)


def _pages(desk: Any, near: Any, supervisor: Any, words: dict[str, str]) -> dict[str, Any]:
    """Return whole pages: who asks, and for what address."""
    from processes.models import Appointment, Dossier

    dossier = Dossier.objects.get(pk=near.middle.pk)
    found = Appointment.objects.select_related("user")
    applicant = found.get(organisation=dossier.organisation_id)
    one = f"/ho-so/{dossier.public_id}/"
    inbox, deep = "/viec-cua-toi/", f"/viec-cua-toi/?after={desk.middle}"
    return {
        "inbox of the province's officer": (desk.of, inbox),
        "inbox of the province's officer, deep": (desk.of, deep),
        "inbox of a district's officer": (near.of, inbox),
        "board": (supervisor, "/theo-doi/"),
        "times of the board": (supervisor, "/theo-doi/thoi-gian/"),
        "dossier, its officer": (near.of, one),
        "dossier, its applicant": (applicant, one),
        "search for two rare words": (desk.of, f"/ho-so/?q={words['two rare words']}"),
        "search for a common word": (desk.of, f"/ho-so/?q={words['a common word']}"),
    }


def _people() -> tuple[Any, Any, Any]:
    """Return the province's officer, the busiest of a district's, and the supervisor of all."""
    from django.db.models import Count

    from processes.models import Appointment, Dossier

    found = Appointment.objects.select_related("user", "unit")
    waiting = Dossier.objects.filter(waiting__startswith="district_officer@").values("waiting")
    key = waiting.annotate(many=Count("pk")).order_by("-many", "waiting")[0]["waiting"]
    return (
        found.get(role="province_officer"),
        found.get(role="district_officer", unit=int(key.partition("@")[2])),
        found.get(role="supervisor", unit__level="province"),
    )


def _named_in_full(desk: Any) -> Any:
    """Return a dossier in the list whose organisation's last two words have three letters each."""
    from processes.queries.desk import mine
    from processes.queries.search import GROUP

    found = mine(desk.of, NOW.date()).select_related("organisation")
    return next(
        d
        for d in found[: 20 * desk.size]
        if all(len(w) >= GROUP for w in d.organisation.name_fold.split()[-2:])
    )
