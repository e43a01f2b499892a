"""The auditor's pages over a million records: the search by each filter, oddities, a story, a sample.

``python -m benchmarks.audit [--dossiers 50000]``: 20 records a dossier, a reason with one record in
ten. Each page is asked through Django's test client, rendered whole; medians in milliseconds.
"""

import argparse
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks.dataset import ready, url_of, use

REPEATS = 5
# one record in ten was given a reason; one of these in a thousand names a flood
DETAILS = """
INSERT INTO processes_recorddetail (record_id, content, salt)
SELECT id, '{"reason":"' || CASE WHEN id % 10000 = 0 THEN 'Mưa lũ ở buôn '
    ELSE 'Thiếu giấy tờ số ' END || id || ', đề nghị bổ sung."}', repeat('0', 64)
FROM processes_record WHERE id % 10 = 0
"""


def main() -> None:
    """Make the set ready, ask every page, print a table."""
    parser = argparse.ArgumentParser(prog="benchmarks.audit", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=50_000)
    asked = parser.parse_args()
    use(url_of(asked.dossiers))
    ready(asked.dossiers)
    client, records = _auditor()
    print(f"{asked.dossiers:,} dossiers, {records:,} records on PostgreSQL")
    print("| page | ms | queries | found |\n| --- | ---: | ---: | --- |")
    for name, address in _addresses():
        print(f"| {name} | {_measured(client, address)}", flush=True)


def _auditor() -> tuple[Any, int]:
    """Sign an auditor in; give reasons, once."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from benchmarks.filling import NOW
    from processes.models import Appointment, Record, RecordDetail, Unit, User

    setup_test_environment()
    if not RecordDetail.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(DETAILS)
            cursor.execute("VACUUM (ANALYZE) processes_recorddetail")
    user, _new = User.objects.get_or_create(
        username="kiemtoan", defaults={"full_name": "Kiểm toán"}
    )
    province = Unit.objects.get(level="province")
    Appointment.objects.get_or_create(
        user=user, role="auditor", unit=province, defaults={"from_on": NOW.date()}
    )
    client = Client()
    client.force_login(user)
    return client, Record.objects.count()


def _addresses() -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    from processes.models import Dossier, Record, User

    page = reverse("records")
    someone = User.objects.get(pk=Record.objects.order_by("-pk")[0].actor_id)
    code = Dossier.objects.order_by("pk").values_list("code", flat=True)[777]
    district = Dossier.objects.order_by("pk")[777].district.code
    yield "search: nothing asked", page
    yield "search: one person", f"{page}?nguoi={someone.username}"
    yield "search: one dossier", f"{page}?ma={code}"
    yield "search: one step", f"{page}?viec=return_idea"
    yield "search: a role nobody acted in", f"{page}?vai-tro=administrator"
    yield "search: one day", f"{page}?tu=2025-11-10&den=2025-11-10"
    yield "search: one district", f"{page}?don-vi={district}"
    yield "search: a word in reasons", f"{page}?ly-do=Mưa lũ"
    yield "search: a word of no reason", f"{page}?ly-do=động đất"
    yield "search: a citation", f"{page}?can-cu=§6.5.b"
    yield "search: a citation of nothing", f"{page}?can-cu=QĐ 26/2026"
    yield (
        "search: person, district, year",
        (f"{page}?nguoi={someone.username}&don-vi={district}&tu=2025-01-01&den=2025-12-31"),
    )
    yield "search: the 900,000th record on", f"{page}?sau={_deep(Record)}"
    yield "oddities: a month", f"{reverse('oddities')}?tu=2025-11-01&den=2025-11-30"
    yield "oddities: a year", f"{reverse('oddities')}?tu=2025-01-01&den=2025-12-31"
    last = Dossier.objects.filter(cycle__year=2025).order_by("pk").values_list("code", flat=True)
    lot = f"so=20&hat-giong=x&nam=2025&den-ma={last.last()}"
    yield "sample of 20 by lot", f"{reverse('sample')}?{lot}"
    story = reverse("story", args=[Dossier.objects.get(code=code).public_id])
    yield "a dossier's story", story
    yield "the story, at a past moment", f"{story}?luc=2022-11-01T10:00"
    yield "the desk", reverse("audit")


def _deep(model: Any) -> str:
    from forms.record_search import place_words
    from processes.queries.audit.records import Place

    pk, at = model.objects.order_by("-at", "-pk").values_list("pk", "at")[900_000:900_001][0]
    return place_words(Place(at, pk))


def _measured(client: Any, address: str) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from benchmarks.filling import NOW
    from processes.services import clock

    took = []
    with clock.standing_at(NOW):
        for _n in range(REPEATS):
            began = time.perf_counter()
            answer = client.get(address)
            took.append(1000 * (time.perf_counter() - began))
            if answer.status_code != 200:  # noqa: PLR2004 - OK
                raise SystemExit(f"{address}: {answer.status_code}")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
    number = answer.context.get("number")
    found = "" if number is None else f"{'> ' if answer.context['is_more'] else ''}{number:,}"
    return f"{median(took):.0f} | {len(queries)} | {found} |"


if __name__ == "__main__":
    main()
