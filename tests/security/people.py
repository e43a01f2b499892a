"""Somebody with a telephone, and somebody who types at the door."""

from time import time
from typing import Any

from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from processes.models import AccountEntry, User
from tests.journeys.stage import PASSWORD, Stage

KEY = "3132333435363738393031323334353637383930"


def telephone(user: User) -> TOTPDevice:
    """Give somebody a telephone."""
    return TOTPDevice.objects.create(user=user, key=KEY, confirmed=True)


def code(key: str = KEY, steps: int = 0) -> str:
    """Return the code that a telephone shows now, or so many steps later."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time() + steps * 30
    return f"{totp.token():06}"


def types(
    username: str, password: str = PASSWORD, address: str = "10.0.0.1", client: Client | None = None
) -> Any:
    """Type a name and a password at the door."""
    given = {"username": username, "password": password}
    return (client or Client()).post(reverse("sign_in"), given, REMOTE_ADDR=address)


def came_in(stage: Stage, who: str) -> Client:
    """Return a browser in which somebody gave the password."""
    client = Client()
    types(who, client=client)
    return client


def whole(stage: Stage, who: str) -> Client:
    """Return a browser in which somebody gave the password and the code of a telephone."""
    telephone(stage.people[who].user)
    client = came_in(stage, who)
    client.post(reverse("factor"), {"factor_code": code()})
    return client


def log(stage: Stage, who: str) -> list[str]:
    """Return the kinds of what was written of somebody's account, oldest first."""
    found = AccountEntry.objects.filter(user=stage.people[who].user).order_by("pk")
    return [entry.kind for entry in found]
