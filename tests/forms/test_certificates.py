"""The public register and the check of a certificate: real, expired, revoked or unknown."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from forms.views import certificates as pages
from processes.engine import Refused
from processes.models import Certificate, Cycle, Revocation, Standing
from processes.queries.certificates import expiring, find, next_numbers, of_standing
from processes.services.move import move
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, take

REVOKE = {"cause": "quality", "paper_number": "9/QĐ", "paper_on": "2026-09-01", "reason": "Vi phạm"}


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def certificate(stage: Stage) -> Certificate:
    """Four stars from 10 July 2026 to 9 July 2029."""
    dossier = dossier_in(stage, "rating.awaiting_decision")
    with at(7, 10):
        take(stage, dossier, "issue_decision", paper_on="2026-07-10")
    return Certificate.objects.get()


def page(name: str, *args: str, **given: str) -> str:
    return Client().get(reverse(name, args=args), given).content.decode()


def test_anybody_sees_that_a_certificate_is_in_force(certificate: Certificate) -> None:
    with at(8, 1):
        text = page("certificate", certificate.code)

    assert ("Còn hiệu lực" in text, "09/07/2029" in text, "Cà phê bột" in text) == (
        True,
        True,
        True,
    )


def test_nothing_personal_and_no_score_is_shown(certificate: Certificate) -> None:
    with at(8, 1):
        html = page("certificate", certificate.code)

    # what is read: addresses and tokens hold figures by chance, and so may the public code
    text = strip_tags(html.partition("<main")[2]).replace(certificate.code, "")
    assert "Cà phê bột" in text
    assert [w for w in ("0905123456", "Người", "87") if w in text] == []


def test_an_expired_certificate_says_so(certificate: Certificate) -> None:
    Certificate.objects.update(valid_until=date(2026, 7, 31))
    with at(8, 1):
        assert "Hết hiệu lực" in page("certificate", certificate.code)


def revoked(stage: Stage, certificate: Certificate) -> None:
    with at(9, 1):
        by = stage.people["lanhdao"]
        move(certificate.dossier_id, "revoke_certificate", by=by, key=uuid4(), given=REVOKE)


def test_a_revoked_certificate_gives_paper_and_cause(
    stage: Stage, certificate: Certificate
) -> None:
    revoked(stage, certificate)
    with at(9, 2):
        text = page("certificate", certificate.code)

    assert ("Đã thu hồi" in text, "9/QĐ" in text, "an toàn thực phẩm" in text) == (True, True, True)


def test_the_reason_of_a_revocation_is_not_public(stage: Stage, certificate: Certificate) -> None:
    revoked(stage, certificate)
    with at(9, 2):
        assert "Vi phạm" not in page("certificate", certificate.code)


def test_a_certificate_is_revoked_once(stage: Stage, certificate: Certificate) -> None:
    revoked(stage, certificate)
    with pytest.raises(Refused, match="đã bị thu hồi"):
        revoked(stage, certificate)
    assert Revocation.objects.count() == 1


def test_an_unknown_number_is_a_404_with_advice(certificate: Certificate) -> None:
    answer = Client().get(reverse("certificate_check"), {"so": "OCOP-9"})

    assert (answer.status_code, "Không có giấy chứng nhận này" in answer.content.decode()) == (
        404,
        True,
    )


@pytest.mark.parametrize("change", [str.lower, str.upper, lambda s: f" {s[:2]} {s[2:]} "])
def test_a_number_or_code_is_found_however_it_is_written(
    certificate: Certificate, change: object
) -> None:
    asked = [change(certificate.number), change(certificate.code)]  # type: ignore[operator]

    assert [find(a) for a in asked] == [certificate] * 2


def test_the_qr_is_a_drawing_of_the_address(certificate: Certificate) -> None:
    answer = Client().get(reverse("certificate_qr", args=[certificate.code]))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, True),
        ({"q": "ca phe tan lap"}, True),
        ({"q": "mật ong"}, False),
        ({"sao": "4"}, True),
        ({"sao": "3"}, False),
        ({"hieu-luc": "valid"}, True),
        ({"hieu-luc": "revoked"}, False),
        ({"huyen": "643"}, True),
        ({"huyen": "000"}, False),
    ],
)
def test_the_register_is_searched_without_marks_and_narrowed(
    certificate: Certificate, asked: dict[str, str], found: bool
) -> None:
    with at(8, 1):
        assert (certificate.number in page("register", **asked)) is found


def test_numbers_go_on_from_the_highest_of_the_year(certificate: Certificate) -> None:
    Certificate.objects.update(number="OCOP-66-2026-0041")

    assert next_numbers(2026, 2) == ["OCOP-66-2026-0042", "OCOP-66-2026-0043"]
    assert next_numbers(2027, 1) == ["OCOP-66-2027-0001"]


@pytest.mark.parametrize(("days", "told"), [(30, True), (29, False)])
def test_what_expires_soon_can_be_asked(certificate: Certificate, days: int, told: bool) -> None:
    assert expiring(date(2029, 6, 10), days).exists() is told


def issued(stage: Stage, name: str, number: str) -> Certificate:
    """Write a certificate of 10 July 2026 down, without the way that leads to it."""
    dossier = dossier_in(stage, "idea.at_commune", name)
    return Certificate.objects.create(
        dossier=dossier,
        number=number,
        decision_number="12/QĐ",
        decision_on=date(2026, 7, 10),
        star=4,
        valid_until=date(2029, 7, 9),
        record=dossier.records.last(),
    )


@pytest.mark.parametrize(
    "asked",
    [
        "OCOP66 2026 0001",
        "ocop6620260001",
        "OCOP–66–2026–0001",
        " OCOP-66-2026-0001\0",
        "OCOP\u00a066 2026\t0001",
    ],
)
def test_a_number_is_found_with_other_dashes_or_none(stage: Stage, asked: str) -> None:
    one = issued(stage, "Cà phê bột", "OCOP-66-2026-0001")

    assert find(asked) == one


def test_of_two_numbers_alike_only_the_exact_one_is_found(stage: Stage) -> None:
    first, second = issued(stage, "Cà phê", "OCOP-1-12"), issued(stage, "Mật ong", "OCOP-11-2")

    assert [find(n) for n in ("ocop-1-12", "OCOP-11-2", "OCOP112")] == [first, second, None]


@pytest.mark.parametrize("asked", ["", " ", "-", "\0"])
def test_asking_for_nothing_finds_nothing(stage: Stage, asked: str) -> None:
    issued(stage, "Cà phê bột", "-")

    assert find(asked) is None


def test_what_is_found_leads_to_the_page_of_its_code(stage: Stage) -> None:
    found = issued(stage, "Cà phê bột", "OCOP-66-2026-0001")
    answer = Client().get(reverse("certificate_check"), {"so": "ocop66 2026 0001"})

    assert (answer.status_code, answer["Location"]) == (302, f"/chung-nhan/{found.code}/")


DAYS = [date(2026, 7, 9), date(2026, 7, 10), date(2027, 1, 1), date(2029, 7, 9), date(2029, 7, 10)]


@pytest.mark.parametrize("revoked_on", [None, date(2026, 7, 10), date(2027, 1, 1)])
def test_the_query_and_the_certificate_agree_on_how_it_stands(
    stage: Stage, revoked_on: date | None
) -> None:
    one = issued(stage, "Cà phê bột", "OCOP-1")
    if revoked_on:
        Revocation.objects.create(certificate=one, paper_on=revoked_on, record=one.record)
    one.refresh_from_db()
    found = [
        [s for s in Standing if of_standing(Certificate.objects.all(), s, day).exists()]
        for day in DAYS
    ]

    assert found == [[one.standing(day)] for day in DAYS]


def test_a_revocation_is_not_told_before_its_day(stage: Stage) -> None:
    one = issued(stage, "Cà phê bột", "OCOP-1")
    Revocation.objects.create(
        certificate=one, paper_on=date(2026, 9, 1), paper_number="9/QĐ", record=one.record
    )
    with at(8, 31):
        text = page("certificate", one.code)

    assert [w for w in ("Còn hiệu lực", "Thu hồi", "9/QĐ") if w in text] == ["Còn hiệu lực"]


def test_the_register_gives_no_last_day_to_what_is_revoked(stage: Stage) -> None:
    one = issued(stage, "Cà phê bột", "OCOP-1")
    with at(8, 1):
        before = "09/07/2029" in page("register")
        Revocation.objects.create(
            certificate=one, paper_on=date(2026, 7, 20), paper_number="9/QĐ", record=one.record
        )
        after = "09/07/2029" in page("register")

    assert (before, after) == (True, False)


def test_training_data_is_marked_on_both_pages(stage: Stage) -> None:
    one = issued(stage, "Cà phê bột", "OCOP-1")
    marks = ("không phải giấy chứng nhận thật", '<span class="tag tag-soon">Dữ liệu huấn luyện<')
    shown = []
    for is_training in (False, True):
        Cycle.objects.update(is_training=is_training)
        with at(8, 1):
            texts = (page("certificate", one.code), page("register"))
        shown.append([mark in text for mark, text in zip(marks, texts, strict=True)])

    assert shown == [[False, False], [True, True]]


def test_the_pages_of_the_register_hold_each_product_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [issued(stage, name, name) for name in ("Cà phê", "Mật ong", "Tiêu")]
    monkeypatch.setattr(pages, "PAGE", 2)
    with at(8, 1):
        asked = [Client().get(reverse("register"), {"page": n}) for n in (1, 2)]

    assert [row[0] for answer in asked for row in answer.context["rows"]] == rows[::-1]


@pytest.mark.parametrize(
    "given", [{"q": "a " * 1500}, {"q": "\0"}, {"sao": "45"}, {"huyen": "\0"}, {"page": "x"}]
)
@pytest.mark.django_db
def test_nothing_typed_into_the_address_breaks_the_register(given: dict[str, str]) -> None:
    assert Client().get(reverse("register"), given).status_code == 200


def test_a_star_that_does_not_exist_narrows_nothing(stage: Stage) -> None:
    issued(stage, "Cà phê bột", "OCOP-1")

    assert len(Client().get(reverse("register"), {"sao": "45"}).context["rows"]) == 1


def test_every_public_page_says_how_long_it_may_be_kept_and_takes_no_post(stage: Stage) -> None:
    code = issued(stage, "Cà phê bột", "OCOP-1").code
    asked = [("register", []), ("certificate_check", []), ("certificate", [code])]
    urls = [reverse(name, args=args) for name, args in [*asked, ("certificate_qr", [code])]]

    kept = [Client().head(url)["Cache-Control"] for url in urls]
    assert kept == [*["no-cache"] * 3, "max-age=86400, public"]
    assert [Client().post(url).status_code for url in urls] == [405] * 4


@pytest.mark.parametrize("name", ["certificate", "certificate_qr"])
@pytest.mark.django_db
def test_an_unknown_code_is_a_404(name: str) -> None:
    assert Client().get(reverse(name, args=["KHONGCO234"])).status_code == 404


@pytest.mark.django_db
def test_the_way_in_offers_the_check_and_the_register() -> None:
    text = page("home")
    offered = [
        reverse(name) in text.partition("<footer")[0] for name in ("register", "certificate_check")
    ]

    assert offered == [True, True]
