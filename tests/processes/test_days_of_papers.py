"""A paper has a day on which it can have been signed: not after today, nor before what it rests on."""

from typing import Any
from uuid import uuid4

import pytest

from processes.engine import Kind, Reason, Refused
from processes.models import Dossier
from processes.rulesets import RULESETS
from processes.services.move import move
from tests.correcting import TAKEN, asked, do, wrong
from tests.journeys.stage import Stage
from tests.play import GIVEN, answers, at, dossier_in

RULESET = RULESETS["dl_2022"]
FUTURE = ("due_on", "closes_on")  # the only days that are of what is still to come
SIGNED = {"issue_decision", "refer_national", "record_five_stars", "record_not_five"}


def tried(stage: Stage, dossier: Dossier, name: str, who: str, **given: Any) -> list[Reason]:
    """Try a step; return why it was refused, nothing where it was taken."""
    try:
        move(dossier.pk, name, by=stage.people[who], key=uuid4(), given=given)
    except Refused as refused:
        return list(refused.reasons)
    return []


def signed(stage: Stage, name: str, on: str, day: tuple[int, int] = (6, 9)) -> list[Reason]:
    """Try to take a step with a paper of that day."""
    state, _day = TAKEN[name]
    dossier = dossier_in(stage, state)
    with at(*day):
        given = answers(name) | {"paper_on": on}
        return tried(stage, dossier, name, GIVEN[name][0], **given)


def said(reasons: list[Reason]) -> list[tuple[str, str]]:
    return [(r.field, str(r)) for r in reasons]


def test_every_day_of_what_is_done_may_not_be_after_today() -> None:
    days = [f for s in RULESET.steps.values() for f in s.asks if f.kind is Kind.DATE]

    assert [f.key for f in days if f.past is (f.key in FUTURE)] == []


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_a_paper_of_tomorrow_is_refused_at_its_field(stage: Stage, name: str) -> None:
    reasons = signed(stage, name, "2026-06-10")

    assert [r.field for r in reasons] == ["paper_on"]
    assert "không được sau hôm nay (09/06/2026)" in str(reasons[0])


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_a_paper_of_today_is_taken(stage: Stage, name: str) -> None:
    assert signed(stage, name, "2026-06-09") == []


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_a_paper_of_before_the_councils_conclusion_is_refused(stage: Stage, name: str) -> None:
    text = "Ngày văn bản không được trước ngày Hội đồng tỉnh kết luận (08/06/2026)."

    assert said(signed(stage, name, "2026-06-07")) == [("paper_on", text)]


def test_a_paper_may_be_typed_in_days_after_it_was_signed(stage: Stage) -> None:
    assert signed(stage, "issue_decision", "2026-06-08", day=(7, 10)) == []


def test_today_is_the_day_in_vietnam(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision")
    with at(6, 9, 6):  # the eighth still in UTC
        assert tried(stage, dossier, "issue_decision", "lanhdao", **answers("issue_decision")) == []


def annulled(stage: Stage, on: str) -> list[Reason]:
    """Try to annul a decision of 9 June by a paper of that day."""
    dossier, _level = asked(stage, "issue_decision")
    with at(6, 10):
        paper = {"paper_number": "99/QĐ", "paper_on": on, "reason": "Nhầm"}
        return tried(stage, dossier, "annul_decision", "lanhdao", **paper)


def test_an_annulment_is_not_signed_before_what_it_annuls(stage: Stage) -> None:
    text = "Ngày quyết định không được trước ngày của quyết định công nhận (09/06/2026)."

    assert said(annulled(stage, "2020-02-02")) == [("paper_on", text)]


def test_an_annulment_may_be_of_the_day_of_the_decision(stage: Stage) -> None:
    assert annulled(stage, "2026-06-09") == []


def test_a_revocation_is_not_signed_before_what_it_revokes(stage: Stage) -> None:
    dossier = wrong(stage, "issue_decision")
    given = {"cause": "request", "paper_number": "3/QĐ", "reason": "Đề nghị"}

    with at(6, 10):
        reasons = tried(
            stage, dossier, "revoke_certificate", "lanhdao", **given, paper_on="2026-06-08"
        )
    assert [r.field for r in reasons] == ["paper_on"]


def test_a_decision_anew_may_be_of_any_day_since_the_conclusion(stage: Stage) -> None:
    dossier, _level = asked(stage, "issue_decision")
    with at(6, 10):
        do(stage, dossier, "annul_decision", "lanhdao", paper_number="99/QĐ", paper_on="2026-06-10")
        given = answers("issue_decision") | {"certificate_number": "OCOP-2"}
        given |= {"paper_on": "2026-06-09"}
        assert tried(stage, dossier, "issue_decision", "lanhdao", **given) == []


def test_an_answer_that_is_no_day_is_said_once(stage: Stage) -> None:
    assert [r.field for r in signed(stage, "issue_decision", "hôm qua")] == ["paper_on"]
