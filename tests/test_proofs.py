"""The public page of heads, its JSON and proofs; a dossier verified before an auditor; the bundle."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from forms.views import proofs
from processes.models import Dossier, Head, Record, SheetReading
from processes.queries import merkle
from processes.queries.log_verification import verify_log
from processes.queries.saved_heads import read
from processes.services import signing, walls
from processes.services.log import make_head
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, signed_in, take


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def key(tmp_path: Path) -> signing.Signer:
    signing.make(tmp_path / "key.pem")
    return signing.signer(tmp_path / "key.pem")


@pytest.fixture
def dossier(stage: Stage, key: signing.Signer) -> Dossier:
    """A dossier whose records are under two heads but for the last."""
    made = dossier_in(stage, "rating.district_council")
    with at(6, 8, 20):
        make_head(key)
    with at(6, 9):
        take(stage, made, "conclude_district")
        make_head(key)
        take(stage, made, "forward_to_province")
    return Dossier.objects.get(pk=made.pk)


def ask(name: str, **query: object) -> Any:
    with at(6, 9, 10):
        return Client().get(reverse(name), query)


def test_anybody_sees_the_heads_the_newest_first(dossier: Dossier) -> None:
    answer = ask("heads")

    assert [head.number for head in answer.context["heads"]] == [2, 1]
    assert Head.objects.get(number=2).root in answer.content.decode()


def test_a_page_without_heads_says_so(db: None) -> None:
    assert "Chưa có mốc nào được ký." in ask("heads").content.decode()


def test_heads_are_paged_by_their_number(db: None, key: signing.Signer) -> None:
    for _n in range(30):
        make_head(key)
    first = ask("heads")
    second = ask("heads", truoc=first.context["following"])

    assert [head.number for head in first.context["heads"]] == list(range(30, 6, -1))
    assert [head.number for head in second.context["heads"]] == list(range(6, 0, -1))
    assert second.context["following"] is None


def test_the_json_is_what_the_verifier_takes(dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "heads.json").write_bytes(ask("heads_json").content)
    saved = read([tmp_path / "heads.json"])

    assert (sorted(saved.heads), saved.leaves) == ([1, 2], {})
    assert verify_log(saved).problems == []


def test_a_record_is_proved_by_its_hash(dossier: Dossier) -> None:
    record = Record.objects.get(dossier=dossier, seq=4)
    told = ask("inclusion_json", ma=record.hash).json()
    page = ask("heads", ma=record.hash)

    path = [bytes.fromhex(step) for step in told["path"]]
    size = told["head"]["size"]
    root = merkle.root_by_inclusion(bytes.fromhex(record.hash), told["position"], size, path)
    assert root is not None
    assert root.hex() == told["head"]["root"]
    assert page.context["found"].holds


def test_a_record_is_proved_under_an_older_head_too(dossier: Dossier) -> None:
    record = Record.objects.get(dossier=dossier, seq=4)

    assert ask("inclusion_json", ma=record.hash, moc=1).json()["head"]["number"] == 1


@pytest.mark.parametrize("ma", ["0" * 64, "A" * 64])
def test_a_hash_that_no_record_has_is_not_found(dossier: Dossier, ma: str) -> None:
    assert ask("inclusion_json", ma=ma).status_code == 404


@pytest.mark.parametrize("ma", ["x", "\x00", "0" * 63, "0" * 65])
def test_what_is_no_hash_is_called_so_and_kept_as_it_was_typed(dossier: Dossier, ma: str) -> None:
    page = ask("heads", ma=ma)

    told = page.context["unanswered"].why
    assert (page.status_code, told, page.context["asked"]) == (
        400,
        "Mã băm có đúng 64 ký tự, chỉ gồm chữ số và chữ cái từ a đến f.",
        ma,
    )


@pytest.mark.parametrize("name", ["heads", "inclusion_json"])
def test_a_hash_is_found_with_the_blanks_and_line_breaks_of_its_copy(
    dossier: Dossier, name: str
) -> None:
    record = Record.objects.get(dossier=dossier, seq=4)
    pasted = f"  {record.hash[:32].upper()}\n{record.hash[32:]} "

    assert ask(name, ma=pasted).status_code == 200


def test_the_field_for_a_hash_cuts_nothing_that_is_pasted(dossier: Dossier) -> None:
    assert "maxlength" not in ask("heads").content.decode()


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("inclusion_json", {}, 400),
        ("inclusion_json", {"ma": "x"}, 400),
        ("inclusion_json", {"ma": "0" * 64}, 404),
        ("inclusion_json", {"ma": "0" * 64, "moc": "9"}, 404),
        ("consistency_json", {}, 400),
        ("consistency_json", {"cu": "x"}, 404),
    ],
)
def test_what_programs_read_says_in_json_why_it_does_not_answer(
    dossier: Dossier, name: str, query: dict[str, str], status: int
) -> None:
    answer = ask(name, **query)

    assert (answer.status_code, len(answer.json()["refused"])) == (status, 1)


def test_a_record_under_no_head_yet_is_not_found(dossier: Dossier) -> None:
    newest = Record.objects.get(dossier=dossier, seq=dossier.version)

    assert ask("inclusion_json", ma=newest.hash).status_code == 404
    assert ask("heads", ma=newest.hash).status_code == 404


def test_two_heads_are_proved_to_be_of_one_history(dossier: Dossier) -> None:
    told = ask("consistency_json", cu=1).json()

    old, new = told["old"], told["new"]
    path = [bytes.fromhex(step) for step in told["path"]]
    roots = bytes.fromhex(old["root"]), bytes.fromhex(new["root"])
    assert (old["number"], new["number"]) == (1, 2)
    assert merkle.is_consistent(old["size"], roots[0], new["size"], roots[1], path)


@pytest.mark.parametrize("query", [{"cu": "9"}, {"cu": "x"}, {"cu": "1", "moi": "9"}])
def test_heads_that_are_none_are_not_found(dossier: Dossier, query: dict[str, str]) -> None:
    assert ask("consistency_json", **query).status_code == 404


@pytest.mark.parametrize("name", ["heads", "heads_json"])
def test_older_heads_than_none_are_not_found(dossier: Dossier, name: str) -> None:
    answer = ask(name, truoc="x9")

    told = answer.context["unanswered"].why if name == "heads" else answer.json()["refused"][0]
    assert (answer.status_code, told) == (404, "Không có mốc số “x9”.")


@pytest.mark.parametrize("query", [{}, {"cu": "2", "moi": "1"}])
def test_heads_that_are_no_pair_are_refused(dossier: Dossier, query: dict[str, str]) -> None:
    assert ask("consistency_json", **query).status_code == 400


@pytest.mark.parametrize("name", ["heads", "heads_json"])
def test_nothing_public_names_a_dossier_or_a_person(
    dossier: Dossier, stage: Stage, name: str
) -> None:
    text = ask(name).content.decode()
    people = [a.user.full_name for a in stage.people.values()]

    private = [dossier.code, "Cà phê", "HTX", *people]
    assert [word for word in private if word in text] == []


@pytest.mark.parametrize("name", ["inclusion_json", "consistency_json", "heads"])
def test_whoever_asks_without_end_is_told_when_to_ask_again(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(proofs, "OF_ADDRESS", proofs.Limit(f"proof-test-{name}", 2, 3600))
    query = {"ma": Record.objects.get(dossier=dossier, seq=4).hash, "cu": "1"}

    answers = [ask(name, **query) for _n in range(3)]

    last = answers[-1]
    assert ([a.status_code for a in answers], last["Retry-After"]) == ([200, 200, 429], "3600")
    told = last.context["unanswered"].why if name == "heads" else last.json()["refused"][0]
    assert told == "Yêu cầu quá nhiều lần. Hãy thử lại sau 60 phút."


def proof(stage: Stage, dossier: Dossier, who: str = "kiemtoan") -> Any:
    with at(6, 9, 10):
        return signed_in(stage, who).get(reverse("proof", args=[dossier.public_id]))


def test_a_dossier_is_verified_before_the_auditor(stage: Stage, dossier: Dossier) -> None:
    answer = proof(stage, dossier)

    assert answer.context["findings"].problems == []
    assert (answer.context["log"].problems, answer.context["log"].leaves) == ([], 20)
    assert [position for _entry, position in answer.context["rows"]] == [*range(20), None]


def test_what_was_rewritten_is_shown_to_the_auditor(stage: Stage, dossier: Dossier) -> None:
    walls.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE processes_record SET hash = %s WHERE seq = 4", ["0" * 64])

    problems = proof(stage, dossier).context["log"].problems
    assert [(p.dossier, p.seq) for p in problems] == [(dossier.code, 4)]


@pytest.mark.parametrize("who", ["chuthe", "xa", "huyen", "tinh", "giamsat", "lanhdao"])
@pytest.mark.parametrize("name", ["proof", "bundle"])
def test_nobody_but_an_auditor_has_the_proof(
    stage: Stage, dossier: Dossier, who: str, name: str
) -> None:
    with at(6, 9, 10):
        answer = signed_in(stage, who).get(reverse(name, args=[dossier.public_id]))

    assert answer.status_code == 404


@pytest.mark.parametrize(("who", "shown"), [("kiemtoan", True), ("xa", False)])
def test_the_history_leads_the_auditor_to_the_proof(
    stage: Stage, dossier: Dossier, who: str, shown: bool
) -> None:
    with at(6, 9, 10):
        page = signed_in(stage, who).get(reverse("history", args=[dossier.public_id]))

    assert (reverse("proof", args=[dossier.public_id]) in page.content.decode()) is shown


def test_the_auditor_takes_the_bundle_away_and_that_sheets_were_read_is_noted(
    stage: Stage, dossier: Dossier
) -> None:
    with at(6, 9, 10):
        answer = signed_in(stage, "kiemtoan").get(reverse("bundle", args=[dossier.public_id]))
        content = b"".join(answer.streaming_content)

    with zipfile.ZipFile(BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["dossiers"], manifest["signature"]) == ([dossier.code], "")
    assert SheetReading.objects.count() == 5


def test_without_a_head_there_is_no_bundle_and_it_is_said(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        client = signed_in(stage, "kiemtoan")
        answer = client.get(reverse("bundle", args=[dossier.public_id]), follow=True)

    assert "Chưa có mốc nào được ký; chưa có gì để chứng minh." in answer.content.decode()
