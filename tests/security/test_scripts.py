"""What somebody types is shown as it was typed, and never becomes part of the page.

Two ways: the forms are filled in as people fill them in; then every column of words in the whole
database is set to what an attacker would write, whatever way it could have got there, and every page is
read by everybody who may.
"""

import json
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from processes.flows.duties import plan_duties
from processes.models import CriteriaEdition, Draft, Record, RecordDetail, Version
from processes.services import walls
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, signed_in
from tests.test_every_page import EVERY_ROLE
from tests.test_isolation import COMMON, addresses

PAYLOADS = (
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext></form><img src onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<style>@import'//khac.example'</style>",
    "<link rel=stylesheet href=//khac.example>",
    "<base href=//khac.example>",
    "<meta http-equiv=refresh content=0;url=//khac.example>",
    "<form action=//khac.example><button>",
    "<object data=//khac.example>",
    "--><img src=x onerror=alert(1)><!--",
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)',
    '"><script>alert(1)</script>',
    "'\"><img src=x onerror=alert(1)>",
    "{{ 7|add:7 }}{% load x %}",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
)
# a record's body has codes alone and is the chain's; what is JSON besides is left to ``spoilt``
JSON = {(Record, "body")}
# so that a page that is slow to make is made five times and not twenty-five
GROUPS = [PAYLOADS[n : n + 5] for n in range(0, len(PAYLOADS), 5)]
WORDS = {"full_name", "name", "text", "reason", "comment", "about", "place", "address", "subject",
         "body", "title", "label", "opinion", "note", "error"}  # fmt: skip


STRANGE = {"iframe", "object", "base", "math", "mtext", "style", "embed"}


class Reader(HTMLParser):
    """Collects what a browser would run, load or be led by that no page of ours has."""

    def __init__(self) -> None:
        """Nothing found yet."""
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        told = {name: (value or "").strip().lower() for name, value in attrs}
        runs = any(name.startswith("on") for name in told)
        inline = tag == "script" and not told.get("src", "").startswith("/static/")
        leads = any(value.startswith(("javascript:", "//khac")) for value in told.values())
        refreshes = tag == "meta" and told.get("http-equiv") == "refresh"
        if runs or inline or leads or refreshes or tag in STRANGE:
            self.found.append(self.get_starttag_text() or tag)


def bad(page: str) -> list[str]:
    """Return the tags of a page that are not ours."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.found


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if "{{" not in p and "<scr<" not in p])
def test_the_reader_finds_what_would_run(payload: str) -> None:
    """In a page, or out of the two kinds of quotes that templates put values in."""
    pages = (f"<p>{payload}</p>", f'<input value="{payload}">', f"<input value='{payload}'>")

    assert any(bad(page) for page in pages)


@pytest.fixture
def stage(db: None) -> Stage:
    built = build()
    plan_duties(built.cycle)
    return built


def columns() -> Iterator[tuple[type[models.Model], "models.Field[Any, Any]"]]:
    """Every column of free words in the database."""
    for model in set(apps.get_app_config("processes").get_models()) - {CriteriaEdition}:
        for field in model._meta.concrete_fields:
            free = isinstance(field, models.CharField | models.TextField) and not field.choices
            named = field.name in WORDS or field.name.endswith(("_name", "_text", "reason"))
            kept = (model, field.name) in JSON  # it is JSON: see ``spoilt``
            if free and not kept and not field.unique and named and not field.name.endswith("fold"):
                yield model, field


def test_there_are_many_columns_of_words() -> None:
    assert len(list(columns())) > 25


def spoilt(given: Any, text: str) -> Any:
    """Return answers with every sentence in them replaced; codes and dates stay what they are."""
    if isinstance(given, dict):
        return {key: spoilt(value, text) for key, value in given.items()}
    if isinstance(given, list):
        return [spoilt(value, text) for value in given]
    return text if isinstance(given, str) and " " in given else given


def fitting(group: tuple[str, ...], longest: int | None) -> str:
    """Return as many of them as a column of so many characters holds."""
    text = ""
    for payload in group:
        text += payload if len(text + payload) <= (longest or 10_000) else ""
    return text


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_whatever_stands_in_the_database_no_page_runs_it(
    stage: Stage, group: tuple[str, ...]
) -> None:
    dossier_in(stage, "rating.awaiting_decision", "Mật ong")
    dossier = dossier_in(stage, "rating.district_council")
    walls.drop(connection)
    for model, field in columns():
        alone = not any(field.name in c.fields for c in model._meta.total_unique_constraints)
        if alone and (text := fitting(group, field.max_length)):
            model.objects.update(**{field.name: text})
    for model in (RecordDetail, Version, Draft):
        for row in model.objects.all():
            written = isinstance(row.content, str)
            told = spoilt(json.loads(row.content) if written else row.content, "".join(group))
            model.objects.filter(pk=row.pk).update(content=json.dumps(told) if written else told)
    pages = {name: reverse(name) for name in COMMON} | addresses(dossier)
    found, shown = [], 0
    with at(6, 9):
        for who in EVERY_ROLE:
            client = signed_in(stage, who)
            for name, url in pages.items():
                answer = client.get(url)
                if answer["Content-Type"].startswith("text/html"):
                    text = answer.content.decode()
                    found += [(who, name, tag) for tag in bad(text)]
                    shown += group[0] in unescape(text)

    assert (found, shown > 50) == ([], True)


FORMS = {
    "open_dossier": ("chuthe", ("name",)),
    "person_new": ("quantri", ("full_name", "username", "phone", "email")),
    "lookup": ("", ("ma", "so_cuoi")),
    "sign_in": ("", ("username", "password")),
    "working_days": ("quantri", ("name", "source")),
    "sitting_call": ("huyen", ("place", "note")),
}


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_a_form_that_comes_back_runs_nothing_of_what_was_typed(
    stage: Stage, group: tuple[str, ...]
) -> None:
    payload = "".join(group)
    dossier = dossier_in(stage, "rating.district_council")
    draft = dossier_in(stage, "idea.draft", "Trà")
    pid = dossier.public_id
    sent = [(who, reverse(name), fields) for name, (who, fields) in FORMS.items()]
    sent += [
        ("huyen", reverse("step", args=[pid, "return_from_district"]), ("reason",)),
        ("huyen", reverse("act", args=[pid, "comment"]), ("comment", "text")),
        ("chuthe", reverse("sheet", args=[draft.public_id, "idea"]), ("core_value", "story")),
        ("", reverse("step", args=[pid, "return_from_district"]), ("reason",)),
    ]
    queries = [("tinh", reverse(n)) for n in ("dossiers", "inbox", "sittings", "oversight")]
    queries += [("kiemtoan", reverse(n)) for n in ("audit", "account_log", "dossiers")]
    queries += [("", reverse(n)) for n in ("register", "lookup", "calendar", "certificate_check")]
    found = []
    with at(6, 9):
        for who, url, fields in sent:
            client = signed_in(stage, who) if who else Client()
            given = dict.fromkeys(fields, payload) | {"key": str(uuid4()), "version": "0"}
            found += bad(client.post(url, given, follow=True).content.decode())
        for who, url in queries:
            client = signed_in(stage, who) if who else Client()
            asked = dict.fromkeys(("q", "so", "state", "district", "kind", "next", "ma"), payload)
            found += bad(client.get(url, asked).content.decode())

    assert found == []
