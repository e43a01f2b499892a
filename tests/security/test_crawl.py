"""Every address that the configuration knows, by every method, for everybody who has no business there.

The addresses are not listed here: they are found, and what an address asks for is filled in from the
dossier that must not be seen. A page that is added tomorrow is asked too, or this file says what it
cannot fill in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from processes.flows.duties import complete, plan_duties
from processes.models import (
    AccountEntry,
    Appointment,
    Certificate,
    Delivery,
    Document,
    Dossier,
    Draft,
    Duty,
    Extension,
    Notice,
    Organisation,
    Record,
    SavedView,
    User,
)
from tests.journeys.stage import Stage
from tests.journeys.steps import PDF
from tests.play import at, dossier_in, signed_in
from tests.strangers import among_strangers
from tests.test_isolation import CANARIES, PUBLIC, STEPS, STRANGERS

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
WRITTEN = (Appointment, Certificate, Document, Draft, Duty, Extension, Organisation, Record, User)


@dataclass(frozen=True)
class Address:
    """One address of the configuration."""

    name: str
    asks: tuple[str, ...]


def found(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Walk the configuration."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name is None:
            assert spaces == ("admin",)  # it only leads on to a page that has a name
        elif isinstance(pattern, URLPattern):
            name = ":".join((*spaces, str(pattern.name)))
            yield Address(name, tuple(pattern.pattern.converters) or _groups(pattern))
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from found(pattern, inner)


def _groups(pattern: URLPattern) -> tuple[str, ...]:
    regex = getattr(pattern.pattern, "regex", None)
    return tuple(regex.groupindex) if regex else ()


def test_the_walk_finds_every_name_that_the_configuration_has() -> None:
    names = {a.name for a in found() if ":" not in a.name}

    assert names == {name for name in get_resolver().reverse_dict if isinstance(name, str)}


@pytest.fixture
def stage(db: None) -> Stage:
    cache.clear()
    return among_strangers()


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    """A dossier before its council, with everything that can hang on one."""
    plan_duties(stage.cycle)
    owed = Duty.objects.get(unit=stage.commune, key="annual_plan")
    with at(2, 10):
        complete(owed, "Cà phê bột", [ContentFile(PDF, name="giấy tờ.pdf")], by=stage.people["xa"])
    made = dossier_in(stage, "rating.district_council")
    SavedView.objects.create(owner=stage.people["huyen"], name="Cà phê bột", query="q=x")
    return made


def filled(dossier: Dossier, stage: Stage) -> dict[str, dict[str, Any]]:
    """What an address is given, by the name of the address or of what it asks for."""
    item, pid = dossier.agenda.get(), dossier.public_id
    duty = Duty.objects.get(unit=stage.commune, key="annual_plan")
    notice = Notice.objects.filter(dossier=dossier, user__username="chuthe").first()
    delivery = Delivery.objects.filter(notice__dossier=dossier).first()
    assert notice is not None
    person = stage.people["huyen"].user
    return {
        "": {
            "public_id": pid, "kind": "docx", "year": 2026, "quarter": 2, "name": "x",
            "key": "x", "code": "OCOP-1", "pk": 1, "sheet": "rating", "number": 1,
            "language": "vi", "secret": "x" * 43, "object_id": "1", "app_label": "processes",
            "content_type_id": 1, "url": "x/",
        },
        "step": {"name": STEPS["step"]},
        "act": {"name": STEPS["act"]},
        "document": {"public_id": dossier.documents.first().public_id},
        "version": {"sheet": "idea"},
        "notice": {"pk": notice.pk},
        "sitting": {"public_id": item.sitting.public_id},
        "sitting_paper": {"public_id": item.sitting.public_id, "name": "giay-moi"},
        "score": {"public_id": item.public_id},
        "score_sheets": {"public_id": item.public_id},
        "sheet_paper": {"pk": item.sheets.latest("pk").pk},
        "dossier_paper": {"name": "tiep-nhan"},
        "duty": {"public_id": duty.public_id},
        "duty_report": {"public_id": duty.public_id},
        "evidence": {"public_id": duty.evidence.get().public_id},
        "place": {"code": "643"},
        "target_list": {"key": "certified"},
        "batch": {"kind": "quyet-dinh"},
        "everywhere": {"kind": "san-pham"},
        "organisation": {"pk": stage.organisation.pk},
        "person": {"pk": person.pk},
        "person_account": {"pk": person.pk},
        "appoint": {"pk": person.pk},
        "end_appointment": {"pk": stage.people["huyen"].pk},
        "recall": {"pk": stage.people["huyen"].pk},
        "drop_view": {"pk": SavedView.objects.get().pk},
        "send_again": {"pk": delivery.pk if delivery else 1},
        "arrived": {"pk": delivery.pk if delivery else 1},
    }  # fmt: skip


def urls(dossier: Dossier, stage: Stage) -> list[tuple[str, str]]:
    """Every address, filled in: its name and its path."""
    told = filled(dossier, stage)
    made = []
    for address in found():
        given = {k: (told[""] | told.get(address.name, {}))[k] for k in address.asks}
        made.append((address.name, reverse(address.name, kwargs=given)))
    return made


def kept(dossier: Dossier) -> dict[str, Any]:
    """What nobody here may change."""
    state: dict[str, Any] = {m.__name__: list(m.objects.order_by("pk").values()) for m in WRITTEN}
    for row in state["User"]:
        row.pop("last_login")
    return state | {"dossier": Dossier.objects.values().get(pk=dossier.pk)}


def body(response: Any) -> str:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")


# what a signed-in stranger of this kind sees of everybody: an administrator knows the applicants
ALLOWED = {"quantri": ("HTX Cà phê Tân Lập",)}
# a person's own: signing out or another language changes nothing but the own session
SELF = {"sign_out", "set_language", "act_as"}


@pytest.mark.slow
@pytest.mark.parametrize("who", [*STRANGERS, ""])
def test_no_address_by_any_method_shows_a_stranger_anything(
    stage: Stage, dossier: Dossier, who: str
) -> None:
    client = signed_in(stage, who) if who else Client()
    pages, before, leaks, broken = urls(dossier, stage), kept(dossier), [], []
    canaries = [c for c in CANARIES if c not in ALLOWED.get(who, ())]
    given = {"reason": "x", "key": str(uuid4()), "version": "1", "confirmed": "on", "next": "/"}
    with at(6, 8):
        for name, url in pages:
            for method in METHODS if name not in SELF else ("get", "head"):
                if who == "quantri" and method == "post" and name in ADMINISTERS:
                    continue
                response = getattr(client, method)(url, given if method == "post" else None)
                text = body(response)
                leaks += [(name, method, c) for c in canaries if c in text]
                broken += [(name, method)] if response.status_code >= 500 else []
    broken = [one for one in broken if one[0] != "sending_health"]  # 503: nothing sends here

    assert (leaks, broken) == ([], [])
    assert kept(dossier) == before


def test_the_same_walk_shows_every_word_to_those_whose_dossier_it_is(
    stage: Stage, dossier: Dossier
) -> None:
    client = signed_in(stage, "huyen")
    with at(6, 8):
        text = "".join(body(client.get(url)) for _name, url in urls(dossier, stage))

    assert [word for word in CANARIES if word not in text] == []


# what an administrator is there to change: people, appointments, applicants, never a dossier
ADMINISTERS = {"end_appointment", "person_account", "organisation"}


def test_who_is_not_signed_in_is_shown_public_pages_alone(stage: Stage, dossier: Dossier) -> None:
    client = Client()
    with at(6, 8):
        shown = {name for name, url in urls(dossier, stage) if client.get(url).status_code == 200}

    assert shown == {*PUBLIC, "health"}


@pytest.mark.parametrize("method", ["options", "put", "patch", "delete", "trace"])
def test_methods_that_no_page_has_change_nothing_for_anybody(
    stage: Stage, dossier: Dossier, method: str
) -> None:
    client, before, answers = signed_in(stage, "huyen"), kept(dossier), {}
    with at(6, 8):
        for name, url in urls(dossier, stage):
            answers[name] = getattr(client, method)(url).status_code

    taken = {name: code for name, code in answers.items() if code not in (302, 403, 404, 405)}
    assert (taken if method != "options" else {}, kept(dossier)) == ({}, before)


@pytest.mark.parametrize("who", ["", "chuthe", "huyen", "quantri"])
def test_every_address_refuses_what_is_sent_without_the_pages_token(
    stage: Stage, dossier: Dossier, who: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    if who:
        client.force_login(stage.people[who].user)
    before = kept(dossier)
    with at(6, 8):
        answers = {
            n: client.post(url, {"reason": "x"}).status_code for n, url in urls(dossier, stage)
        }

    assert {name: code for name, code in answers.items() if code != 403} == {}
    assert kept(dossier) == before


def test_nothing_here_writes_into_somebodys_log(stage: Stage, dossier: Dossier) -> None:
    client = signed_in(stage, "commune elsewhere")
    with at(6, 8):
        for _name, url in urls(dossier, stage):
            client.get(url)

    assert AccountEntry.objects.count() == 0
