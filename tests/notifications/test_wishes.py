"""What a person wants of messages, and what an administrator decides about one."""

import pytest

from notifications.relay import relay
from notifications.sending import deliver
from processes.engine import Refused as Closed
from processes.models import Delivery, Preference
from processes.services.deliveries import pause, prefer, resume, send_again, take_for_arrived
from tests.journeys.stage import Stage
from tests.notifications.conftest import Line, later, states, submitted


def ids() -> list[int]:
    return list(Delivery.objects.order_by("pk").values_list("pk", flat=True))


# what a person wants


def test_a_daily_digest_leaves_in_the_morning_as_one_message(stage: Stage, line: Line) -> None:
    user = stage.people["xa"].user
    prefer(user, {("step", "email"): "daily"}, "vi")
    submitted(stage)
    submitted(stage, "Mật ong")

    with later(1):
        deliver("email", ids())
    with later(20 * 3600):
        relay(deliver)

    titles = [(p.to, p.title) for p in line.taken if p.to == "xa@ocop.example"]
    assert titles == [("xa@ocop.example", "[OCOP] 2 thông báo trong ngày")]


def test_a_legal_notice_cannot_be_switched_off_in_the_application(stage: Stage) -> None:
    with pytest.raises(Closed):
        prefer(stage.people["xa"].user, {("step", "in_app"): "off"}, "vi")

    assert Preference.objects.count() == 0


def test_a_channel_that_was_switched_off_gets_no_row(stage: Stage) -> None:
    prefer(stage.people["xa"].user, {("step", "email"): "off"}, "vi")

    submitted(stage)

    assert Delivery.objects.get().notice.user.username == "chuthe"


# what a person decides


def test_a_doubted_message_is_sent_again_on_an_administrators_word(
    stage: Stage, line: Line
) -> None:
    submitted(stage)
    Delivery.objects.update(state="doubtful")

    with later(1):
        send_again(Delivery.objects.order_by("pk")[0], by=stage.people["quantri"])
        deliver("email", ids())

    assert states() == ["sent", "doubtful"]


def test_a_doubted_message_may_be_taken_for_arrived(stage: Stage) -> None:
    submitted(stage)
    Delivery.objects.update(state="doubtful")

    with later(1):
        take_for_arrived(Delivery.objects.order_by("pk")[0], by=stage.people["quantri"])

    assert states() == ["sent", "doubtful"]


def test_nobody_else_decides_on_a_message(stage: Stage) -> None:
    submitted(stage)
    Delivery.objects.update(state="doubtful")

    with pytest.raises(Closed), later(1):
        send_again(Delivery.objects.order_by("pk")[0], by=stage.people["tinh"])

    assert states() == ["doubtful", "doubtful"]


def test_a_message_that_was_sent_is_not_sent_again_by_a_late_click(stage: Stage) -> None:
    submitted(stage)
    Delivery.objects.update(state="sent")

    with pytest.raises(Closed), later(1):
        send_again(Delivery.objects.order_by("pk")[0], by=stage.people["quantri"])

    assert states() == ["sent", "sent"]


def test_nothing_leaves_while_the_sending_is_held_up(stage: Stage, line: Line) -> None:
    submitted(stage)

    with later(1):
        pause(by=stage.people["quantri"])
        held = relay(deliver)
        resume(by=stage.people["quantri"])
        relay(deliver)

    assert (held, states()) == (0, ["sent", "sent"])
