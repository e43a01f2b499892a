"""The log of all records: its tree, how it grows, its heads and keys, its proofs."""

import hashlib
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from processes.models import Dossier, Head, LogKey, LogLeaf, LogNode, Record
from processes.queries import merkle
from processes.queries.log import KEPT, Tree, consistency, inclusion, unlogged
from processes.queries.log_inclusion import verify_in_log
from processes.queries.log_verification import verify_log
from processes.queries.signatures import head_holds, head_json
from processes.services import signing, walls
from processes.services.log import append_records, introduce, make_head
from processes.services.signing import NoKeyError
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, opened, take

POSTGRES = connection.vendor == "postgresql"
SIZES = st.integers(0, 70)


@pytest.fixture
def key(tmp_path: Path) -> signing.Signer:
    return made_key(tmp_path / "one.pem")


def made_key(path: Path) -> signing.Signer:
    signing.make(path)
    return signing.signer(path)


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    return dossier_in(stage, "rating.district_council")


def leaf_of(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def naive(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, as it is written there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + naive(leaves[:k]) + naive(leaves[k:])).digest()


def whole(level: int, index: int) -> bytes:
    return naive([leaf_of(n) for n in range(index << level, (index + 1) << level)])


@given(SIZES)
def test_the_root_is_that_of_the_standard(size: int) -> None:
    wanted = naive([leaf_of(n) for n in range(size)])
    grown = merkle.Growing()
    for n in range(size):
        grown.add(merkle.leaf(leaf_of(n)))

    assert (merkle.root(whole, 0, size), grown.root) == (wanted, wanted)
    assert merkle.peaks_of(whole, size) == grown.peaks


@given(SIZES.filter(bool), st.data())
def test_every_inclusion_is_proved_and_no_other_leaf_by_the_same_path(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(whole, index, size)
    root = merkle.root(whole, 0, size)

    assert merkle.root_by_inclusion(leaf_of(index), index, size, path) == root
    assert merkle.root_by_inclusion(leaf_of(index + 1), index, size, path) != root
    assert merkle.root_by_inclusion(leaf_of(index), index, size, [*path, root]) != root
    assert merkle.root_by_inclusion(leaf_of(index), size, size, path) is None


@given(SIZES, SIZES)
def test_every_consistency_is_proved_and_no_other_root_by_the_same_path(a: int, b: int) -> None:
    old, new = sorted((a, b))
    path = merkle.consistency(whole, old, new)
    roots = merkle.root(whole, 0, old), merkle.root(whole, 0, new)

    assert merkle.is_consistent(old, roots[0], new, roots[1], path)
    assert not merkle.is_consistent(old, leaf_of(1), new, roots[1], path)
    assert not merkle.is_consistent(old, roots[0], new, leaf_of(1), path) or not old


def test_every_record_is_appended_once_in_the_order_of_its_number(dossier: Dossier) -> None:
    first, second = append_records(), append_records()

    logged = list(LogLeaf.objects.values_list("position", "record_id", "dossier", "seq", "hash"))
    wanted = Record.objects.order_by("pk").values_list("pk", "dossier__code", "seq", "hash")
    assert logged == [(n, *row) for n, row in enumerate(wanted)]
    assert (first, second) == (Record.objects.count(), 0)


def test_a_log_in_pieces_is_the_log_in_one(
    stage: Stage, key: signing.Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("processes.services.log.BATCH", 3)
    dossier_in(stage, "rating.district_council")
    with at(6, 9):
        head = make_head(key)

    hashes = Record.objects.order_by("pk").values_list("hash", flat=True)
    assert head.root == naive([bytes.fromhex(h) for h in hashes]).hex()
    assert set(LogNode.objects.values_list("level", "index")) == {
        (level, index) for level in range(KEPT, 64) for index in range(head.size >> level)
    }


def test_a_record_that_was_committed_late_is_appended_after_all_the_same(
    dossier: Dossier,
) -> None:
    """Its number is smaller than the last one in the log."""
    append_records()
    middle = LogLeaf.objects.get(position=2)
    walls.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM processes_logleaf WHERE id >= 2")
        cursor.execute("DELETE FROM processes_lognode")
    kept = list(Record.objects.order_by("pk")[3:].values_list("pk", flat=True))
    LogLeaf.objects.bulk_create(
        LogLeaf(position=n, record_id=pk, dossier="x", seq=1, hash="0" * 64)
        for n, pk in enumerate(kept, 2)
    )

    assert list(unlogged().values_list("pk", flat=True)) == [middle.record_id]


@pytest.mark.postgres
def test_a_transaction_that_commits_after_a_later_one_is_in_the_log(
    transactional_db: None, tmp_path: Path
) -> None:
    """The first dossier takes its record's number first and commits last."""
    stage, key = stages.build(), made_key(tmp_path / "one.pem")
    one, two = opened(stage), opened(stage, "Mật ong")
    begun, go = Event(), Event()

    def slow() -> None:
        with at(3, 4), transaction.atomic():
            take(stage, one, "submit_idea")
            begun.set()
            go.wait(20)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    begun.wait(20)
    with at(3, 4):
        take(stage, two, "submit_idea")
        before = make_head(key)
        go.set()
        thread.join()
        after = make_head(key)

    assert (before.size, after.size) == (3, 4)
    assert LogLeaf.objects.get(position=3).dossier == one.code
    assert verify_log().problems == []


def test_a_head_says_what_the_log_is_and_is_signed(dossier: Dossier, key: signing.Signer) -> None:
    with at(6, 9):
        head = make_head(key)

    said = head_json(Head.objects.get())
    assert (said["number"], said["size"], said["previous"]) == (1, dossier.version, "")
    assert said["at"] == "2026-06-09T02:00:00.000000Z"
    assert head_holds(said, {key.key: key.public})
    assert head.root == merkle.root(Tree(), 0, head.size).hex()


@pytest.mark.parametrize("field", ["number", "size", "root", "at", "previous", "key"])
def test_a_head_whose_field_is_changed_bears_no_signature(
    dossier: Dossier, key: signing.Signer, field: str
) -> None:
    with at(6, 9):
        said = head_json(make_head(key))

    changed = said | {field: 99 if isinstance(said[field], int) else "ab" * 32}
    assert not head_holds(changed, {key.key: key.public, "ab" * 32: key.public})


def test_a_head_is_made_where_nothing_happened_and_names_the_one_before(
    dossier: Dossier, key: signing.Signer
) -> None:
    with at(6, 9):
        first = make_head(key)
    with at(6, 9, 10):
        second = make_head(key)

    assert (second.number, second.size, second.root) == (2, first.size, first.root)
    assert second.previous == first.signature


def test_an_empty_log_has_a_head(db: None, key: signing.Signer) -> None:
    head = make_head(key)

    assert (head.size, head.root) == (0, hashlib.sha256().hexdigest())
    assert verify_log().problems == []


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE processes_logleaf SET hash = '{}' WHERE id = 17",
        "UPDATE processes_lognode SET hash = '{}'",
        "DELETE FROM processes_lognode",
    ],
)
def test_nothing_is_signed_over_a_log_that_was_harmed(
    dossier: Dossier, key: signing.Signer, harm: str
) -> None:
    make_head(key)
    walls.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(harm.format("0" * 64))

    with pytest.raises(LookupError):
        make_head(key)


def test_another_key_signs_nothing_until_the_one_before_vouched_for_it(
    db: None, key: signing.Signer, tmp_path: Path
) -> None:
    make_head(key)
    other = made_key(tmp_path / "other.pem")

    with pytest.raises(NoKeyError, match="vouches"):
        make_head(other)

    introduce(other, key)
    assert make_head(other).key == other.key
    assert verify_log().problems == []


def test_a_key_that_slipped_in_is_named(db: None, key: signing.Signer, tmp_path: Path) -> None:
    head = make_head(key)
    other = made_key(tmp_path / "other.pem")
    LogKey(key=other.key, public=other.public, at=head.at).save()

    assert [str(p) for p in verify_log().problems] == [
        f"log/0: no known key vouches for the key {other.key}"
    ]


def test_a_key_file_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("nonsense")

    with pytest.raises(NoKeyError, match=r"key\.pem"):
        signing.signer(path)


def test_production_without_a_key_says_so(settings: Any) -> None:
    settings.SIGNING_KEY_FILE = None

    with pytest.raises(NoKeyError, match="OCOP_SIGNING_KEY_FILE"):
        signing.signer()


def test_every_record_is_proved_to_be_in_the_head(dossier: Dossier, key: signing.Signer) -> None:
    with at(6, 9):
        make_head(key)
    proofs = [inclusion(h) for h in Record.objects.values_list("hash", flat=True)]

    assert [p is not None and p.holds for p in proofs] == [True] * dossier.version
    assert inclusion("0" * 64) is None


def test_the_older_head_is_proved_to_be_the_beginning_of_the_newer(
    stage: Stage, key: signing.Signer
) -> None:
    dossier = dossier_in(stage, "rating.district_council")
    with at(6, 9):
        old = make_head(key)
        take(stage, dossier, "conclude_district")
        new = make_head(key)

    path = [bytes.fromhex(step) for step in consistency(old, new)]
    roots = bytes.fromhex(old.root), bytes.fromhex(new.root)
    assert new.size == old.size + 1
    assert merkle.is_consistent(old.size, roots[0], new.size, roots[1], path)


@pytest.mark.parametrize("table", ["logleaf", "lognode", "logkey", "head"])
def test_the_log_is_written_once(dossier: Dossier, key: signing.Signer, table: str) -> None:
    make_head(key)

    for sql in (f"DELETE FROM processes_{table}", f"UPDATE processes_{table} SET id = id"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


def test_what_came_after_a_head_costs_what_came_after_it(
    stage: Stage, key: signing.Signer, django_assert_max_num_queries: Any
) -> None:
    dossier, other = dossier_in(stage, "rating.district_council"), opened(stage, "Mật ong")
    with at(6, 9):
        head = make_head(key)
        take(stage, dossier, "conclude_district")
        make_head(key)

    with django_assert_max_num_queries(40):
        found = verify_log(since=head)

    assert (found.leaves, found.heads, found.problems) == (1, 2, [])
    assert found.touched == {dossier.code} != {other.code}


def test_an_unharmed_log_has_no_problem(dossier: Dossier, key: signing.Signer) -> None:
    with at(6, 9):
        make_head(key)

    found = verify_log()
    assert (found.leaves, found.heads, found.problems) == (dossier.version, 1, [])
    assert verify_in_log([dossier]).leaves == dossier.version
