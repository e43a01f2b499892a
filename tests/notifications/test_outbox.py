"""The outbox: written with the step, emptied by hints, never lost, doubled only where said so."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from notifications import outbox
from notifications.channels.parcel import Failed, Refused, Unknown
from notifications.relay import relay
from notifications.sending import deliver
from processes.engine import Refused as Closed
from processes.models import Appointment, Delivery, Notice
from tests.journeys.stage import Stage
from tests.notifications.conftest import NOON, Line, later, states, submitted


def hints(stage: Stage) -> list[tuple[str, list[int]]]:
    found: list[tuple[str, list[int]]] = []
    relay(lambda channel, ids: found.append((channel, ids)))
    return found


def ids() -> list[int]:
    return list(Delivery.objects.order_by("pk").values_list("pk", flat=True))


def test_a_step_leaves_a_row_for_each_person_and_channel(stage: Stage) -> None:
    submitted(stage)

    found = Delivery.objects.order_by("pk").values_list("notice__user__username", "channel")
    assert list(found) == [("chuthe", "email"), ("xa", "email")]


def test_who_has_no_address_gets_no_row(stage: Stage) -> None:
    user = stage.people["xa"].user
    user.email = ""
    user.save()

    submitted(stage)

    assert Delivery.objects.get().notice.user.username == "chuthe"


def test_a_channel_that_is_set_up_gets_its_rows(stage: Stage, settings: object) -> None:
    settings.CHANNELS = ("email", "sms")  # type: ignore[attr-defined]

    submitted(stage)

    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["email"] * 2 + ["sms"] * 2


def test_a_refused_step_leaves_no_row(stage: Stage) -> None:
    from processes.services.move import move

    dossier = submitted(stage)
    before = Delivery.objects.count()

    with pytest.raises(Closed), later(0):
        move(dossier.pk, "submit_idea", by=stage.people["chuthe"], key=uuid4())

    assert Delivery.objects.count() == before


def test_a_hint_names_rows_of_one_channel_and_is_not_given_twice_in_a_minute(stage: Stage) -> None:
    submitted(stage)

    with later(1):
        first, second = hints(stage), hints(stage)

    assert (first, second) == ([("email", ids())], [])


def test_a_hint_that_was_lost_is_given_again_after_a_minute(stage: Stage) -> None:
    submitted(stage)
    with later(1):
        lost = hints(stage)

    with later(62):
        again = hints(stage)

    assert again == lost


def test_what_is_delivered_is_sent_once_however_often_it_is_hinted_at(
    stage: Stage, line: Line
) -> None:
    submitted(stage)

    with later(1):
        for _ in range(3):
            deliver("email", ids())

    assert [p.to for p in line.taken] == ["chuthe@ocop.example", "xa@ocop.example"]
    assert states() == ["sent", "sent"]


def test_a_message_says_what_happened_to_which_dossier_what_is_asked_and_where(
    stage: Stage, line: Line
) -> None:
    dossier = submitted(stage)

    with later(1):
        deliver("email", ids())

    notice = Notice.objects.get(user__username="xa")
    assert line.taken[1].title == "[OCOP] Nộp phiếu đăng ký ý tưởng: Cà phê bột"
    assert line.taken[1].body.split("\n-- ")[0].strip() == (
        "Người chuthe, Chủ thể: “Nộp phiếu đăng ký ý tưởng”, lúc 12:00 05/03/2026.\n"
        f"Hồ sơ {dossier.code}, sản phẩm Cà phê bột của HTX Cà phê Tân Lập.\n"
        f"Hồ sơ nay ở bước “Xã tiếp nhận ý tưởng”, Cán bộ OCOP cấp xã, {stage.commune.name} giữ.\n"
        "Hạn của bước này: hết ngày 10/03/2026.\n"
        "Việc cần làm: mở hồ sơ và chọn một trong các việc: Yêu cầu hoàn thiện ý tưởng;"
        " Chuyển ý tưởng lên huyện.\n\n"
        f"http://127.0.0.1:8000/thong-bao/{notice.pk}/"
    )


def test_a_message_is_in_the_language_of_its_reader(stage: Stage, line: Line) -> None:
    user = stage.people["xa"].user
    user.language = "en"
    user.save()
    submitted(stage)

    with later(1):
        deliver("email", ids())

    assert [p.language for p in line.taken] == ["vi", "en"]


def test_a_failure_is_tried_again_later_and_later(stage: Stage, line: Line) -> None:
    submitted(stage)
    row = ids()[:1]
    waits = []
    at = 1.0
    for _ in range(4):
        line.answers = [Failed("450 later")]
        with later(at):
            deliver("email", row)
        wait = Delivery.objects.get(pk=row[0]).available_at - (NOON + timedelta(seconds=at))
        waits.append(wait.total_seconds())
        at += wait.total_seconds()

    assert waits == [30, 60, 120, 240]


def test_a_row_that_waits_for_its_next_try_is_left_alone(stage: Stage, line: Line) -> None:
    submitted(stage)
    line.answers = [Failed("450 later")]

    with later(1):
        deliver("email", ids()[:1])
        deliver("email", ids()[:1])

    assert Delivery.objects.get(pk=ids()[0]).attempts == 1


def test_after_eight_tries_a_message_is_given_up_with_its_reason(stage: Stage, line: Line) -> None:
    submitted(stage)
    Delivery.objects.update(attempts=7)
    line.answers = [Failed("450 later")]

    with later(1):
        deliver("email", ids()[:1])

    row = Delivery.objects.get(pk=ids()[0])
    assert (row.state, row.attempts, row.error) == ("dead", 8, "450 later")


def test_a_refused_address_is_given_up_at_once(stage: Stage, line: Line) -> None:
    submitted(stage)
    line.answers = [Refused("550 no such user")]

    with later(1):
        deliver("email", ids())

    assert states() == ["dead", "sent"]


def test_twenty_poison_rows_block_none_of_the_others(stage: Stage, line: Line) -> None:
    for n in range(30):
        submitted(stage, f"Sản phẩm {n}")
    line.answers = [RuntimeError("poison") if n % 3 == 0 else None for n in range(60)]
    Delivery.objects.update(legal=False, attempts=7)

    with later(1):
        deliver("email", ids())

    assert (states().count("dead"), states().count("sent")) == (20, 40)


def test_a_closed_way_out_puts_everything_back(stage: Stage, line: Line) -> None:
    submitted(stage)
    line.closed = Failed("connection refused")

    with later(1):
        deliver("email", ids())

    assert [(d.state, d.error) for d in Delivery.objects.all()] == [
        ("waiting", "connection refused")
    ] * 2


def test_a_broken_line_leaves_a_legal_mail_to_a_person(stage: Stage, line: Line) -> None:
    submitted(stage)
    line.answers = [Unknown("connection lost")]

    with later(1):
        deliver("email", ids())

    assert states() == ["doubtful", "sent"]


def test_a_broken_line_sends_a_reminder_again(stage: Stage, line: Line) -> None:
    submitted(stage)
    Delivery.objects.update(legal=False)
    line.answers = [Unknown("connection lost")]

    with later(1):
        deliver("email", ids())

    assert states() == ["waiting", "sent"]


def test_what_a_dead_worker_had_claimed_waits_again_after_its_lease(stage: Stage) -> None:
    submitted(stage)
    with later(1):
        outbox.claim(ids())

    with later(182):
        outbox.recover()

    assert states() == ["waiting", "waiting"]


def test_what_a_dead_worker_was_handing_over_is_doubted(stage: Stage) -> None:
    submitted(stage)
    with later(1):
        lease = outbox.claim(ids())
        assert lease is not None
        outbox.leaving([outbox.claimed(lease).order_by("pk")[0]], "a@b")

    with later(182):
        outbox.recover()

    assert states() == ["doubtful", "waiting"]


def test_by_a_gateway_that_knows_keys_even_a_legal_message_goes_again(stage: Stage) -> None:
    submitted(stage)
    Delivery.objects.update(channel="sms")
    with later(1):
        lease = outbox.claim(ids()[:1])
        assert lease is not None
        outbox.leaving(list(outbox.claimed(lease)), "0905")

    with later(182):
        outbox.recover()

    assert states() == ["waiting", "waiting"]


def test_a_worker_that_comes_back_after_its_lease_sends_nothing(stage: Stage) -> None:
    submitted(stage)
    with later(1):
        lease = outbox.claim(ids())
        assert lease is not None
        slow = list(outbox.claimed(lease))
    with later(182):
        outbox.recover()

    with later(183):
        assert outbox.leaving(slow[:1], "a@b") is False


def test_who_left_the_office_is_not_written_to(stage: Stage, line: Line) -> None:
    submitted(stage)
    Appointment.objects.filter(pk=stage.people["xa"].pk).update(until_on=date(2026, 3, 4))

    with later(1):
        deliver("email", ids())

    assert [p.to for p in line.taken] == ["chuthe@ocop.example"]
    assert states() == ["sent", "dropped"]
