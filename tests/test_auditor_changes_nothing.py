"""An auditor changes nothing anywhere: whatever is sent to whatever address, every row stays.

The addresses come from the URL configuration, so that a new page cannot be forgotten.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from processes.flows.duties import plan_duties
from processes.models import Dossier, Duty, Notice
from tests.journeys.stage import Stage, build
from tests.journeys.steps import PDF
from tests.play import at, dossier_in, signed_in, take

# what an auditor has of their own: the session, how and whether to be told, what was looked at
OWN = {
    "sessions.Session", "processes.Preference", "processes.Feed", "processes.SavedView",
    "processes.SheetReading", "processes.Reading",
}  # fmt: skip
# of these rows only some columns are one's own
OWN_COLUMNS = {
    "processes.User": {"last_login", "email", "phone", "language"},
    "processes.Notice": {"read_at"},
}
METHODS = ("put", "patch", "delete")


@pytest.fixture
def stage(db: None) -> Stage:
    built = build()
    plan_duties(built.cycle)
    return built


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, but for what is the auditor's own."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if label in OWN or not model._meta.managed or model._meta.proxy:
            continue
        skipped = OWN_COLUMNS.get(label, set())
        columns = [f.attname for f in model._meta.concrete_fields if f.name not in skipped]
        found[label] = list(model._base_manager.order_by("pk").values(*columns))
    return found


def patterns(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def values(stage: Stage, dossiers: list[Dossier]) -> dict[str, list[str]]:
    """Return what may stand in each gap of an address: everything that there is."""
    ruleset = dossiers[0].ruleset
    of_dossiers = [str(d.public_id) for d in dossiers]
    of_others = [
        str(pk)
        for name in ("Document", "Sitting", "AgendaItem", "Duty", "Certificate")
        for pk in _public_ids(name)
    ]
    return {
        "dossier": of_dossiers,
        "public_id": of_others,
        "pk": [str(n) for n in range(1, 4)],
        "name": [t.name for t in ruleset.transitions] + [a.name for a in ruleset.acts],
        "sheet": ["idea"],
        "number": ["1"],
    }


def _public_ids(name: str) -> list[Any]:
    model: Any = apps.get_model("processes", name)
    fields = {f.name for f in model._meta.concrete_fields}
    if "public_id" not in fields:
        return []
    return list(model.objects.order_by("pk").values_list("public_id", flat=True)[:3])


def addresses(stage: Stage, dossiers: list[Dossier]) -> list[str]:
    """Return every address that can be put together, each gap filled with what there is."""
    known, found = values(stage, dossiers), []
    for route, _pattern in patterns(get_resolver()):
        filled = [""]
        for part in _parts(route):
            gap = part[1:-1].rpartition(":")[2] if part.startswith("<") else ""
            gap = "dossier" if gap == "public_id" and route.startswith("ho-so/") else gap
            fills = known.get(gap, ["1"]) if gap else [part]
            filled = [f + value for f in filled for value in fills]
        found += ["/" + f.lstrip("^/").replace("\\Z", "").rstrip("$") for f in filled]
    return [a for a in found if "(" not in a]


def _parts(route: str) -> Iterator[str]:
    rest = route
    while "<" in rest:
        before, _, rest = rest.partition("<")
        gap, _, rest = rest.partition(">")
        if before:
            yield before
        yield f"<{gap}>"
    if rest:
        yield rest


def given(dossiers: list[Dossier], stage: Stage) -> dict[str, Any]:
    """Return answers to whatever a form may ask."""
    dossier = dossiers[0]
    return {
        "key": str(uuid4()),
        "seen": str(dossier.version),
        "version": "0",
        "reason": "x",
        "text": "x",
        "content": "x",
        "confirmed": "on",
        "complete": "1",
        "dossier": [str(d.public_id) for d in dossiers],
        "step": "forward_idea",
        "act": "forward_idea",
        "window": "ideas",
        "unit": str(dossier.commune_id),
        "closes_on": "2026-12-01",
        "product": str(dossier.product_id),
        "user": str(stage.people["xa"].user_id),
        "username": "moi",
        "full_name": "Người mới",
        "role": "auditor",
        "from_on": "2026-01-01",
        "item": "sample_photo",
        "file": SimpleUploadedFile("x.pdf", PDF, "application/pdf"),
    }


@pytest.mark.slow
def test_nothing_that_an_auditor_sends_changes_a_row(stage: Stage) -> None:
    waiting = dossier_in(stage, "idea.at_commune", "Mật ong")
    with at(3, 5):
        take(stage, waiting, "return_idea")
    dossiers = [dossier_in(stage, "idea.at_commune", "Chè"), waiting]
    dossiers.append(dossier_in(stage, "rating.district_council"))
    urls = addresses(stage, dossiers)
    before, client, changed = rows(), signed_in(stage, "kiemtoan"), []

    with at(6, 9):
        for url in urls:
            if "/dang-xuat/" in url:
                continue  # it ends the session that everything else is asked in
            answer = client.post(url, given(dossiers, stage))
            if answer.status_code >= 500:
                changed.append((url, answer.status_code))
    after = rows()

    assert changed == []
    assert {label for label in before if before[label] != after[label]} == set()


@pytest.mark.slow
def test_other_ways_of_sending_change_nothing_either(stage: Stage) -> None:
    dossiers = [dossier_in(stage, "idea.at_commune", "Chè")]
    urls = addresses(stage, dossiers)
    before, client = rows(), signed_in(stage, "kiemtoan")

    with at(6, 9):
        for url in urls:
            if "/dang-xuat/" not in url and "/buoc/" not in url and "/viec/" not in url:
                for method in METHODS:
                    getattr(client, method)(url)

    assert {k for k, v in rows().items() if before[k] != v} == set()


def test_the_addresses_reach_the_pages_that_write(stage: Stage) -> None:
    """What the test above sends is taken by the people whose work it is."""
    dossier = dossier_in(stage, "idea.at_commune", "Chè")
    url = f"/ho-so/{dossier.public_id}/buoc/forward_idea/"
    urls = addresses(stage, [dossier])

    with at(3, 5):
        signed_in(stage, "xa").post(url, given([dossier], stage))

    assert (url in urls, Dossier.objects.get(pk=dossier.pk).state) == (True, "idea.at_district")
    assert (Duty.objects.exists(), Notice.objects.exists()) == (True, True)
