"""The public register and the check of a certificate: real, expired, revoked or unknown."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from processes.engine import Refused
from processes.models import Certificate, Revocation
from processes.queries.certificates import expiring, find, next_numbers
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
        text = page("certificate", certificate.code)

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
