"""A superuser with the triggers off rewrites the history; heads that were kept outside tell what.

Each attack is made twice: by somebody who knows the chain but not the log, and by somebody who
makes the log anew over what is left and signs with a key of his own.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from processes.models import Dossier, Head, Record
from processes.queries.log_verification import LOG, verify_log
from processes.queries.saved_heads import pieces, read
from processes.queries.verification import verify
from processes.services import signing, walls
from processes.services.chain import digest
from processes.services.log import append_records, make_head
from processes.text import canonical
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

POSTGRES = connection.vendor == "postgresql"


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@dataclass
class Scene:
    """Two dossiers under a head that was kept outside, and the way back to a backup of the morning."""

    stage: Stage
    dossier: Dossier
    other: Dossier
    file: Path
    backup: str

    def record(self, seq: int, dossier: Dossier | None = None) -> Record:
        return Record.objects.get(dossier=dossier or self.dossier, seq=seq)


def keep(path: Path) -> None:
    path.write_text("".join(pieces()), encoding="utf-8")


@pytest.fixture
def scene(stage: Stage, tmp_path: Path) -> Iterator[Scene]:
    """A head in the morning, a backup, a step, a head in the evening; the heads are kept."""
    signing.make(tmp_path / "key.pem")
    key = signing.signer(tmp_path / "key.pem")
    dossier = dossier_in(stage, "idea.at_district")
    other = dossier_in(stage, "idea.at_commune", "Mật ong")
    with at(3, 5, 8):
        make_head(key)
    with transaction.atomic():
        backup = transaction.savepoint()
        with at(3, 5, 10):
            take(stage, other, "forward_idea")
        with at(3, 5, 18):
            make_head(key)
        keep(tmp_path / "heads.json")
        walls.drop(connection)
        yield Scene(stage, dossier, other, tmp_path / "heads.json", backup)


# what is done to the history; each returns what has to be named


def take_out(record: Record) -> None:
    for table in ("delivery", "notice", "recorddetail", "version", "record"):
        column = "id" if table == "record" else "record_id"
        where = f"{column} = %s"
        if table == "delivery":
            where = "notice_id IN (SELECT id FROM processes_notice WHERE record_id = %s)"
        run(f"DELETE FROM processes_{table} WHERE {where}", record.pk)


def chain_anew(dossier: Dossier) -> None:
    """Number and chain what is left of a dossier, and let its row say the same."""
    previous, source = "0" * 64, ""
    records = list(Record.objects.filter(dossier=dossier).order_by("seq"))
    for seq, record in enumerate(records, 1):
        told = json.loads(record.body)
        body = canonical(told | {"seq": seq, "previous": previous, "source": source})
        run(
            "UPDATE processes_record SET seq = %s, previous = %s, source = %s, body = %s, hash = %s"
            " WHERE id = %s",
            *(seq, previous, source, body, digest(body), record.pk),
        )
        previous, source = digest(body), record.target
    as_its_last_record_says(dossier)


def as_its_last_record_says(dossier: Dossier) -> None:
    records = Record.objects.filter(dossier=dossier).order_by("seq")
    last, moved = records.last(), records.exclude(source="").last()
    assert last is not None
    began = moved or last
    run(
        "UPDATE processes_dossier SET version = %s, state = %s, due_at = %s, entered_at = %s"
        " WHERE id = %s",
        *(last.seq, last.target, last.due_at, began.at, dossier.pk),
    )
    waiting = Dossier.objects.get(pk=dossier.pk).waiting_key()
    run("UPDATE processes_dossier SET waiting = %s WHERE id = %s", waiting, dossier.pk)


def change(scene: Scene) -> set[tuple[str, int]]:
    """One field: who did the second step; the chain is made anew from there."""
    record = scene.record(3)
    body = canonical(json.loads(record.body) | {"role": "supervisor"})
    run("UPDATE processes_record SET role = 'supervisor', body = %s WHERE id = %s", body, record.pk)
    chain_anew(scene.dossier)
    return {(scene.dossier.code, 3)}


def delete_in_the_middle(scene: Scene) -> set[tuple[str, int]]:
    take_out(scene.record(2))
    chain_anew(scene.dossier)
    return {(scene.dossier.code, 2), (scene.dossier.code, 3)}


def delete_the_newest(scene: Scene) -> set[tuple[str, int]]:
    take_out(scene.record(3, scene.other))
    as_its_last_record_says(scene.other)
    return {(scene.other.code, 3)}


def insert_a_forged_one(scene: Scene) -> set[tuple[str, int]]:
    """After the last step, by its actor, an hour later; well chained."""
    last = scene.record(3)
    told = json.loads(last.body)
    key = uuid4()
    body = canonical(
        told
        | {"seq": 4, "key": str(key), "kind": "act", "name": "comment", "source": last.target}
        | {"detail": "", "data": {}, "previous": last.hash}
    )
    columns = [f.column for f in Record._meta.fields if f.column != "id"]
    given = {
        "seq": 4,
        "key": str(key) if POSTGRES else key.hex,
        "kind": "act",
        "name": "comment",
        "source": last.target,
        "body": body,
        "previous": last.hash,
        "hash": digest(body),
    }
    chosen = ", ".join("%s" if c in given else c for c in columns)
    values = [given[c] for c in columns if c in given]
    run(
        f"INSERT INTO processes_record ({', '.join(columns)}) SELECT {chosen}"
        " FROM processes_record WHERE id = %s",
        *(*values, last.pk),
    )
    as_its_last_record_says(scene.dossier)
    return {(scene.dossier.code, 4)}


def swap_two(scene: Scene) -> set[tuple[str, int]]:
    """The first two steps, told the other way round."""
    one, two = scene.record(2), scene.record(3)
    for pk, seq in ((one.pk, 1000), (two.pk, 2), (one.pk, 3)):
        run("UPDATE processes_record SET seq = %s WHERE id = %s", seq, pk)
    chain_anew(scene.dossier)
    return {(scene.dossier.code, 2), (scene.dossier.code, 3)}


def roll_back_a_dossier(scene: Scene) -> set[tuple[str, int]]:
    for seq in (3, 2):
        take_out(scene.record(seq))
    as_its_last_record_says(scene.dossier)
    return {(scene.dossier.code, 2), (scene.dossier.code, 3)}


def restore_an_old_backup(scene: Scene) -> set[tuple[str, int]]:
    transaction.savepoint_rollback(scene.backup)
    walls.drop(connection)
    return {(scene.other.code, 3)}


def make_the_log_anew(scene: Scene, tmp_path: Path) -> None:
    signing.make(tmp_path / "his.pem")
    for table in ("head", "logkey", "lognode", "logleaf"):
        run(f"DELETE FROM processes_{table}")
    with at(3, 5, 18):
        append_records()
        make_head(signing.signer(tmp_path / "his.pem"))


ATTACKS: list[Callable[[Scene], set[tuple[str, int]]]] = [
    change,
    delete_in_the_middle,
    delete_the_newest,
    insert_a_forged_one,
    swap_two,
    roll_back_a_dossier,
    restore_an_old_backup,
]


def named(file: Path) -> set[tuple[str, int]]:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_history", heads=[file], stdout=out)
    lines = [line.partition(": ")[0].rpartition("/") for line in out.getvalue().splitlines()]
    return {(code, int(seq)) for code, slash, seq in lines if slash and code != LOG}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.__name__)
def test_what_was_rewritten_is_named_by_dossier_and_record(
    scene: Scene, attack: Callable[[Scene], set[tuple[str, int]]]
) -> None:
    wanted = attack(scene)

    assert named(scene.file) == wanted


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.__name__)
def test_what_was_rewritten_is_named_though_the_log_was_made_anew(
    scene: Scene, attack: Callable[[Scene], set[tuple[str, int]]], tmp_path: Path
) -> None:
    wanted = attack(scene)
    make_the_log_anew(scene, tmp_path)

    assert named(scene.file) == wanted


@pytest.mark.parametrize(
    "attack", [change, delete_the_newest, roll_back_a_dossier, restore_an_old_backup]
)
def test_the_chain_alone_would_say_nothing(
    scene: Scene, attack: Callable[[Scene], set[tuple[str, int]]]
) -> None:
    attack(scene)

    found = verify(Dossier.objects.order_by("pk"))
    assert [str(p) for p in found.problems] == []


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.__name__)
def test_public_heads_without_leaves_are_contradicted_too(
    scene: Scene, attack: Callable[[Scene], set[tuple[str, int]]], tmp_path: Path
) -> None:
    """Heads alone tell that, and between which heads; not always which record."""
    attack(scene)
    make_the_log_anew(scene, tmp_path)
    kept = json.loads(scene.file.read_text(encoding="utf-8"))
    scene.file.write_text(json.dumps(kept | {"leaves": []}), encoding="utf-8")

    texts = [p.text for p in verify_log(read([scene.file])).problems]
    assert any("kept" in text for text in texts)


def test_an_untouched_history_agrees_with_what_was_kept(scene: Scene) -> None:
    out = StringIO()
    call_command("verify_history", heads=[scene.file], stdout=out)

    assert out.getvalue().splitlines() == [
        "log: leaves=6 heads=2 problems=0",
        "dossiers=2 records=6 problems=0",
    ]


def test_only_the_day_is_read_after_a_head(scene: Scene) -> None:
    out = StringIO()
    call_command("verify_history", since_head=1, stdout=out)

    assert out.getvalue().splitlines() == [
        "log: leaves=1 heads=2 problems=0",
        "dossiers=1 records=3 problems=0",
    ]


def test_a_head_that_was_told_in_two_ways_is_refused(scene: Scene, tmp_path: Path) -> None:
    kept = json.loads(scene.file.read_text(encoding="utf-8"))
    kept["heads"][0]["size"] += 1
    other = tmp_path / "other.json"
    other.write_text(json.dumps(kept), encoding="utf-8")

    with pytest.raises(CommandError, match="two heads 1"):
        call_command("verify_history", heads=[scene.file, other])


def test_a_kept_head_that_nobody_signed_is_named(scene: Scene) -> None:
    kept = json.loads(scene.file.read_text(encoding="utf-8"))
    kept["heads"][0]["size"] += 1
    scene.file.write_text(json.dumps(kept), encoding="utf-8")

    [first, *_rest] = verify_log(read([scene.file])).problems
    assert str(first) == "log/1: the head that was kept does not bear a known signature"


def test_heads_are_read_out_of_the_mail_they_came_in(scene: Scene) -> None:
    text = scene.file.read_text(encoding="utf-8")
    scene.file.write_text(f"Kính gửi …\n\n{text}\nTrân trọng", encoding="utf-8")

    assert sorted(read([scene.file]).heads) == [1, 2]


def test_what_is_kept_names_no_person(scene: Scene) -> None:
    text = scene.file.read_text(encoding="utf-8")

    assert [w for w in ("Người", "HTX", "Cà phê", "Mật ong") if w in text] == []
    assert Head.objects.count() == 2
