"""The heaviest steps ask again who is there, and lose nothing that was typed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.models import Dossier
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import accounts
from tests.journeys.stage import PASSWORD, Stage
from tests.play import again, at, dossier_in
from tests.security.people import came_in, code, log, telephone
from tests.security.test_sessions import aged

GIVEN = {"paper_number": "12/QĐ-UBND", "paper_on": "2026-07-10", "certificate_number": "OCOP-1"}


def test_these_steps_and_no_others_ask_again_who_is_there() -> None:
    rules = RULESETS["dl_2022"]
    asked = {row.name for row in (*rules.transitions, *rules.acts) if row.proves}

    assert asked == {"issue_decision", "refer_national", "revoke_certificate"}


def test_every_step_of_the_leader_that_goes_out_asks() -> None:
    steps = [t for t in RULESETS["dl_2022"].transitions if t.by == Role.PROVINCE_LEADER]

    assert [t.name for t in steps if not t.proves] == []


@pytest.fixture
def waiting(stage: Stage) -> Dossier:
    return dossier_in(stage, "rating.awaiting_decision")


def late(stage: Stage, who: str = "lanhdao") -> Client:
    """Somebody who gave the password six minutes ago."""
    return aged(came_in(stage, who), proved=6 * 60)


def decide(client: Client, dossier: Dossier, **given: str) -> Any:
    with at(7, 10):
        return client.post(
            reverse("step", args=[dossier.public_id, "issue_decision"]), GIVEN | given
        )


def test_right_after_signing_in_the_decision_asks_nothing_more(
    stage: Stage, waiting: Dossier
) -> None:
    decide(came_in(stage, "lanhdao"), waiting)

    assert again(waiting).state == "end.certified"


def test_later_the_page_of_the_decision_asks_for_it(stage: Stage, waiting: Dossier) -> None:
    with at(7, 10):
        page = late(stage).get(reverse("step", args=[waiting.public_id, "issue_decision"]))

    assert "password_now" in page.context["form"].fields


def test_later_nothing_is_decided_without_it_and_what_was_typed_stays(
    stage: Stage, waiting: Dossier
) -> None:
    response = decide(late(stage), waiting)

    page = response.content.decode()
    assert (response.status_code, again(waiting).state, 'value="12/QĐ-UBND"' in page) == (
        422,
        "rating.awaiting_decision",
        True,
    )


@pytest.mark.parametrize("word", ["sai-mat-khau-2026", "000000", " "])
def test_a_wrong_word_decides_nothing(stage: Stage, waiting: Dossier, word: str) -> None:
    telephone(stage.people["lanhdao"].user)

    response = decide(late(stage), waiting, password_now=word)

    assert (response.status_code, again(waiting).state) == (422, "rating.awaiting_decision")


def test_the_password_is_such_a_proof(stage: Stage, waiting: Dossier) -> None:
    decide(late(stage), waiting, password_now=PASSWORD)

    assert again(waiting).state == "end.certified"


def test_a_code_of_the_telephone_is_such_a_proof(stage: Stage, waiting: Dossier) -> None:
    telephone(stage.people["lanhdao"].user)

    decide(late(stage), waiting, password_now=code())

    assert again(waiting).state == "end.certified"


def test_the_word_is_never_sent_back(stage: Stage, waiting: Dossier) -> None:
    page = decide(late(stage), waiting, password_now="sai-mat-khau-2026").content.decode()

    assert "sai-mat-khau-2026" not in page


def test_it_is_not_shown_again_after_the_session_ended(stage: Stage, waiting: Dossier) -> None:
    page = decide(Client(), waiting, password_now=PASSWORD).content.decode()

    assert (PASSWORD in page, "12/QĐ-UBND" in page) == (False, True)


def test_wrong_words_lock_as_at_the_door(stage: Stage, waiting: Dossier) -> None:
    client = late(stage)
    for _ in range(6):
        last = decide(client, waiting, password_now="sai-mat-khau-2026")

    assert (last.status_code, sorted(log(stage, "lanhdao"))) == (
        422,
        ["failed"] * 5 + ["locked", "signed_in"],
    )


def test_a_decision_over_many_asks_too(stage: Stage, waiting: Dossier) -> None:
    client, url = late(stage), reverse("batch", args=["quyet-dinh"])
    given = {"dossier": [str(waiting.public_id)], **GIVEN}
    with at(7, 10):
        first = client.post(url, given)
        second = client.post(url, given | {"password_now": PASSWORD})

    assert (first.status_code, second.status_code, again(waiting).state) == (
        422,
        302,
        "end.certified",
    )


def test_new_recovery_codes_ask_first(stage: Stage) -> None:
    user = stage.people["xa"].user
    telephone(user)

    asked = late(stage, "xa").post(reverse("recovery_codes"))

    assert (asked.status_code, user.recovery_codes.count()) == (403, 0)


def test_with_the_answer_they_are_made(stage: Stage) -> None:
    telephone(stage.people["xa"].user)

    made = late(stage, "xa").post(
        reverse("recovery_codes"), {"password_now": PASSWORD}, follow=True
    )

    assert len(made.context["codes"]) == 10


def test_what_was_wanted_is_done_with_the_answer(stage: Stage) -> None:
    user = stage.people["xa"].user
    client, address = late(stage, "quantri"), reverse("person_account", args=[user.pk])
    asked = client.post(address, {"do": "withdraw"})

    client.post(address, dict(asked.context["sent"]) | {"password_now": PASSWORD})

    user.refresh_from_db()
    assert not user.is_active


def test_a_wrong_answer_asks_again_for_the_same(stage: Stage) -> None:
    address = reverse("person_account", args=[stage.people["xa"].user.pk])

    asked = late(stage, "quantri").post(address, {"do": "withdraw", "password_now": "sai"})

    assert (asked.status_code, asked.context["sent"]) == (422, [("do", "withdraw")])


def test_no_switch_leads_away_from_what_waits(stage: Stage) -> None:
    address = reverse("person_account", args=[stage.people["xa"].user.pk])

    page = late(stage, "quantri").post(address, {"do": "withdraw"}).content.decode()

    assert reverse("set_language") not in page


def test_who_is_asked_hears_that_nothing_is_done_yet(stage: Stage) -> None:
    address = reverse("person_account", args=[stage.people["xa"].user.pk])

    page = late(stage, "quantri").post(address, {"do": "withdraw"}).content.decode()

    assert "Việc vừa chọn chưa làm; xác nhận xong hệ thống làm ngay." in page


def test_another_telephone_asks(stage: Stage, settings: Any) -> None:
    telephone(stage.people["xa"].user)
    settings.SECOND_FACTOR_REQUIRED = True
    client = came_in(stage, "xa")
    client.post(reverse("factor"), {"factor_code": code()})

    led = aged(client, proved=6 * 60).get(reverse("factor_setup"))

    assert led.url == f"{reverse('prove')}?next={reverse('factor_setup')}"


DOES = {
    "password": "password_reset",
    "factor": "factor_reset",
    "unlock": "unlocked",
    "withdraw": "withdrawn",
    "restore": "restored",
}


@pytest.mark.parametrize("what", DOES)
def test_what_an_administrator_does_is_written_down_with_by_whom(stage: Stage, what: str) -> None:
    user = stage.people["xa"].user
    came_in(stage, "quantri").post(reverse("person_account", args=[user.pk]), {"do": what})

    [entry] = user.account_entries.all()
    assert (entry.kind, entry.by) == (DOES[what], stage.people["quantri"].user)


def test_an_administrator_does_it_freshly_proven_or_not_at_all(stage: Stage) -> None:
    user = stage.people["xa"].user

    late(stage, "quantri").post(reverse("person_account", args=[user.pk]), {"do": "withdraw"})

    user.refresh_from_db()
    assert user.is_active


def test_nobody_resets_the_own_account(stage: Stage) -> None:
    user = stage.people["quantri"].user
    telephone(user)

    came_in(stage, "quantri").post(reverse("person_account", args=[user.pk]), {"do": "factor"})

    assert accounts.has_factor(user)


@pytest.mark.parametrize("who", ["chuthe", "xa", "tinh", "lanhdao", "giamsat", "kiemtoan"])
def test_nobody_but_an_administrator_touches_an_account(stage: Stage, who: str) -> None:
    user = stage.people["huyen"].user
    client = came_in(stage, who)

    answer = client.post(reverse("person_account", args=[user.pk]), {"do": "withdraw"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("kiemtoan", 200), ("quantri", 200), ("tinh", 404), ("giamsat", 404)]
)
def test_the_log_of_all_accounts_is_the_auditors_and_the_administrators(
    stage: Stage, who: str, status: int
) -> None:
    assert came_in(stage, who).get(reverse("account_log")).status_code == status


def test_the_log_is_found_by_name_and_kind(stage: Stage) -> None:
    came_in(stage, "xa")
    client = came_in(stage, "kiemtoan")

    page = client.get(reverse("account_log"), {"q": "xa", "kind": "signed_in"})

    assert [e.user for e in page.context["page"]] == [stage.people["xa"].user]


def test_a_kind_that_there_is_not_lists_nothing_and_is_named(stage: Stage) -> None:
    came_in(stage, "xa")
    client = came_in(stage, "kiemtoan")

    page = client.get(reverse("account_log"), {"q": "xa", "kind": "x"})

    shown = page.context
    assert (page.status_code, list(shown["page"]), shown["unknown"]) == (422, [], ["Việc: x"])


def test_ones_own_page_shows_ones_own_log_alone(stage: Stage) -> None:
    came_in(stage, "huyen")

    page = came_in(stage, "xa").get(reverse("account"))

    assert {e.user for e in page.context["entries"]} == {stage.people["xa"].user}
