"""The ways out, with a mail server and a gateway of the tests' own: taken, refused, later, unknown."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.channels.gateway import Gateway, signature
from notifications.channels.mail import Mail
from notifications.channels.parcel import Failed, Parcel, Refused, Unknown

PARCEL = Parcel(
    key="ocop-7-abc",
    to="xa@ocop.example",
    title="Đã nhận\nhồ sơ",
    body="Thân bài",
    short="Ngắn",
    language="vi",
)
SECRET = "x9!kQ2vL7rT4wN8bD5hJ3cG6yU1aE0pOzXmSfViRqWtYlKjHgBnM"


class Post:
    """A mail server that keeps what it took and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.rcpt, self.data = "250 OK", "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802 - see above
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.taken.append(envelope)
        if self.data == "hang up":
            server.transport.close()
        return self.data if self.data != "hang up" else "250 OK"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    kept = Post()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_USE_TLS = False
    yield kept
    controller.stop()


def mail() -> None:
    with Mail() as way:
        way.send(PARCEL)


def test_a_mail_carries_its_key_and_says_that_a_machine_sent_it(post: Post) -> None:
    mail()

    text = bytes(post.taken[0].content or b"").decode()
    lines = [line for line in text.splitlines() if line.startswith(("Message-ID", "Auto-", "To:"))]
    assert sorted(lines) == [
        "Auto-Submitted: auto-generated",
        "Message-ID: <ocop-7-abc@127.0.0.1>",
        "To: xa@ocop.example",
    ]


def test_an_address_that_is_refused_is_refused_for_good(post: Post) -> None:
    post.rcpt = "550 no such user"

    with pytest.raises(Refused, match="550"):
        mail()


def test_a_server_that_is_busy_is_asked_again(post: Post) -> None:
    post.data = "451 try later"

    with pytest.raises(Failed, match="451") as failed:
        mail()

    assert type(failed.value) is Failed


def test_a_line_that_breaks_after_the_words_left_leaves_a_doubt(post: Post) -> None:
    post.data = "hang up"

    with pytest.raises(Unknown):
        mail()

    assert len(post.taken) == 1


def test_a_server_that_is_not_there_leaves_no_doubt(post: Post, settings: Any) -> None:
    settings.EMAIL_PORT = 1

    with pytest.raises(Failed) as failed:
        mail()

    assert type(failed.value) is Failed


def test_a_mail_service_is_used_instead_of_smtp_by_a_setting(settings: Any) -> None:
    from django.core import mail as outbox

    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    outbox.outbox = []

    mail()

    assert [message.to for message in outbox.outbox] == [["xa@ocop.example"]]


# the gateway


class Desk(BaseHTTPRequestHandler):
    """A gateway that keeps what it took and answers as it is told."""

    taken: list[tuple[dict[str, str], bytes]] = []
    status = 202

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).taken.append((dict(self.headers), body))
        self.send_response(type(self).status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def desk(settings: Any) -> Iterator[type[Desk]]:
    made = type("OwnDesk", (Desk,), {"taken": [], "status": 202})
    server = ThreadingHTTPServer(("127.0.0.1", 0), made)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    settings.GATEWAYS = {"sms": f"http://127.0.0.1:{server.server_port}/"}
    settings.GATEWAY_SECRET = SECRET
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def text_message() -> None:
    with Gateway("sms") as way:
        way.send(PARCEL)


def test_a_gateway_is_given_a_signed_message_with_its_key(desk: type[Desk]) -> None:
    text_message()

    headers, body = desk.taken[0]
    assert json.loads(body) == {
        "key": "ocop-7-abc",
        "channel": "sms",
        "to": "xa@ocop.example",
        "text": "Ngắn",
        "language": "vi",
    }
    assert headers["X-OCOP-Signature"] == signature(SECRET, headers["X-OCOP-Time"], body)
    assert headers["Idempotency-Key"] == "ocop-7-abc"


def test_a_gateway_that_knows_the_key_has_the_message(desk: type[Desk]) -> None:
    desk.status = 409

    text_message()

    assert len(desk.taken) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Refused), (422, Refused), (408, Failed), (429, Failed), (302, Failed), (503, Failed)],
)
def test_a_gateways_no_is_final_or_not(desk: type[Desk], status: int, kind: type[Failed]) -> None:
    desk.status = status

    with pytest.raises(Failed) as failed:
        text_message()

    assert type(failed.value) is kind
