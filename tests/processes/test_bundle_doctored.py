"""A bundle that was doctored is refused, and the record is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from processes.queries.signatures import HEAD
from processes.services import signing
from processes.services.chain import digest
from processes.text import canonical
from tests.bundles import Made, made_bundle, refused, verified
from tests.journeys.stage import Stage


@pytest.fixture
def made(stage: Stage, tmp_path: Path) -> Made:
    return made_bundle(stage, tmp_path)


MISSING = "is missing; the manifest or the kept heads know of it"


# seven and more doctored bundles, each by somebody who makes the manifest fit


def a_bad_hash(made: Made) -> list[str]:
    record = made.records[4]
    record["hash"] = "0" * 64
    return [
        f"{made.code}/5: the body does not have its hash",
        f"{made.code}/5: is not in head 2",
        f"{made.code}/6: does not follow the record before it",
    ]


def a_changed_body(made: Made) -> list[str]:
    record = made.records[4]
    record["body"] = canonical(json.loads(record["body"]) | {"role": "supervisor"})
    return [f"{made.code}/5: the body does not have its hash"]


def a_rewritten_chain(made: Made) -> list[str]:
    """From the fifth record on, each with its own hash."""
    previous = made.records[3]["hash"]
    for record in made.records[4:]:
        told = json.loads(record["body"]) | {"previous": previous, "role": "supervisor"}
        record["body"] = canonical(told)
        record["hash"] = previous = digest(record["body"])
    return [f"{made.code}/{r['seq']}: is not in head 2" for r in made.records[4:]]


def a_reordered_pair(made: Made) -> list[str]:
    records = made.records
    records[3], records[4] = records[4], records[3]
    return [
        f"{made.code}/4: stands out of order: it is {made.code}/5",
        f"{made.code}/4: does not follow the record before it",
        f"{made.code}/5: stands out of order: it is {made.code}/4",
        f"{made.code}/5: does not follow the record before it",
        f"{made.code}/6: does not follow the record before it",
    ]


def a_record_left_out_in_the_middle(made: Made) -> list[str]:
    del made.records[4]
    return [
        f"{made.code}/5: is missing; the next record is 6",
        f"{made.code}/6: does not follow the record before it",
    ]


def the_newest_record_left_out(made: Made) -> list[str]:
    del made.records[-1]
    to = "its records lead to 'rating.district_council'"
    return [
        f"{made.code}: stands in 'rating.district_passed', {to}",
        f"{made.code}/{len(made.records) + 1}: {MISSING}",
    ]


def a_missing_document(made: Made) -> list[str]:
    [name] = [n for n in made.files if n.startswith("documents/")]
    del made.files[name]
    wanted = name.removeprefix("documents/")
    return [
        f"{made.code}/{r['seq']}: its document {wanted} is missing"
        for r in made.records
        if json.loads(r["body"])["name"] == "add_document"
    ]


def a_changed_document(made: Made) -> list[str]:
    [name] = [n for n in made.files if n.startswith("documents/")]
    made.files[name] += b"x"
    wanted = name.removeprefix("documents/")
    return [
        f"{made.code}/{r['seq']}: its document {wanted} was changed"
        for r in made.records
        if json.loads(r["body"])["name"] == "add_document"
    ]


def a_changed_detail(made: Made) -> list[str]:
    record = next(r for r in made.records if isinstance(r["detail"], dict))
    record["detail"]["content"] = "{}"
    return [f"{made.code}/{record['seq']}: its detail was changed"]


def a_changed_version(made: Made) -> list[str]:
    made.records[made.number("submit_plan") - 1]["version"]["content"] = "{}"
    return [f"{made.code}/{made.number('submit_plan')}: its version was changed"]


def a_version_left_out(made: Made) -> list[str]:
    made.records[made.number("submit_plan") - 1]["version"] = None
    return [f"{made.code}/{made.number('submit_plan')}: its version is missing"]


def a_proof_of_another(made: Made) -> list[str]:
    made.records[2]["proof"] = made.records[3]["proof"]
    return [f"{made.code}/3: is not in head 2"]


def a_proof_left_out(made: Made) -> list[str]:
    made.records[2]["proof"] = None
    return [f"{made.code}/3: is older than head 2 and not proved to be in it"]


def a_bad_signature(made: Made) -> list[str]:
    head = made.files["heads.json"]["head"]
    head["signature"] = head["signature"][:-2] + ("00" if head["signature"][-2:] != "00" else "01")
    return ["heads.json: head 2 does not bear the signature of a believed key"]


def a_fork(made: Made) -> list[str]:
    """The signer told another history before: the older head is signed, and no beginning of this."""
    older = made.files["heads.json"]["older"][0]["head"]
    older["root"] = "ab" * 32
    said = {k: v for k, v in older.items() if k != "signature"}
    older["signature"] = made.key.sign(HEAD, said)
    return ["heads.json: head 1 is not its beginning: a fork"]


DOCTORED: list[Callable[[Made], list[str]]] = [
    a_bad_hash,
    a_changed_body,
    a_rewritten_chain,
    a_reordered_pair,
    a_record_left_out_in_the_middle,
    the_newest_record_left_out,
    a_missing_document,
    a_changed_document,
    a_changed_detail,
    a_changed_version,
    a_version_left_out,
    a_proof_of_another,
    a_proof_left_out,
    a_bad_signature,
    a_fork,
]


@pytest.mark.parametrize("doctor", DOCTORED, ids=lambda d: d.__name__)
def test_a_doctored_bundle_is_refused_and_says_where(
    made: Made, doctor: Callable[[Made], list[str]]
) -> None:
    wanted = doctor(made)

    assert refused(made) == wanted


def test_a_bundle_signed_anew_with_another_key_is_refused(made: Made, tmp_path: Path) -> None:
    signing.make(tmp_path / "his.pem")
    his = signing.signer(tmp_path / "his.pem")
    told = made.files["heads.json"]
    told["keys"] = [{**told["keys"][0], "key": his.key, "public": his.public}]
    for head in (told["head"], *(older["head"] for older in told["older"])):
        head["key"] = his.key
        said = {k: v for k, v in head.items() if k != "signature"}
        head["signature"] = his.sign(HEAD, said)

    assert refused(made, by=his) == [
        "heads.json: head 2 does not bear the signature of a believed key",
        "heads.json: head 1 does not bear the signature of a believed key",
        "manifest.json: it does not bear the signature of a believed key",
    ]


def cut_and_made_fit(made: Made) -> None:
    """The newest record left out, by somebody who lets state and manifest say the same."""
    del made.records[-1]
    made.dossier["state"] = json.loads(made.records[-1]["body"])["target"]
    made.files["manifest.json"]["counts"][made.code] -= 1


def against_what_was_kept(made: Made) -> tuple[int, list[str]]:
    status, lines = verified(made.packed(), "--heads", str(made.folder / "heads.json"))
    return status, [line for line in lines[:-1] if not line.startswith(("note:", "head "))]


def test_a_newest_record_that_was_left_out_is_missed_by_who_kept_the_log(made: Made) -> None:
    newest = len(made.records)
    cut_and_made_fit(made)

    assert against_what_was_kept(made) == (1, [f"{made.code}/{newest}: {MISSING}"])


def test_a_record_that_is_another_than_was_kept_is_named(made: Made) -> None:
    wanted = a_rewritten_chain(made)

    kept = [f"{made.code}/{r['seq']}: is another one than was kept" for r in made.records[4:]]
    assert against_what_was_kept(made) == (1, wanted + kept)


def test_what_was_logged_after_the_bundle_is_not_missed(made: Made) -> None:
    kept = json.loads((made.folder / "heads.json").read_text(encoding="utf-8"))
    later = [made.files["heads.json"]["head"]["size"], made.code, len(made.records) + 1, "ab" * 32]
    kept["leaves"].append(later)
    (made.folder / "heads.json").write_text(json.dumps(kept), encoding="utf-8")

    assert against_what_was_kept(made) == (0, [])


def test_a_fork_from_the_head_that_was_kept_is_refused(made: Made) -> None:
    kept = json.loads((made.folder / "heads.json").read_text(encoding="utf-8"))
    other = kept["heads"][1] | {"root": "ab" * 32}
    said = {k: v for k, v in other.items() if k != "signature"}
    kept["heads"][1] = other | {"signature": made.key.sign(HEAD, said)}
    (made.folder / "kept.json").write_text(json.dumps(kept), encoding="utf-8")

    status, lines = verified(made.folder / "whole.zip", "--heads", str(made.folder / "kept.json"))
    assert status == 1
    assert "heads.json: head 2 is another one than was kept: a fork" in lines


def test_a_file_that_was_changed_under_a_signed_manifest_is_named(made: Made) -> None:
    made.files["documents/extra"] = b"x"

    assert "documents/extra: the file is not the one that the manifest lists" in refused(
        made, listed=False
    )
