"""Where messages arrive: an SMTP server and a gateway that keep what they took, and refuse a share."""

import hmac
import json
import random
import threading
from collections import Counter
from email.parser import BytesHeaderParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from notifications.channels.gateway import signature

from .servers import free_port


class MailSink:
    """Takes mail and counts it by its key, the part of the Message-ID before the @."""

    def __init__(self, later: float, seed: int) -> None:
        self.copies: Counter[str] = Counter()
        self.to: dict[str, str] = {}
        self.put_off, self.later, self.random = 0, later, random.Random(seed)
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.random.random() < self.later:
            self.put_off += 1
            return "451 4.3.0 try again later"
        headers = BytesHeaderParser().parsebytes(envelope.content)
        key = str(headers["Message-ID"]).strip("<> ").partition("@")[0]
        self.to[key] = envelope.rcpt_tos[0]
        self.copies[key] += 1
        return "250 taken"

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()


class GatewaySink:
    """Takes short messages: one of a key, however often it is sent."""

    def __init__(self, later: float, secret: str, seed: int) -> None:
        self.to: dict[str, str] = {}
        self.repeats: Counter[str] = Counter()
        self.forged = self.put_off = 0
        self.later, self.secret, self.random = later, secret, random.Random(seed)
        self.lock = threading.Lock()
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(sink.answer(self.headers, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, headers: Any, body: bytes) -> int:
        """Return the status for one request."""
        said = json.loads(body)
        moment = str(headers["X-OCOP-Time"])
        signed = hmac.compare_digest(
            signature(self.secret, moment, body), str(headers["X-OCOP-Signature"])
        )
        with self.lock:
            if not signed or said["key"] != headers["Idempotency-Key"]:
                self.forged += 1
                return 403
            chance = self.random.random()
            if chance < self.later / 2:
                self.put_off += 1
                return 503
            if said["key"] in self.to:
                self.repeats[said["key"]] += 1
                return 409
            self.to[said["key"]] = said["to"]
            # the worse kind of failure: it was taken, and the answer says otherwise
            self.put_off += chance < self.later
            return 503 if chance < self.later else 202

    def start(self) -> None:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
