"""SMS and Zalo, through one small interface over HTTP that a gateway of the province answers.

A request is ``POST`` of a JSON object: ``key``, ``channel``, ``to``, ``text``, ``language``. Its
headers are ``Idempotency-Key`` (the same at every attempt), ``X-OCOP-Time`` (seconds since 1970)
and ``X-OCOP-Signature``: HMAC-SHA256 of time, a point and the body, in hexadecimal, with the
secret that both sides know. Any 2xx takes the message; 409 says that the key is known, which is as
good; another 4xx refuses it for good, but for 408, 425 and 429; all else is tried again.
"""

import hashlib
import hmac
import json
import time

import requests
from django.conf import settings

from .parcel import Failed, Line, Parcel, Refused

TIMEOUT = (5, 15)  # seconds to connect, to answer
TAKEN, KNOWN = range(200, 300), 409
REFUSALS, LATER = range(400, 500), (408, 425, 429)


def signature(secret: str, moment: str, body: bytes) -> str:
    """Return the signature of a body sent at a moment."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


class Gateway(Line):
    """The gateway of one channel."""

    def __init__(self, channel: str) -> None:
        self.channel, self.url = channel, settings.GATEWAYS[channel]
        self.session = requests.Session()

    def close(self) -> None:
        """Hang up."""
        self.session.close()

    def send(self, parcel: Parcel) -> None:
        """Hand one parcel over.

        Raises:
            Refused: the gateway will never take it.
            Failed: it did not answer, or asks to try later; the key makes a second try safe.
        """
        said = {
            "key": parcel.key,
            "channel": self.channel,
            "to": parcel.to,
            "text": parcel.short,
            "language": parcel.language,
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.key,
            "X-OCOP-Time": moment,
            "X-OCOP-Signature": signature(settings.GATEWAY_SECRET, moment, body),
        }
        try:
            answer = self.session.post(
                self.url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            raise Failed(f"{type(error).__name__}: {error}") from error
        if answer.status_code in TAKEN or answer.status_code == KNOWN:
            return
        final = answer.status_code in REFUSALS and answer.status_code not in LATER
        raise (Refused if final else Failed)(f"HTTP {answer.status_code}: {answer.text[:200]}")
