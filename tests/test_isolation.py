"""For every address, every role and a dossier that is not theirs: nothing, and not even that it exists."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver, reverse

from processes.flows.duties import complete, plan_duties
from processes.models import (
    Document,
    Dossier,
    Duty,
    Extension,
    Notice,
)
from processes.services.documents import add_document
from tests.journeys.stage import Stage
from tests.journeys.steps import PDF
from tests.play import at, dossier_in, signed_in
from tests.strangers import among_strangers

CANARIES = ("Cà phê bột", "HTX Cà phê Tân Lập", "OCOP-26-000001", "giấy tờ.pdf", "Buôn Ky")
# addresses that name no dossier: what is asked of them is that they show nothing of this one
COMMON = {
    "home", "sign_in", "dossiers", "inbox", "notices", "lifecycle", "oversight", "audit", "extend",
    "people", "person_new", "organisations", "organisation_new", "open_dossier", "sittings",
    "sitting_call", "register", "certificate_check", "preferences", "deliveries", "wordings",
    "unread", "duties", "calendar", "cycles", "working_days", "forecast",
    "targets", "quarterly", "map", "lookup", "manifest", "board_times", "pursue",
    "many", "save_view", "deputies", "listing", "readings", "own_data",
    "data_requests",
    "records", "records_csv", "oddities", "sample", "sample_csv",
    "account", "account_log", "password_change",
    "heads", "heads_json",
}  # fmt: skip
PUBLIC = ("home", "sign_in", "lifecycle", "register", "certificate_check", "calendar", "lookup",
          "manifest", "heads", "heads_json")  # fmt: skip
# these name a paper or a certificate, not a dossier: tests of their own ask who gets them
PAPERS = {
    "batch", "certificate", "certificate_qr", "certificate_paper", "decision_paper",
    "transfer_paper", "duty", "duty_report", "evidence", "target_list",
    "quarterly_file", "place", "everywhere", "board_chart", "inclusion_json", "consistency_json",
}  # fmt: skip
# these act on the person who asks, or on people: no dossier is in their reach
PERSONAL = {
    "sign_out", "act_as", "set_language", "person", "appoint", "end_appointment", "health",
    "send_again", "arrived", "wording", "sending_health", "sending_switch",
    "feed", "feed_make", "feed_revoke", "cycle", "cycle_prepare", "cycle_open", "working_day",
    "working_day_remove", "drop_view", "recall", "data_request", "own_data_copy",
    "factor", "factor_setup", "recovery_codes",
    "prove", "person_account", "admin_door", "admin_password",
}  # fmt: skip
OWN = {"organisation"}  # the administrator's
OF_DOSSIER = {
    "dossier", "step", "act", "sheet", "documents", "document", "versions", "version", "history",
    "notice", "sitting", "score", "score_sheets", "self_assessment", "advice", "sheet_paper",
    "dossier_paper", "form_paper", "sitting_paper", "referral_package", "slip", "story",
    "proof", "bundle",
}  # fmt: skip
STRANGERS = (
    "applicant elsewhere", "commune elsewhere", "district elsewhere", "council elsewhere",
    "department elsewhere", "supervisor elsewhere", "ended yesterday", "nobody", "quantri",
)  # fmt: skip
STEPS = {"step": "return_from_district", "act": "comment"}


@pytest.fixture
def stage(db: None) -> Stage:
    return among_strangers()


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    return dossier_in(stage, "rating.district_council")


def addresses(dossier: Dossier) -> dict[str, str]:
    """Every address that names the dossier or something of it."""
    pid, item = dossier.public_id, dossier.agenda.get()
    return {
        "dossier": reverse("dossier", args=[pid]),
        "step": reverse("step", args=[pid, STEPS["step"]]),
        "act": reverse("act", args=[pid, STEPS["act"]]),
        "sheet": reverse("sheet", args=[pid, "rating"]),
        "documents": reverse("documents", args=[pid]),
        "document": reverse("document", args=[dossier.documents.first().public_id]),
        "versions": reverse("versions", args=[pid]),
        "version": reverse("version", args=[pid, "idea", 1]),
        "history": reverse("history", args=[pid]),
        "notice": reverse("notice", args=[_told(dossier).pk]),
        "sitting": reverse("sitting", args=[item.sitting.public_id]),
        "score": reverse("score", args=[item.public_id]),
        "score_sheets": reverse("score_sheets", args=[item.public_id]),
        "self_assessment": reverse("self_assessment", args=[pid]),
        "advice": reverse("advice", args=[pid]),
        "sheet_paper": reverse("sheet_paper", args=[item.sheets.latest("pk").pk, "docx"]),
        "dossier_paper": reverse("dossier_paper", args=[pid, "tiep-nhan", "docx"]),
        "form_paper": reverse("form_paper", args=[pid, "rating", 1, "docx"]),
        "sitting_paper": reverse(
            "sitting_paper", args=[item.sitting.public_id, "giay-moi", "docx"]
        ),
        "referral_package": reverse("referral_package", args=[pid]),
        "slip": reverse("slip", args=[pid]),
        "story": reverse("story", args=[pid]),
        "proof": reverse("proof", args=[pid]),
        "bundle": reverse("bundle", args=[pid]),
    }


def _told(dossier: Dossier) -> Notice:
    """What the applicant was told of the dossier."""
    notice = Notice.objects.filter(dossier=dossier, user__username="chuthe").first()
    assert notice is not None
    return notice


def test_every_address_is_spoken_for_here() -> None:
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert named == COMMON | PERSONAL | OWN | OF_DOSSIER | PAPERS


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_to_a_dossier_finds_nothing(stage: Stage, dossier: Dossier, who: str) -> None:
    client, pages = signed_in(stage, who), addresses(dossier)
    before = Dossier.objects.values().get(pk=dossier.pk)

    for name in sorted(OF_DOSSIER):
        url = pages[name]
        nowhere = url.replace(str(dossier.public_id), str(uuid4()))
        with at(6, 8):
            got, posted = client.get(url), client.post(url, {"reason": "x", "key": str(uuid4())})
            absent = client.get(nowhere)

        assert (name, got.status_code) == (name, 404)
        assert (name, posted.status_code in (404, 405)) == (name, True)
        if nowhere != url:
            assert _body(got) == _body(absent), name
    assert Dossier.objects.values().get(pk=dossier.pk) == before


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_to_an_office_finds_nothing_of_its_duties(stage: Stage, who: str) -> None:
    plan_duties(stage.cycle)
    owed = Duty.objects.get(unit=stage.commune, key="annual_plan")
    with at(2, 10):
        file = ContentFile(PDF, name="giấy tờ.pdf")
        done = complete(owed, "Cà phê bột ở Buôn Ky", [file], by=stage.people["xa"])
    report = Duty.objects.get(unit=stage.district, key="quarterly_report", period="Q1")
    pages = [
        reverse("duty", args=[done.public_id]),
        reverse("duty", args=[report.public_id]),
        reverse("duty_report", args=[report.public_id, "docx"]),
        reverse("evidence", args=[done.evidence.get().public_id]),
    ]
    before = list(Duty.objects.order_by("pk").values())

    client = signed_in(stage, who)
    with at(6, 8):
        got = [client.get(url) for url in pages]
        sent = [client.post(url, {"complete": "", "content": "x"}) for url in pages]
        lists = [client.get(reverse("duties"), {"stand": s}) for s in ("late", "done")]
        chosen = client.get(reverse("duties"), {"stand": "done", "unit": stage.commune.pk})

    assert [answer.status_code for answer in got] == [404] * 4
    assert {answer.status_code for answer in sent} <= {404, 405}
    told = "".join(page.content.decode() for page in (*lists, chosen))
    assert [str(one.public_id) in told for one in (done, report)] == [False, False]
    assert list(Duty.objects.order_by("pk").values()) == before


def _body(response: Any) -> str:
    """The page without what differs at every request."""
    text = response.content.decode()
    parts = text.split("csrfmiddlewaretoken")
    kept = "".join(p.partition('">')[2] if n else p for n, p in enumerate(parts))
    return "".join(line for line in kept.splitlines() if 'name="next"' not in line)


@pytest.mark.parametrize("who", STRANGERS)
def test_no_list_search_or_count_shows_a_stranger_anything(
    stage: Stage, dossier: Dossier, who: str
) -> None:
    client = signed_in(stage, who)
    queries = ("", "?q=ca+phe", "?q=000001", "?state=rating", "?tab=elsewhere")

    with at(6, 8):
        seen = [
            client.get(reverse(name) + query).content.decode()
            for name in sorted(COMMON)
            for query in queries
        ]

    mine = CANARIES if who != "quantri" else tuple(c for c in CANARIES if not c.startswith("HTX"))
    assert [word for word in mine if any(word in page for page in seen)] == []


def test_somebody_who_is_not_signed_in_is_sent_to_the_door(dossier: Dossier) -> None:
    answers = {name: Client().get(url) for name, url in addresses(dossier).items()}
    sent = {n: (a.status_code, a.get("Location", "").partition("?")[0]) for n, a in answers.items()}

    assert sent == dict.fromkeys(OF_DOSSIER, (302, "/dang-nhap/"))


@pytest.mark.parametrize("who", ["xa", "huyen", "district_1"])
def test_an_idea_that_was_not_sent_is_the_applicants_own(stage: Stage, who: str) -> None:
    dossier = dossier_in(stage, "idea.draft")

    response = signed_in(stage, who).get(reverse("dossier", args=[dossier.public_id]))

    assert response.status_code == 404


def test_a_document_that_was_not_handed_in_is_the_applicants_own(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.to_complete")
    with at(6, 9):
        file = ContentFile(PDF + b"%new", name="moi.pdf")
        by = stage.people["chuthe"]
        added = add_document(dossier, "environment", file, by=by, key=uuid4())
    url = reverse("document", args=[added.public_id])

    with at(6, 9):
        answers = [signed_in(stage, who).get(url).status_code for who in ("chuthe", "xa", "huyen")]

    assert answers == [200, 404, 404]


def test_a_document_is_handed_out_as_a_download_that_cannot_run(
    stage: Stage, dossier: Dossier
) -> None:
    document = Document.objects.filter(dossier=dossier).first()
    with at(6, 8):
        response = signed_in(stage, "huyen").get(reverse("document", args=[document.public_id]))

    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_those_whose_dossier_it_is_do_find_every_word(stage: Stage, dossier: Dossier) -> None:
    client = signed_in(stage, "huyen")
    with at(6, 8):
        names = ("dossier", "documents", "history", "version")
        seen = "".join(client.get(addresses(dossier)[n]).content.decode() for n in names)

    assert [word for word in CANARIES if word not in seen] == []


@pytest.mark.parametrize("who", STRANGERS)
def test_no_step_or_act_by_any_name_is_open_to_a_stranger(
    stage: Stage, dossier: Dossier, who: str
) -> None:
    client, pid = signed_in(stage, who), dossier.public_id
    urls = [reverse("step", args=[pid, t.name]) for t in dossier.ruleset.moving]
    urls += [reverse("act", args=[pid, a.name]) for a in dossier.ruleset.acts]
    urls += [reverse("sheet", args=[pid, key]) for key in dossier.ruleset.sheets]
    before = Dossier.objects.values().get(pk=dossier.pk)

    with at(6, 8):
        given = {"reason": "x", "text": "x", "confirmed": "on", "version": "1"}
        answers = {
            (url, method): getattr(client, method)(url, given).status_code
            for url in urls
            for method in ("get", "post")
        }

    assert {asked: code for asked, code in answers.items() if code != 404} == {}
    assert Dossier.objects.values().get(pk=dossier.pk) == before


@pytest.mark.parametrize("who", [*STRANGERS, ""])
def test_what_a_stranger_sends_to_a_list_or_form_reaches_nothing(
    stage: Stage, dossier: Dossier, who: str
) -> None:
    client = signed_in(stage, who) if who else Client()
    before = Dossier.objects.values().get(pk=dossier.pk)
    given = {
        "product": dossier.product_id,
        "window": "ideas",
        "unit": dossier.commune_id,
        "closes_on": "2026-12-01",
        "reason": "x",
    }

    with at(3, 8):
        pages = [
            client.post(reverse(name), given)
            for name in sorted(COMMON - {"people", "organisations", "sign_in"})
        ]

    assert {p.status_code for p in pages} <= {200, 302, 403, 404, 405, 422}
    text = "".join(p.content.decode() for p in pages)
    mine = CANARIES if who != "quantri" else CANARIES[:1] + CANARIES[2:]
    assert [word for word in mine if word in text] == []
    assert Dossier.objects.count() == 1
    assert not Extension.objects.exists()
    assert Dossier.objects.values().get(pk=dossier.pk) == before


def test_who_is_not_signed_in_reads_public_pages_and_sends_nothing(dossier: Dossier) -> None:
    client, public = Client(), {*PUBLIC}
    before = Dossier.objects.values().get(pk=dossier.pk)
    with at(6, 8):
        got = {name: client.get(reverse(name)) for name in COMMON}
        sent = [client.post(url, {"reason": "x"}) for url in addresses(dossier).values()]

    assert {name for name, page in got.items() if page.status_code == 200} == public
    text = "".join(page.content.decode() for page in got.values())
    assert [word for word in CANARIES if word in text] == []
    ways_in = [p.get("Location", "").partition("?")[0] for p in sent if p.status_code != 403]
    assert set(ways_in) <= {"/dang-nhap/"}  # else 403: what was typed, and the way to sign in
    assert Dossier.objects.values().get(pk=dossier.pk) == before


@pytest.mark.parametrize("who", [*STRANGERS, "huyen", "tinh", "kiemtoan"])
def test_the_admin_is_closed_to_everybody_but_staff(stage: Stage, who: str) -> None:
    answers = [
        signed_in(stage, who).get(f"/quan-tri/{at_}").status_code
        for at_ in ("", "processes/unit/", "processes/dossier/", "processes/organisation/")
    ]

    assert set(answers) <= {302, 403, 404}
