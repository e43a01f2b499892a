"""A sample by lot: the seed alone decides, and anybody can compute it."""

import hashlib
from dataclasses import replace

import pytest

from processes.models import Dossier
from processes.queries.audit.sample import Lot, drawn, newest_code, population, ticket_of
from tests.journeys.stage import Stage
from tests.play import opened

LOT = Lot("kiem-tra-1", 3, 2026)


@pytest.fixture
def codes(stage: Stage) -> list[str]:
    return [opened(stage, f"Sản phẩm {n}").code for n in range(8)]


def sample(stage: Stage, lot: Lot) -> list[str]:
    return [d.code for d in drawn(stage.people["kiemtoan"], lot)]


def test_the_lowest_tickets_are_drawn(stage: Stage, codes: list[str]) -> None:
    def ticket(code: str) -> str:
        return hashlib.md5(f"kiem-tra-1:{code}".encode(), usedforsecurity=False).hexdigest()

    assert sample(stage, LOT) == sorted(codes, key=ticket)[:3]


def test_the_same_seed_draws_the_same_and_another_seed_others(
    stage: Stage, codes: list[str]
) -> None:
    again, other = sample(stage, LOT), sample(stage, replace(LOT, seed="kiem-tra-2"))

    assert (sample(stage, LOT) == again, again == other) == (True, False)


def test_a_dossier_that_is_opened_later_takes_no_part(stage: Stage, codes: list[str]) -> None:
    who = stage.people["kiemtoan"]
    lot = replace(LOT, up_to=newest_code(who, LOT), size=8)
    before = sample(stage, lot)
    opened(stage, "Sản phẩm mới")

    assert (sample(stage, lot), population(who, lot).count()) == (before, 8)


def test_only_the_chosen_year_takes_part(stage: Stage, codes: list[str]) -> None:
    assert sample(stage, replace(LOT, year=2025)) == []


def test_a_code_that_is_no_dossiers_draws_nothing(stage: Stage, codes: list[str]) -> None:
    assert sample(stage, replace(LOT, up_to="OCOP-26-999999")) == []


def test_the_printed_ticket_is_the_one_that_was_drawn_by(stage: Stage, codes: list[str]) -> None:
    first = drawn(stage.people["kiemtoan"], LOT)[0]

    assert first.ticket == ticket_of("kiem-tra-1", first.code)


def test_nobody_else_draws(stage: Stage, codes: list[str]) -> None:
    assert (list(drawn(stage.people["quantri"], LOT)), Dossier.objects.count()) == ([], 8)
