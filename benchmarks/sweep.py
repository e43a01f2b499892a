"""The sweep of reminders over many dossiers, beside a loop that goes from row to row.

``python -m benchmarks.sweep [--dossiers 1000000]``; needs PostgreSQL (TEST_DATABASE_URL).
"""

import argparse
import json
import time
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.database import fill, fresh

# a Tuesday; its second working day ahead is Thursday
MORNING = datetime(2026, 3, 10, 7, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SAMPLE = 2000


def main() -> None:
    """Fill, sweep, sweep again, loop; print a table and a line of JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.sweep", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    asked = parser.parse_args()
    with fresh():
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        fill(asked.dossiers, MORNING)
        print(f"{asked.dossiers} dossiers filled in {time.perf_counter() - began:.0f} s")
        _measure(asked.dossiers)


def _measure(dossiers: int) -> None:
    from processes.models import Delivery, Notice

    first, statements, longest = _sweep()
    notices, deliveries = Notice.objects.count(), Delivery.objects.count()
    again = [_sweep()[0] for _ in range(3)]
    more = Notice.objects.count() - notices
    told = Notice.objects.filter(kind="due_soon").count()
    Delivery.objects.filter(notice__kind="due_soon").delete()
    Notice.objects.filter(kind="due_soon").delete()
    set_based = _only_due_soon()
    Delivery.objects.filter(notice__kind="due_soon").delete()
    Notice.objects.filter(kind="due_soon").delete()
    sampled, loop = _loop()
    looped = loop / max(1, sampled) * told
    figures = {
        "dossiers": dossiers,
        "notices": notices,
        "deliveries": deliveries,
        "first_s": round(first, 2),
        "statements": statements,
        "longest_statement_s": round(longest, 2),
        "again_s": round(median(again), 2),
        "again_notices": more,
        "due_soon_told": told,
        "due_soon_set_s": round(set_based, 2),
        "due_soon_loop_s": round(looped, 1),
        "loop_over_set": round(looped / set_based, 1),
    }
    for name, value in figures.items():
        print(f"{name:22} {value}")
    print(json.dumps(figures))


def _sweep() -> tuple[float, int, float]:
    """Run every sweep; return seconds, statements, and the seconds of the longest statement."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from processes.services import clock
    from processes.services.reminders import remind_all

    with CaptureQueriesContext(connection) as captured, clock.standing_at(MORNING):
        began = time.perf_counter()
        swept = remind_all()
        took = time.perf_counter() - began
    if swept.failed:
        raise SystemExit(f"a sweep failed: {swept.failed}")
    return took, len(captured), max(float(q["time"]) for q in captured.captured_queries)


def _only_due_soon() -> float:
    from processes.models import Cycle
    from processes.queries.working_days import working_calendar
    from processes.services import clock, reminders

    calendar = working_calendar()
    moment = reminders._Moment(MORNING, MORNING.date(), calendar)
    with clock.standing_at(MORNING):
        began = time.perf_counter()
        reminders._soon(moment, Cycle.objects.get())
        return time.perf_counter() - began


def _loop() -> tuple[int, float]:
    """Do what :func:`_only_due_soon` does from row to row; return rows told and seconds."""
    from processes.models import Appointment, Delivery, Dossier, Notice

    until = MORNING.replace(hour=0, minute=0) + timedelta(days=3)
    after = MORNING.replace(hour=0, minute=0) + timedelta(days=1)
    due = Dossier.objects.filter(due_at__gt=after, due_at__lte=until).exclude(waiting="")
    told = 0
    began = time.perf_counter()
    for dossier in due.order_by("pk")[:SAMPLE]:
        role, _at, scope = dossier.waiting.partition("@")
        for one in Appointment.objects.active(MORNING.date()).filter(role=role, unit_id=scope):
            notice, new = Notice.objects.get_or_create(
                user_id=one.user_id,
                key=f"due_soon:{dossier.pk}:{dossier.due_at}",
                defaults={
                    "kind": "due_soon",
                    "dossier": dossier,
                    "state": dossier.state,
                    "due_at": dossier.due_at,
                    "at": MORNING,
                    "batch": dossier.public_id,
                },
            )
            if new:
                told += 1
                Delivery.objects.create(
                    notice=notice,
                    channel="email",
                    kind="due_soon",
                    made_at=MORNING,
                    available_at=MORNING,
                )
    return told, time.perf_counter() - began


if __name__ == "__main__":
    main()
