"""An applicant scores its own product; the commune's figures and the advisory team stand beside."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.models import AdvisoryCheck, Dossier, SelfAssessment
from processes.queries.assessed import handed_in
from tests.journeys.stage import Stage, build
from tests.play import again, at, dossier_in, take


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def drafting(stage: Stage) -> Dossier:
    return dossier_in(stage, "rating.draft")


def client(stage: Stage, who: str) -> Client:
    made = Client()
    made.force_login(stage.people[who].user)
    return made


def ask(
    stage: Stage, dossier: Dossier, who: str, name: str = "self_assessment", **post: str
) -> Any:
    with at(6, 8):
        url = reverse(name, args=[dossier.public_id])
        return client(stage, who).post(url, post) if post else client(stage, who).get(url)


def test_claims_are_saved_with_their_document_and_page(stage: Stage, drafting: Dossier) -> None:
    paper = drafting.documents.order_by("pk")[0]
    ask(stage, drafting, "chuthe", m0="2", m0d=str(paper.public_id), m0p="3", m0n="Hợp đồng")

    saved = SelfAssessment.objects.get()
    assert (saved.marks, saved.evidence) == (
        {"1.1": 2},
        {"1.1": {"document": str(paper.public_id), "page": 3, "note": "Hợp đồng"}},
    )


def test_a_paper_of_another_file_is_no_evidence(stage: Stage, drafting: Dossier) -> None:
    other = dossier_in(stage, "rating.draft", "Trà").documents.order_by("pk")[0]
    ask(stage, drafting, "chuthe", m0="2", m0d=str(other.public_id))

    assert SelfAssessment.objects.get().evidence == {}


def test_the_page_says_how_far_it_is_to_the_star_of_the_plan(
    stage: Stage, drafting: Dossier
) -> None:
    target = ask(stage, drafting, "chuthe").context["target"]

    assert (target.star, target.points, target.total, target.short) == (4, 70, 0, 70)
    assert sum(gap.gain for gap in target.gaps) >= 70


def test_what_the_commune_certifies_is_not_among_the_gaps(stage: Stage, drafting: Dossier) -> None:
    gaps = ask(stage, drafting, "chuthe").context["target"].gaps

    assert [g for g in gaps if g.criterion.decides] == []


def test_it_is_handed_in_with_the_rating_file(stage: Stage, drafting: Dossier) -> None:
    ask(stage, drafting, "chuthe", m0="2")
    with at(6, 8):
        take(stage, drafting, "submit_rating")

    found = handed_in(again(drafting))
    assert found is not None
    assert found.marks == {"1.1": 2}


def test_nobody_reads_it_before_it_is_handed_in(stage: Stage, drafting: Dossier) -> None:
    ask(stage, drafting, "chuthe", m0="2")

    answers = {w: ask(stage, drafting, w).status_code for w in ("xa", "huyen", "tinh", "kiemtoan")}
    assert answers == dict.fromkeys(answers, 404)


def test_while_an_office_has_the_file_nothing_is_changed(stage: Stage, drafting: Dossier) -> None:
    ask(stage, drafting, "chuthe", m0="2")
    with at(6, 8):
        take(stage, drafting, "submit_rating")
    answer = ask(stage, again(drafting), "chuthe", m0="0")

    assert (answer.status_code, SelfAssessment.objects.get().marks) == (422, {"1.1": 2})


def test_the_commune_s_figures_mark_the_criteria_they_decide(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    shown = ask(stage, dossier, "huyen", "advice").context["shown"]

    questions = [q for p in shown.parts for s in p.sections for q in s.questions]
    decided = {
        q.criterion.decides: [c.option.points for c in q.choices if c.certified and c.option]
        for q in questions
        if q.criterion.decides
    }
    assert decided == {"local_material": [3], "local_labour": [1]}


def test_the_advisory_team_s_check_stands_beside_the_claim(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    ask(stage, dossier, "huyen", "advice", m0="1", m0n="Hợp đồng chỉ 60%")

    kept = AdvisoryCheck.objects.get()
    assert (kept.level, kept.criterion, kept.mark, kept.note) == (
        "district",
        "1.1",
        1,
        "Hợp đồng chỉ 60%",
    )


@pytest.mark.parametrize("who", ["chuthe", "xa", "tinh", "district_1", "kiemtoan"])
def test_only_the_office_that_advises_the_council_does(stage: Stage, who: str) -> None:
    dossier = dossier_in(stage, "rating.at_district")

    assert ask(stage, dossier, who, "advice", m0="1").status_code == 404
    assert AdvisoryCheck.objects.count() == 0
