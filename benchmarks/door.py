"""One step through the door, beside its own bare statements and beside one task of viewflow.

``python -m benchmarks.door [--dossiers 1000000] [--profile]``; needs PostgreSQL.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any
from uuid import uuid4

from benchmarks import dataset
from benchmarks.measure import REPEATS

STEPS = {"idea.at_commune": "forward_idea", "plan.at_commune": "forward_plan"}
ROLE = "commune_officer"
NOT_WORK = ("SAVEPOINT", "RELEASE", "ROLLBACK")
Statement = tuple[str, Any]


def main() -> None:
    """Measure, and print a table; with ``--profile`` where the time goes instead."""
    parser = argparse.ArgumentParser(prog="benchmarks.door", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    dataset.use(dataset.url_of(asked.dossiers))
    dataset.ready(asked.dossiers)
    if asked.profile:
        profile(100)
        dataset.used(asked.dossiers)
        return
    found = measure()
    dataset.used(asked.dossiers)
    for name, value in found.items():
        print(f"{name:40} {value:.2f}")


def measure(repeats: int = REPEATS) -> dict[str, float]:
    """Return median milliseconds by name, and ``statements``, of one step each with its commit."""
    took: dict[str, list[float]] = {n: [] for n in ("door", "bare", "bare_at_once", "completion")}
    took["task"] = []
    many = 0
    waiting = _waiting(3 * repeats + 3)
    desks = _desks(repeats + 1)
    for _round in range(repeats + 1):
        for name, how in (("bare", _one_by_one), ("bare_at_once", _at_once)):
            statements = _captured(*next(waiting))
            many = len(statements)
            took[name].append(how(statements))
        took["door"].append(_timed(partial(_step, *next(waiting))))
        assigning, completing = next(desks)
        took["completion"].append(completing)
        took["task"].append(assigning + completing)
    return {n: median(t[1:]) for n, t in took.items()} | {"statements": float(many)}


def profile(rounds: int = 200) -> None:
    """Print where a step's time goes."""
    waiting = _waiting(rounds + 1)
    _step(*next(waiting))
    profiler = cProfile.Profile()
    profiler.enable()
    for one in waiting:
        _step(*one)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)
    for sql, _params in _captured(*next(_waiting(1))):
        print(sql, "\n")


def _timed(job: Callable[[], Any]) -> float:
    began = time.perf_counter()
    job()
    return (time.perf_counter() - began) * 1000


def _waiting(many: int) -> Any:
    """Give dossiers that can take the step, each with its officer's appointment."""
    from processes.models import Appointment, Dossier

    officers = {a.unit_id: a for a in Appointment.objects.filter(role=ROLE)}
    found = Dossier.objects.filter(state__in=STEPS).order_by("?")[:many]
    return iter([(d.pk, STEPS[str(d.state)], officers[d.commune_id]) for d in found])


def _step(dossier: int, name: str, by: Any) -> Any:
    from processes.services.move import move

    return move(dossier, name, by=by, key=uuid4())


def _captured(dossier: int, name: str, by: Any) -> list[Statement]:
    """Return the statements of a step that is then taken back, ready to be sent once more."""
    from django.db import connection, transaction

    from processes.models import Record

    statements: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        record = _step(dossier, name, by)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:  # the record gets the same number once more
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)",
            [Record._meta.db_table, record.pk],
        )
    return [s for s in statements if not s[0].lstrip().startswith(NOT_WORK)]


def _raw() -> Any:
    from django.db import connection

    connection.ensure_connection()
    return connection.connection


def _one_by_one(statements: list[Statement]) -> float:
    """Send the statements over the same connection without Django; return milliseconds."""
    raw = _raw()

    def send() -> None:
        with raw.cursor() as cursor:
            cursor.execute("BEGIN")
            for sql, params in statements:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
            cursor.execute("COMMIT")

    return _timed(send)


def _at_once(statements: list[Statement]) -> float:
    """Send them in one message: no reading in between, which the door could never do."""
    raw = _raw()
    with raw.cursor() as cursor:
        whole = b";".join([cursor.mogrify(sql, params) for sql, params in statements])
        return _timed(lambda: cursor.execute(b"BEGIN;" + whole + b";COMMIT"))


def _desks(many: int) -> Any:
    """Give milliseconds of assigning and of completing a task of viewflow, as its views do it."""
    from django.db import transaction
    from django.test import RequestFactory
    from viewflow.workflow.models import Task
    from viewflow.workflow.status import STATUS

    from benchmarks.flows import DeskFlow
    from processes.models import User

    found = Task.objects.filter(status=STATUS.NEW, owner_permission__contains=ROLE).order_by("?")
    for pk, process, permission in found.values_list("pk", "process_id", "owner_permission")[:many]:
        codename = permission.partition(".")[2]
        user = User.objects.get(user_permissions__codename=codename)
        request = RequestFactory().post("/")

        def assign(pk: int = pk, process: int = process, user: Any = user) -> None:
            with DeskFlow.lock(process), transaction.atomic():
                activation = DeskFlow.desk.activation_class(Task.objects.get(pk=pk))
                activation.assign(user)

        def complete(
            pk: int = pk, process: int = process, user: Any = user, request: Any = request
        ) -> None:
            with DeskFlow.lock(process), transaction.atomic():
                task = Task.objects.get(pk=pk)
                activation = DeskFlow.desk.activation_class(task)
                if not DeskFlow.desk.can_execute(user, task=task):
                    raise SystemExit("viewflow's baseline may not execute its task")
                activation.start(request)
                activation.process.save()
                activation.execute()

        yield _timed(assign), _timed(complete)


if __name__ == "__main__":
    main()
