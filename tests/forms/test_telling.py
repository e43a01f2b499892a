"""The pages of telling: notices in words, how one wants them, what was sent, in which words."""

from datetime import datetime

import pytest
from django.urls import reverse

from notifications.relay import beat
from processes.models import Delivery, Heartbeat, Notice, Preference, User, Wording
from processes.services import clock
from processes.services.reminders import remind_all
from tests.forms.scene import Scene, moment


@pytest.fixture
def told(scene: Scene) -> Scene:
    """An idea handed in by a cooperative that has an address."""
    user = scene.stage.people["xa"].user
    user.email = "xa@ocop.example"
    user.save()
    scene.lead_to("forward_idea")
    return scene


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_a_notice_says_what_happened_to_what_and_what_is_asked_by_when(told: Scene) -> None:
    told.sign_in("xa")

    page = body(told.page("notices", at=moment(3, 4)))

    assert "Nộp phiếu đăng ký ý tưởng: Cà phê bột Tân Lập" in page
    assert "Hạn của bước này: hết ngày 06/03/2026." in page
    assert (
        "Việc cần làm: mở hồ sơ và chọn một trong các việc: Yêu cầu hoàn thiện ý tưởng;"
        " Chuyển ý tưởng lên huyện." in page
    )


def test_who_has_nothing_to_do_is_told_who_has(told: Scene) -> None:
    told.sign_in("chuthe")

    page = body(told.page("notices", at=moment(3, 4)))

    place = told.stage.commune.name
    assert f"Chưa cần làm gì: Cán bộ OCOP cấp xã, {place} đang xử lý." in page


def test_a_notice_of_a_step_that_is_over_says_so(told: Scene) -> None:
    told.step("forward_idea", "xa", moment(3, 4))
    told.sign_in("xa")

    assert "việc này đã qua" in body(told.page("notices", at=moment(3, 5)))


def test_a_reminder_is_a_notice_that_opens_its_dossier(told: Scene) -> None:
    with clock.standing_at(moment(3, 5)):
        remind_all()
    told.sign_in("xa")
    reminder = Notice.objects.get(kind="due_soon")

    answer = told.page("notice", reminder.pk, at=moment(3, 5))

    assert answer["Location"] == reverse("dossier", args=[told.dossier.public_id])


def test_an_open_page_asks_for_the_number_of_unread_notices(told: Scene) -> None:
    told.sign_in("xa")

    assert told.page("unread", at=moment(3, 4)).json() == {"unread": 1}


# how one wants it


def send(scene: Scene, name: str, *args: object, **data: str):
    with clock.standing_at(moment(3, 4)):
        return scene.client.post(reverse(name, args=args), data)


def test_a_person_chooses_how_to_be_told_and_in_which_language(told: Scene) -> None:
    told.sign_in("xa")

    send(told, "preferences", language="en", **{"due_soon:email": "daily", "step:email": "now"})

    assert list(Preference.objects.values_list("kind", "channel", "way")) == [
        ("due_soon", "email", "daily")
    ]
    assert User.objects.get(username="xa").language == "en"


def test_a_way_that_does_not_exist_is_refused_and_nothing_changes(told: Scene) -> None:
    told.sign_in("xa")

    answer = send(told, "preferences", language="en", **{"due_soon:email": "pigeon"})

    assert (answer.status_code, Preference.objects.count()) == (422, 0)
    assert User.objects.get(username="xa").language == "vi"


def test_a_legal_notice_offers_no_switch_in_the_application(told: Scene) -> None:
    told.sign_in("xa")

    page = body(told.page("preferences", at=moment(3, 4)))

    assert ('name="step:in_app"' in page, 'name="due_soon:in_app"' in page) == (False, True)


# what was sent


def test_the_delivery_page_counts_what_waits_by_channel_and_kind(told: Scene) -> None:
    told.sign_in("quantri")

    rows = told.page("deliveries", at=moment(3, 4)).context["counts"]

    assert [(r["channel"], r["kind"], r["cells"][1][2]) for r in rows] == [("email", "step", 1)]


def test_a_number_opens_the_rows_that_it_counts(told: Scene) -> None:
    told.sign_in("quantri")

    page = told.page("deliveries", at=moment(3, 4), state="waiting", channel="email", kind="step")

    assert list(page.context["page"]) == list(Delivery.objects.all())


def test_the_page_says_that_nobody_sends(told: Scene) -> None:
    told.sign_in("quantri")

    assert "Việc gửi tin không chạy." in body(told.page("deliveries", at=moment(3, 4)))


def test_the_page_says_that_the_sending_is_well(told: Scene) -> None:
    Delivery.objects.update(state="sent")
    with clock.standing_at(moment(3, 4)):
        beat("relay", hinted=0)
    told.sign_in("quantri")

    assert "Việc gửi tin đang chạy." in body(told.page("deliveries", at=moment(3, 4)))


def test_queues_are_named_by_what_waits_in_them(told: Scene) -> None:
    with clock.standing_at(moment(3, 4)):
        beat("relay", queues={"mail": 2, "sweeps": 1})
    told.sign_in("quantri")

    page = body(told.page("deliveries", at=moment(3, 4)))

    assert "thư chờ gửi: 2; việc định kỳ chờ chạy: 1" in page


def test_a_failed_message_stands_there_with_its_reason_and_is_sent_again(told: Scene) -> None:
    Delivery.objects.update(state="dead", error="550 no such user")
    told.sign_in("quantri")

    shown = "550 no such user" in body(told.page("deliveries", at=moment(3, 4)))
    send(told, "send_again", Delivery.objects.get().pk)

    assert (shown, Delivery.objects.get().state) == (True, "waiting")


def test_a_second_click_on_send_again_is_told_that_it_is_done(told: Scene) -> None:
    told.sign_in("quantri")

    send(told, "send_again", Delivery.objects.get().pk)

    page = body(told.page("deliveries", at=moment(3, 4)))
    assert "Tin này không còn ở tình trạng cần xử lý." in page


@pytest.mark.parametrize("who", ["chuthe", "xa", "tinh", "giamsat", "kiemtoan"])
@pytest.mark.parametrize("name", ["deliveries", "wordings"])
def test_nobody_but_the_administrator_finds_the_page(told: Scene, who: str, name: str) -> None:
    told.sign_in(who)

    assert told.page(name, at=moment(3, 4)).status_code == 404


# health for monitoring


@pytest.mark.parametrize(
    ("seconds", "status"), [(30, 200), (91, 503)], ids=["in time", "a deaf worker"]
)
def test_monitoring_hears_of_a_message_that_waits_too_long(
    told: Scene, seconds: int, status: int
) -> None:
    at = datetime.fromtimestamp(moment(3, 3).timestamp() + seconds, tz=moment(3, 3).tzinfo)
    Delivery.objects.update(available_at=moment(3, 3))
    with clock.standing_at(at):
        beat("relay", hinted=0)

    assert told.page("sending_health", at=at).status_code == status


def test_monitoring_hears_that_nobody_looks_into_the_outbox(told: Scene) -> None:
    Heartbeat.objects.all().delete()

    answer = told.page("sending_health", at=moment(3, 3))

    assert (answer.status_code, body(answer)) == (503, "silent\n")


# in which words


def test_an_administrators_words_replace_the_products(told: Scene) -> None:
    told.sign_in("quantri")
    words = {"title": "Đã nhận {code}", "body": "Hạn {due}.", "short": "{code}", "save": ""}

    send(told, "wording", "step:submit_idea", "vi", **words)

    told.sign_in("xa")
    page = body(told.page("notices", at=moment(3, 4)))
    assert "Đã nhận OCOP-26-000001" in page
    assert "Hạn 06/03/2026." in page


def test_a_gap_that_nobody_knows_is_refused_and_the_words_stay_on_the_page(told: Scene) -> None:
    told.sign_in("quantri")
    words = {"title": "{who.password}", "body": "Thân bài", "short": "x", "save": ""}

    answer = send(told, "wording", "step:submit_idea", "vi", **words)

    assert (answer.status_code, Wording.objects.count()) == (422, 0)
    assert "Thân bài" in body(answer)


def test_a_preview_keeps_nothing(told: Scene) -> None:
    told.sign_in("quantri")
    words = {"title": "Chào {organisation}", "body": "b", "short": "s", "preview": ""}

    answer = send(told, "wording", "due_soon", "vi", **words)

    assert answer.context["preview"].title == "Chào HTX Hoa Rừng"
    assert Wording.objects.count() == 0


def test_empty_words_give_the_products_back(told: Scene) -> None:
    told.sign_in("quantri")
    send(told, "wording", "due_soon", "vi", title="a", body="b", short="c", save="")
    kept = Wording.objects.count()

    send(told, "wording", "due_soon", "vi", title="", body="", short="", save="")

    assert (kept, Wording.objects.count()) == (1, 0)


# the sum of a term


def test_the_dossier_shows_how_its_term_is_counted(told: Scene) -> None:
    told.sign_in("chuthe")

    page = told.page("dossier", told.dossier.public_id, at=moment(3, 4))

    assert page.context["sum"].lines == [
        "Thời hạn của bước: 3 ngày làm việc, không tính ngày nhận.",
        "Nhận ngày 03/03/2026; tính 3 ngày: 04/03, 05/03, 06/03.",
        "Hạn: hết ngày 06/03/2026.",
    ]


def test_a_letter_of_apology_can_be_fetched_by_the_applicant(told: Scene) -> None:
    told.step(
        "extend_term",
        "giamsat",
        moment(3, 5),
        due_on="2026-03-11",
        paper_number="7/TXL",
        paper_on="2026-03-05",
        reason="Chờ kết quả kiểm nghiệm",
    )
    told.sign_in("chuthe")

    letter = told.page("dossier_paper", told.dossier.public_id, "hen-lai", "docx", at=moment(3, 5))

    assert letter["Content-Disposition"] == (
        'attachment; filename="extend-term-OCOP-26-000001.docx"'
    )


# what time told stands with the dossier


def test_the_history_shows_whom_time_told_and_of_which_term(told: Scene) -> None:
    with clock.standing_at(moment(3, 9)):
        remind_all()
    told.sign_in("kiemtoan")

    page = told.page("history", told.dossier.public_id, at=moment(3, 9))

    assert [(r.label, r.names) for r in page.context["reminders"]] == [
        ("Quá hạn", ["Người xa"]),
        ("Đơn vị phụ trách để quá hạn", ["Người giamsat"]),
        ("Xin lỗi vì chậm, hẹn lại", ["Người chuthe"]),
    ]


def test_an_applicant_sees_in_the_history_only_what_it_was_told(told: Scene) -> None:
    with clock.standing_at(moment(3, 9)):
        remind_all()
    told.sign_in("chuthe")

    page = told.page("history", told.dossier.public_id, at=moment(3, 9))

    assert [r.label for r in page.context["reminders"]] == ["Xin lỗi vì chậm, hẹn lại"]


def test_a_person_keeps_the_own_address_and_a_wrong_one_stays_on_the_page(told: Scene) -> None:
    told.sign_in("xa")

    answer = send(told, "preferences", email="khong-phai-thu", phone="", language="vi")

    assert (answer.status_code, User.objects.get(username="xa").email) == (422, "xa@ocop.example")
    assert "khong-phai-thu" in body(answer)


def test_a_notice_of_an_extension_tells_the_day_that_holds_now(told: Scene) -> None:
    told.step("return_idea", "xa", moment(3, 4), reason="Thiếu sản lượng")
    told.step(
        "extend_window",
        "giamsat",
        moment(3, 5),
        window="ideas",
        closes_on="2026-05-29",
        reason="Mưa lũ",
    )
    told.sign_in("chuthe")

    assert "Nhận đến hết ngày: 29/05/2026" in body(told.page("notices", at=moment(3, 5)))
