"""The quick way through the log says what the exact way says, block by block."""

from typing import Any

import pytest
from django.db import connection, transaction

from processes.models import Dossier, LogLeaf
from processes.queries import fast_log
from processes.queries.fast_log import sound_blocks
from processes.queries.log_verification import LogFindings, verify_log
from processes.services import signing, walls
from processes.services.log import make_head
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

LEVELS = (1, 2, 4)
PLACES = ((0, 4), (5, 1), (5, 2), (14, 4))  # what is harmed, and how large blocks are

# what is done to the log or to what it is held against; {} is a position in it
HARMS = {
    "nothing": "SELECT 1",
    "another hash in a leaf": "UPDATE processes_logleaf SET hash = repeat('ab', 32) WHERE id = {}",
    "another number in a leaf": "UPDATE processes_logleaf SET seq = 99 WHERE id = {}",
    "another dossier in a leaf": "UPDATE processes_logleaf SET dossier = 'OCOP-26-9' WHERE id = {}",
    "a leaf gone": "DELETE FROM processes_logleaf WHERE id = {}",
    "the newest leaves gone": "DELETE FROM processes_logleaf WHERE id >= {}",
    "a leaf of no record": "UPDATE processes_logleaf SET record_id = 10000000 WHERE id = {}",
    "a leaf behind the end": "UPDATE processes_logleaf SET id = 1000 WHERE id = {}",
    "a leaf in the place of the one before it": "ALTER TABLE processes_logleaf DROP CONSTRAINT"
    " processes_logleaf_pkey; UPDATE processes_logleaf SET id = {} WHERE id = 1 + {}",
    "a record with another hash": "UPDATE processes_record SET hash = repeat('cd', 32)"
    " WHERE id = (SELECT record_id FROM processes_logleaf WHERE id = {})",
    "an older record": "UPDATE processes_record SET at = '2020-01-01 00:00:00+00'"
    " WHERE id = (SELECT record_id FROM processes_logleaf WHERE id = {})",
    "record and leaf with another hash": "UPDATE processes_record SET hash = repeat('cd', 32)"
    " WHERE id = (SELECT record_id FROM processes_logleaf WHERE id = {});"
    " UPDATE processes_logleaf SET hash = repeat('cd', 32) WHERE id = {}",
    "a node that is another": "UPDATE processes_lognode SET hash = repeat('ef', 32)",
    "a node gone": "DELETE FROM processes_lognode",
    "a node over nothing": "INSERT INTO processes_lognode (level, index, hash) VALUES (4, 7, 'a')",
    "a head with another root": "UPDATE processes_head SET root = repeat('ab', 32) WHERE number = 2",
    "a head with another size": "UPDATE processes_head SET size = 40 WHERE number = 3",
}


@pytest.fixture
def dossier(stage: Stage, tmp_path: Any) -> Dossier:
    """A dossier under three heads: over nothing, over all but its last step, over all."""
    signing.make(tmp_path / "key.pem")
    key = signing.signer(tmp_path / "key.pem")
    with at(1, 2):
        make_head(key)
    made = dossier_in(stage, "rating.district_council")
    with at(6, 9):
        make_head(key)
        take(stage, made, "conclude_district")
        make_head(key)
    walls.drop(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return made


def said(found: LogFindings) -> tuple[int, int, list[str]]:
    return found.leaves, found.heads, [str(problem) for problem in found.problems]


@pytest.mark.postgres
@pytest.mark.parametrize(("position", "level"), PLACES)
@pytest.mark.parametrize("harm", HARMS)
def test_findings_are_those_of_the_exact_way(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, harm: str, position: int, level: int
) -> None:
    monkeypatch.setattr(fast_log, "LEVEL", level)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HARMS[harm].format(position, position))

    exact = said(verify_log(exact=True))
    assert said(verify_log()) == exact
    assert (exact[2] == []) is (harm == "nothing")


@pytest.mark.postgres
@pytest.mark.parametrize("level", LEVELS)
def test_every_whole_block_of_an_unharmed_log_is_read_at_once(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, level: int
) -> None:
    monkeypatch.setattr(fast_log, "LEVEL", level)

    leaves = LogLeaf.objects.count()
    assert [block.index for block in sound_blocks()] == list(range(leaves >> level))


@pytest.mark.postgres
def test_ranges_are_read_one_after_the_other(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_log, "LEVEL", 1)
    whole = list(sound_blocks())
    monkeypatch.setattr(fast_log, "RANGE", 4)

    assert list(sound_blocks()) == whole


def test_no_block_is_read_at_once_where_the_server_cannot_say_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    dossier_in(stage, "idea.at_district")

    assert list(sound_blocks()) == []
