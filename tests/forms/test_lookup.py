"""The public look-up: a step, since when, until when; and nothing for whoever guesses."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from forms.limits import Limit, client_address, wait
from forms.views.lookup import OF_ADDRESS, OF_CODE
from processes.models import Dossier, Organisation, User
from processes.queries.lookup import look_up, normal_code
from processes.services import clock
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in

PAGE = "/tra-cuu/"
DIGITS = "3456"  # of the stage's organisation, 0905123456


@pytest.fixture(autouse=True)
def _no_tries_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    """Handed in on 4 March; the commune has it until 9 March."""
    return dossier_in(stage, "idea.at_commune")


def ask(code: str, digits: str = DIGITS, hour: int = 9, day: int = 5, **more: str) -> HttpResponse:
    with at(3, day, hour):
        return Client().post(PAGE, {"ma": code, "so_cuoi": digits}, **more)


class Page(HTMLParser):
    """The words of ``main``, and the values of its questions."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.words: list[str] = []
        self.values: dict[str, str] = {}
        self.inside = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside |= tag == "main"
        if tag == "input" and given.get("name") in ("ma", "so_cuoi"):
            self.values[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "main"

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.words.append(" ".join(data.split()))


def test_code_and_digits_tell_the_step_since_when_and_the_day_it_is_due(dossier: Dossier) -> None:
    assert Page(ask(dossier.code)).words[1:4] == [
        dossier.code,
        "Xã tiếp nhận ý tưởng",
        "Từ ngày 04/03/2026. Hẹn xong muộn nhất: hết thứ Hai 09/03/2026.",
    ]


def test_a_day_that_is_past_is_not_promised(dossier: Dossier) -> None:
    page = Page(ask(dossier.code, day=12))

    said = "Lẽ ra xong muộn nhất: hết thứ Hai 09/03/2026; nay đã quá hạn."
    assert page.words[3] == f"Từ ngày 04/03/2026. {said}"


def test_neither_product_nor_organisation_nor_holder_is_shown(dossier: Dossier) -> None:
    text = ask(dossier.code).content.decode()

    known = ("Cà phê bột", "HTX", "Tân Lập", "Người", "Phường", "0905", str(dossier.public_id))
    assert [word for word in known if word in text] == []


def test_a_members_own_number_opens_it_too(dossier: Dossier) -> None:
    User.objects.filter(username="chuthe").update(phone="+84 912 000 777")

    assert ask(dossier.code, "0777").status_code == 200


def test_the_number_of_somebody_who_is_no_member_does_not(dossier: Dossier) -> None:
    User.objects.filter(username="xa").update(phone="0912000777")

    assert ask(dossier.code, "0777").status_code == 404


@pytest.mark.parametrize("phone", ["", "345", "số"])
def test_without_a_whole_number_nobody_gets_in(dossier: Dossier, phone: str) -> None:
    Organisation.objects.update(phone=phone)

    assert [look_up(dossier.code, d) for d in ("", "345", " 345", "    ", DIGITS)] == [None] * 5


@pytest.mark.parametrize("written", ["ocop26000001", " OCOP 26 000001 ", "ocop-26-000001"])
def test_a_code_may_be_written_in_any_way(written: str) -> None:
    assert normal_code(written) == "OCOP-26-000001"


@pytest.mark.parametrize("written", ["", "26-000001", "OCOP-26-٠٠٠٠٠١", "OCOP-26-1", "x" * 300])
def test_what_is_no_code_is_none(written: str) -> None:
    assert normal_code(written) == ""


def anonymous(response: HttpResponse, code: str) -> str:
    """The page without the code that was typed and without what is random."""
    parts = response.content.decode().replace(code, "").split("csrfmiddlewaretoken")
    return "".join(part.partition('">')[2] if n else part for n, part in enumerate(parts))


def test_wrong_digits_and_an_unknown_code_have_one_answer(dossier: Dossier) -> None:
    wrong, unknown = ask(dossier.code, "0000"), ask("OCOP-26-999999", "0000")

    assert (wrong.status_code, anonymous(wrong, dossier.code)) == (
        unknown.status_code,
        anonymous(unknown, "OCOP-26-999999"),
    )


def test_wrong_digits_and_an_unknown_code_ask_the_database_the_same(dossier: Dossier) -> None:
    asked = []
    for code in (dossier.code, "OCOP-26-999999", "khong phai ma"):
        with CaptureQueriesContext(connection) as queries:
            look_up(code, "0000")
        asked.append([q["sql"].partition(" WHERE ")[0] for q in queries])

    assert (len(asked[0]), asked[1], asked[2]) == (2, asked[0], asked[0])


def test_the_qr_fills_in_the_code(db: None) -> None:
    page = Client().get(PAGE, {"ma": "OCOP-26-000007"})

    assert Page(page).values == {"ma": "OCOP-26-000007", "so_cuoi": ""}


def test_digits_in_an_address_are_not_read(dossier: Dossier) -> None:
    with at(3, 5):
        page = Client().get(f"{PAGE}?{urlencode({'ma': dossier.code, 'so_cuoi': DIGITS})}")

    assert Page(page).values == {"ma": dossier.code, "so_cuoi": ""}


@pytest.mark.parametrize("digits", ["", "12", "abcd", "12345", "١٢٣٤"])
def test_what_is_not_four_digits_is_said_at_the_question(dossier: Dossier, digits: str) -> None:
    response = ask(dossier.code, digits)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["so_cuoi"])


def test_what_was_never_handed_in_is_as_unknown_as_no_dossier(stage: Stage) -> None:
    draft = dossier_in(stage, "idea.draft")

    answers = [ask(code) for code in (draft.code, "OCOP-26-999999")]
    words = [Page(a).words for a in answers]
    assert ([a.status_code for a in answers], words[0]) == ([404, 404], words[1])


def test_no_answer_is_kept_by_a_browser(dossier: Dossier) -> None:
    kept = {ask(code)["Cache-Control"] for code in (dossier.code, "OCOP-26-999999")}

    assert kept == {"no-store"}


def spend(code: str, tries: int) -> None:
    for _try in range(tries):
        ask(code, "0000")


def test_after_eight_tries_at_a_code_right_digits_do_not_help_either(dossier: Dossier) -> None:
    spend(dossier.code, 8)

    response = ask(dossier.code)

    assert (response.status_code, "Xã tiếp nhận" in response.content.decode()) == (429, False)


def test_too_many_tries_are_told_until_when_and_what_was_typed_stays(dossier: Dossier) -> None:
    spend(dossier.code, 8)

    response = ask(dossier.code)

    assert (response["Retry-After"], Page(response).values) == (
        "3600",
        {"ma": dossier.code, "so_cuoi": DIGITS},
    )


def test_an_unknown_code_is_counted_as_a_known_one_is(db: None) -> None:
    spend("OCOP-26-999999", 8)

    assert ask("OCOP-26-999999").status_code == 429


def test_a_code_written_differently_is_the_same_code(dossier: Dossier) -> None:
    spend(dossier.code.replace("-", " ").lower(), 8)

    assert ask(dossier.code).status_code == 429


def test_the_next_hour_has_tries_of_its_own(dossier: Dossier) -> None:
    spend(dossier.code, 8)

    assert ask(dossier.code, hour=10).status_code == 200


def test_a_day_has_twenty_tries_at_a_code(dossier: Dossier) -> None:
    codes = [ask(dossier.code, "0000", hour=8 + n // 7).status_code for n in range(21)]

    assert codes == [404] * 20 + [429]


def test_another_address_meets_the_same_limit_of_a_code(dossier: Dossier) -> None:
    spend(dossier.code, 8)

    assert ask(dossier.code, REMOTE_ADDR="203.0.113.9").status_code == 429


def test_an_address_that_tries_many_codes_is_stopped(db: None) -> None:
    codes = [ask(f"OCOP-26-{n:06d}").status_code for n in range(OF_ADDRESS.tries + 1)]

    assert codes == [404] * OF_ADDRESS.tries + [429]


@pytest.mark.slow
def test_tries_at_many_codes_do_not_push_the_tries_at_one_out_of_the_memory(
    dossier: Dossier,
) -> None:
    """Somebody with a whole network of addresses asks for anything, to be forgotten at one code."""
    spend(dossier.code, 8)
    for n in range(400):
        ask(f"OCOP-26-{n:06d}", REMOTE_ADDR=f"2001:db8:{n:x}::1")

    assert ask(dossier.code).status_code == 429


def test_an_address_that_is_stopped_does_not_use_up_the_tries_of_a_code(dossier: Dossier) -> None:
    for n in range(OF_ADDRESS.tries + 20):
        code = dossier.code if n >= OF_ADDRESS.tries else f"OCOP-27-{n:06d}"
        ask(code, REMOTE_ADDR="203.0.113.9")

    assert ask(dossier.code).status_code == 200


def test_a_limit_counts_from_the_full_hour() -> None:
    limit = Limit("x", 2, 3600)
    with at(3, 5, 9):
        now = clock.now()

    assert [wait(limit, "a", now.replace(minute=45)) for _try in range(3)] == [0, 0, 900]


def test_no_address_and_no_code_stands_in_the_cache(dossier: Dossier) -> None:
    ask(dossier.code, REMOTE_ADDR="203.0.113.9")

    kept = " ".join(cache._cache)
    assert ("203.0.113.9" in kept, dossier.code in kept, len(cache._cache)) == (
        False,
        False,
        1 + len(OF_CODE),
    )


@pytest.mark.parametrize(
    ("proxy", "header", "address"),
    [
        (False, "198.51.100.1", "203.0.113.9"),
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (True, "", "203.0.113.9"),
        (True, "nonsense", ""),
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (True, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_only_a_trusted_proxy_says_whose_address_it_is(
    settings: object, proxy: bool, header: str, address: str
) -> None:
    settings.TRUSTED_PROXY = proxy
    more = {"HTTP_X_FORWARDED_FOR": header} if header else {}

    assert client_address(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", **more)) == address
