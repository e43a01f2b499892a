"""Heads go out of the house: by mail once a day, by HTTP every hour; each try is kept."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from notifications import tasks
from notifications.heads import publish
from processes.models import Head, HeadDelivery, Heartbeat, LogKey
from processes.queries.log_verification import verify_log
from processes.queries.saved_heads import read
from tests.journeys.stage import Stage
from tests.play import at, opened, take

AUDITOR = "kiemtoan@ocop.example"


@pytest.fixture(autouse=True)
def _own_key(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_IS_MADE = tmp_path / "key.pem", True


@pytest.fixture
def auditor(settings: Any) -> None:
    settings.HEAD_MAIL = [AUDITOR]


class Keeper(BaseHTTPRequestHandler):
    """Somebody's server that keeps heads."""

    taken: list[dict[str, Any]] = []
    answer = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append(json.loads(body))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def keeper(settings: Any) -> Iterator[type[Keeper]]:
    Keeper.taken, Keeper.answer = [], 200
    server = HTTPServer(("127.0.0.1", 0), Keeper)
    thread = Thread(target=server.serve_forever)
    thread.start()
    settings.HEAD_URLS = [f"http://127.0.0.1:{server.server_port}/moc"]
    yield Keeper
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_auditor_is_mailed_heads_that_verify(
    stage: Stage, auditor: None, tmp_path: Path
) -> None:
    dossier = opened(stage)
    with at(3, 4, 10):
        take(stage, dossier, "submit_idea")
        publish()

    [message] = mail.outbox
    (tmp_path / "mail.txt").write_text(str(message.body), encoding="utf-8")
    saved = read([tmp_path / "mail.txt"])
    assert (message.to, sorted(saved.heads)) == ([AUDITOR], [1])
    assert [(leaf.dossier, leaf.seq) for leaf in saved.leaves.values()] == [
        (dossier.code, 1),
        (dossier.code, 2),
    ]
    assert verify_log(saved).problems == []


def test_a_mail_a_day_brings_every_head_and_record_of_the_day(
    stage: Stage, auditor: None, tmp_path: Path
) -> None:
    dossier = opened(stage)
    for day, hour in ((4, 9), (4, 10), (4, 22), (5, 8)):
        with at(3, day, hour):
            if hour == 10:
                take(stage, dossier, "submit_idea")
            publish()

    files = [tmp_path / str(n) for n in range(len(mail.outbox))]
    for file, message in zip(files, mail.outbox, strict=True):
        file.write_text(str(message.body), encoding="utf-8")
    assert [sorted(read([f]).heads) for f in files] == [[1], [2, 3, 4]]
    assert [sorted(read([f]).leaves) for f in files] == [[0], [1]]
    assert read(files).is_whole


def test_no_name_stands_in_the_mail(stage: Stage, auditor: None) -> None:
    opened(stage)
    with at(3, 4, 10):
        publish()

    text = str(mail.outbox[0].body) + mail.outbox[0].subject
    people = [a.user.full_name for a in stage.people.values()]
    assert [w for w in ("HTX", "Cà phê", "Tân Lập", *people) if w in text] == []


def test_a_head_is_posted_every_hour_without_the_records(
    stage: Stage, keeper: type[Keeper]
) -> None:
    opened(stage)
    for hour in (9, 10):
        with at(3, 4, hour):
            publish()

    told = [([h["number"] for h in d["heads"]], d["leaves"]) for d in keeper.taken]
    assert told == [([1], []), ([2], [])]
    assert list(HeadDelivery.objects.values_list("ok", flat=True)) == [True, True]


def test_what_was_not_taken_goes_again_with_the_next_head(db: None, keeper: type[Keeper]) -> None:
    keeper.answer = 503
    with at(3, 4, 9):
        publish()
    keeper.answer = 200
    with at(3, 4, 10):
        publish()

    assert [h["number"] for h in keeper.taken[-1]["heads"]] == [1, 2]
    assert list(HeadDelivery.objects.values_list("ok", "said")) == [
        (False, "HTTP 503: "),
        (True, ""),
    ]


def test_nobody_who_answers_is_a_failure_and_no_error(db: None, settings: Any) -> None:
    settings.HEAD_URLS = ["http://127.0.0.1:1/moc"]

    assert (publish().failed, HeadDelivery.objects.get().ok) == (1, False)


def test_the_task_says_what_it_did(db: None) -> None:
    tasks.publish_head()

    said = Heartbeat.objects.get(name="head").said
    assert (said["number"], said["size"], said["failed"]) == (1, 0, 0)


def test_the_task_says_that_it_has_no_key(db: None, settings: Any) -> None:
    settings.SIGNING_KEY_FILE = None
    tasks.publish_head()

    assert "OCOP_SIGNING_KEY_FILE" in Heartbeat.objects.get(name="head").said["error"]


def test_the_command_saves_everything(stage: Stage, tmp_path: Path) -> None:
    opened(stage)
    out = StringIO()
    with at(3, 4, 10):
        call_command("publish_head", save=tmp_path / "heads.json", stdout=out)

    assert out.getvalue().splitlines()[-1] == "head=1 size=1 sent=0 failed=0"
    assert read([tmp_path / "heads.json"]).is_whole


def test_a_key_is_rotated_by_three_commands(db: None, settings: Any, tmp_path: Path) -> None:
    new = tmp_path / "new.pem"
    call_command("publish_head", stdout=StringIO())
    call_command("publish_head", make_key=new, stdout=StringIO())
    call_command("publish_head", rotate=new, stdout=StringIO())
    settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_IS_MADE = new, False
    call_command("publish_head", stdout=StringIO())

    first, second = LogKey.objects.order_by("pk")
    assert second.vouched_by == first.key
    assert list(Head.objects.values_list("key", flat=True)) == [first.key, second.key]
    assert verify_log().problems == []


def test_a_key_is_not_written_over(tmp_path: Path) -> None:
    call_command("publish_head", make_key=tmp_path / "new.pem", stdout=StringIO())

    with pytest.raises(CommandError, match="there already"):
        call_command("publish_head", make_key=tmp_path / "new.pem", stdout=StringIO())
