"""Pages of a correction: whoever asks and whoever decides each find it where they work."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from processes.models import Certificate, Dossier, Revocation
from tests.correcting import WHY, asked, corrected, do, wrong
from tests.journeys.stage import Stage, build
from tests.play import again, at, dossier_in, signed_in, take


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def page(client: Client, name: str, *args: object) -> str:
    """Return a page on the day of the wrong step, an hour after the request."""
    with at(3, 5, 11):
        return client.get(reverse(name, args=args)).content.decode()


def test_whoever_took_the_step_finds_how_to_ask(stage: Stage) -> None:
    dossier = wrong(stage, "decline_idea")
    there = reverse("act", args=[dossier.public_id, "ask_district_correction"])

    assert there in page(signed_in(stage, "huyen"), "dossier", dossier.public_id)


def test_the_inbox_of_who_decides_shows_the_request_and_its_reason(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    shown = page(signed_in(stage, "tinh"), "inbox")
    assert (dossier.code in shown, WHY["reason"] in shown) == (True, True)


def test_the_inbox_of_who_asked_shows_no_request(stage: Stage) -> None:
    asked(stage, "decline_idea")

    assert WHY["reason"] not in page(signed_in(stage, "huyen"), "inbox")


def test_the_page_of_the_correction_tells_the_one_state_it_leads_to(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    shown = page(signed_in(stage, "tinh"), "step", dossier.public_id, "correct_district_step")
    said = ("Huyện đánh giá ý tưởng" in shown, "Huyện đánh giá phương án" in shown)
    assert said == (True, False)


def test_whoever_decides_reads_the_wrong_step_and_why_it_is_to_be_taken_back(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    shown = page(signed_in(stage, "tinh"), "step", dossier.public_id, "correct_district_step")
    assert ("Không chọn ý tưởng" in shown, WHY["reason"] in shown) == (True, True)


def test_the_page_says_until_when_a_step_can_be_taken_back(stage: Stage) -> None:
    dossier = wrong(stage, "decline_idea")

    there = ("act", dossier.public_id, "ask_district_correction")
    assert "đến hết ngày 12/03/2026" in page(signed_in(stage, "huyen"), *there)


def test_a_decision_says_beforehand_until_when_it_can_be_taken_back(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision")

    with at(6, 9):
        there = reverse("step", args=[dossier.public_id, "issue_decision"])
        shown = signed_in(stage, "lanhdao").get(there).content.decode()
    assert "do người thứ hai quyết, chậm nhất ngày 16/06/2026" in shown


def test_an_end_that_nothing_takes_back_is_said_to_be_one(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.draft")

    shown = page(signed_in(stage, "chuthe"), "step", dossier.public_id, "withdraw")
    assert "không mở lại được" in shown


def test_the_dossier_of_who_decides_shows_the_request_with_both_answers(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    shown = page(signed_in(stage, "tinh"), "dossier", dossier.public_id)
    band = shown.partition('aria-labelledby="waiting"')[2].partition("</section>")[0]
    links = (
        reverse("step", args=[dossier.public_id, "correct_district_step"]),
        reverse("act", args=[dossier.public_id, "refuse_district_correction"]),
    )
    assert [part in band for part in (WHY["reason"], "12/03/2026", *links)] == [True] * 4


def test_who_asked_sees_the_request_and_no_answer(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    shown = page(signed_in(stage, "huyen"), "dossier", dossier.public_id)
    answer = reverse("step", args=[dossier.public_id, "correct_district_step"])
    assert ('aria-labelledby="waiting"' in shown, answer in shown) == (True, False)


def test_another_step_says_that_the_request_lapses_with_it(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")

    shown = page(signed_in(stage, "huyen"), "step", dossier.public_id, "select_idea")
    assert "đề nghị đó hết hiệu lực" in shown


def test_after_its_last_day_a_request_can_be_refused_and_no_more(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")
    client = signed_in(stage, "tinh")
    with at(3, 31):
        shown = client.get(reverse("dossier", args=[dossier.public_id])).content.decode()

    band = shown.partition('aria-labelledby="waiting"')[2].partition("</section>")[0]
    refusal = reverse("act", args=[dossier.public_id, "refuse_district_correction"])
    assert re.findall('href="([^"]+)"', band) == [refusal]


def test_a_correction_that_came_too_late_names_no_step_of_somebody_else(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")
    with at(3, 5, 11):
        take(stage, dossier, "select_idea")

    shown = page(signed_in(stage, "huyen"), "step", dossier.public_id, "correct_commune_step")
    assert "Bước cần thu hồi" not in shown


def test_the_history_marks_the_step_that_was_taken_back(stage: Stage) -> None:
    dossier = corrected(stage, "forward_idea")
    *_others, wrong, right = dossier.records.filter(kind="transition").order_by("seq")

    shown = page(signed_in(stage, "huyen"), "history", dossier.public_id)
    links = (f'<a href="#r{right.seq}">Đã thu hồi', f'<a href="#r{wrong.seq}">Thu hồi bước số')
    assert [link in shown for link in links] == [True, True]


def test_the_applicant_reads_that_a_step_was_taken_back_and_why(stage: Stage) -> None:
    dossier = corrected(stage, "forward_idea")

    shown = page(signed_in(stage, "chuthe"), "dossier", dossier.public_id)
    way = shown.partition('class="way"')[2]
    assert (way.count('data-mark="↶"'), WHY["reason"] in way) == (2, True)


def test_the_office_reads_what_was_taken_back_and_why_it_was_asked(stage: Stage) -> None:
    dossier = corrected(stage, "forward_idea")

    shown = page(signed_in(stage, "xa"), "dossier", dossier.public_id)
    card = shown.partition('class="told-before"')[2].partition("</section>")[0]
    assert ["Chuyển ý tưởng lên huyện" in card, "Lý do đề nghị" in card] == [True, True]


def test_a_correction_is_made_on_its_page(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")
    there = reverse("step", args=[dossier.public_id, "correct_district_step"])

    with at(3, 5, 11):
        signed_in(stage, "tinh").post(there, {"reason": "Đúng là nhầm", "key": KEY})
    assert str(again(dossier).state) == "idea.at_district"


KEY = "6f1f77a4-94a8-4a5a-8e04-6d8d2f3f7a10"


def test_a_correction_without_a_reason_keeps_the_page_and_changes_nothing(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")
    there = reverse("step", args=[dossier.public_id, "correct_district_step"])

    with at(3, 5, 11):
        answer = signed_in(stage, "tinh").post(there, {"reason": "", "key": KEY})
    assert (answer.status_code, str(again(dossier).state)) == (422, "idea.not_selected")


def test_the_applicant_reads_what_was_taken_back(stage: Stage) -> None:
    dossier = corrected(stage, "decline_idea")

    shown = page(signed_in(stage, "chuthe"), "dossier", dossier.public_id)
    assert "Thu hồi bước xử lý sai của huyện" in shown


def test_an_annulled_certificate_says_so_to_everybody(stage: Stage) -> None:
    dossier = corrected(stage, "issue_decision")

    with at(6, 10):
        shown = Client().get(reverse("certificate", args=[dossier.certificate.code]))
    assert "Quyết định công nhận bị hủy vì ban hành sai" in shown.content.decode()


BAND = re.compile(r'<div class="band [^>]*>.*?</div>', re.DOTALL)


def band(stage: Stage, who: str, dossier: Dossier) -> str:
    """Return the first band of a dossier's page on 10 June, white space as read."""
    with at(6, 10):
        answer = signed_in(stage, who).get(reverse("dossier", args=[dossier.public_id]))
    found = BAND.search(answer.content.decode())
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split()) if found else ""


ANNULMENT = (
    "Quyết định công nhận đã bị hủy Quyết định 12/QĐ bị hủy theo Quyết định 99/QĐ ngày 09/06/2026;"
    " giấy chứng nhận số OCOP-1 không còn giá trị. Hồ sơ đang chờ quyết định mới."
)


@pytest.mark.parametrize("who", ["chuthe", "lanhdao", "huyen"])
def test_after_an_annulment_the_dossier_says_so_and_that_a_new_decision_is_awaited(
    stage: Stage, who: str
) -> None:
    assert band(stage, who, corrected(stage, "issue_decision")) == ANNULMENT


def test_after_a_new_decision_the_dossier_is_certified_again(stage: Stage) -> None:
    dossier = corrected(stage, "issue_decision")
    with at(6, 10):
        take(stage, dossier, "issue_decision", certificate_number="OCOP-2")

    shown = band(stage, "chuthe", dossier)
    assert ("Được công nhận 4 sao" in shown, "số OCOP-2, có giá trị" in shown) == (True, True)


def test_an_annulment_of_five_stars_awaits_the_ministrys_result_anew(stage: Stage) -> None:
    assert "đang chờ quyết định mới" in band(stage, "chuthe", corrected(stage, "record_five_stars"))


@pytest.fixture
def revoked(stage: Stage) -> Dossier:
    """A dossier whose certificate was revoked for its quality."""
    dossier = wrong(stage, "issue_decision")
    paper = {"cause": "quality", "paper_number": "9/QĐ", "paper_on": "2026-06-10"}
    with at(6, 10):
        do(stage, dossier, "revoke_certificate", "lanhdao", **paper)
    return dossier


@pytest.mark.parametrize("who", ["chuthe", "lanhdao", "huyen"])
def test_a_revoked_certificate_is_no_recognition_on_its_dossier(
    stage: Stage, revoked: Dossier, who: str
) -> None:
    shown = band(stage, who, revoked)

    assert "số OCOP-1 bị thu hồi theo Quyết định 9/QĐ ngày 10/06/2026" in shown
    assert "Được công nhận" not in shown


def test_a_certificate_that_ran_out_is_no_recognition_any_more(stage: Stage) -> None:
    dossier = wrong(stage, "issue_decision")
    Certificate.objects.update(valid_until=date(2026, 6, 9))

    assert "Giấy chứng nhận không còn hiệu lực" in band(stage, "chuthe", dossier)


@pytest.mark.parametrize("who", ["chuthe", "lanhdao"])
def test_the_link_to_a_revoked_certificate_says_so(
    stage: Stage, revoked: Dossier, who: str
) -> None:
    with at(6, 10):
        answer = signed_in(stage, who).get(reverse("dossier", args=[revoked.public_id]))

    assert "Giấy chứng nhận đã thu hồi" in answer.content.decode()


@pytest.mark.parametrize("who", ["chuthe", "tinh"])
def test_lists_say_of_a_certified_dossier_that_its_certificate_was_revoked(
    stage: Stage, revoked: Dossier, who: str
) -> None:
    def shown() -> bool:
        page = signed_in(stage, who).get(reverse("dossiers")).content.decode()
        return "Giấy chứng nhận đã thu hồi" in page

    with at(6, 10):
        told = shown()
        Revocation.objects.update(paper_on=date(2026, 6, 11))
        assert (told, shown()) == (True, False)


def test_the_public_look_up_says_that_a_certificate_was_revoked(
    stage: Stage, revoked: Dossier
) -> None:
    asked = {"ma": revoked.code, "so_cuoi": stage.organisation.phone[-4:]}
    with at(6, 10):
        shown = Client().post(reverse("lookup"), asked).content.decode()

    assert "Giấy chứng nhận đã bị thu hồi." in shown


def test_the_journey_page_explains_corrections(stage: Stage) -> None:
    assert "Kết luận của Hội đồng không thu hồi theo cách này" in page(Client(), "lifecycle")


def test_a_request_that_was_refused_is_no_longer_shown_as_one(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")
    with at(3, 5, 11):
        do(stage, dossier, "refuse_district_correction", "tinh", reason="Không sai")

    shown = page(signed_in(stage, "tinh"), "step", dossier.public_id, "correct_district_step")
    assert ("Bước cần thu hồi" in shown, WHY["reason"] in shown) == (True, False)
