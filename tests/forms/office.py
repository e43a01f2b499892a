"""What the tests of the office's pages share: sending a form at a moment, reading what is said."""

from datetime import datetime

from django.urls import reverse

from processes.services import clock
from tests.forms.scene import Scene, moment

MARCH = moment(3, 24)


def send(scene: Scene, page: str, /, *args: object, at: datetime = MARCH, **data: object):
    with clock.standing_at(at):
        return scene.client.post(reverse(page, args=args), data)


def errors(response) -> dict[str, list[str]]:
    return {name: list(words) for name, words in response.context["form"].errors.items()}


def told(response) -> list[str]:
    return [str(m) for m in response.context["messages"]]
