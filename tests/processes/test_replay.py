"""A history played again on the table: what departs from it is named, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from processes.engine.replay import Entry, departures
from processes.phases.ending import OPEN_DOSSIER
from processes.rulesets import RULESETS

DL = RULESETS["dl_2022"]
MARCH = datetime(2026, 3, 5, 2, tzinfo=UTC)
STORY = [
    ("open_dossier", "", "idea.draft", "applicant"),
    ("submit_idea", "idea.draft", "idea.at_commune", "applicant"),
    ("comment", "idea.at_commune", "idea.at_commune", "commune_officer"),
    ("return_idea", "idea.at_commune", "idea.to_complete", "commune_officer"),
    ("submit_idea", "idea.to_complete", "idea.at_commune", "applicant"),
    ("withdraw", "idea.at_commune", "end.withdrawn", "applicant"),
]
TRUE = [
    Entry(n, MARCH + timedelta(hours=n), name in DL.act, name, source, target, role)
    for n, (name, source, target, role) in enumerate(STORY, 1)
]
Change = Callable[[list[Entry]], list[Entry]]


def told(entries: list[Entry], stands: str = "end.withdrawn") -> list[tuple[int, str]]:
    return [(d.seq, d.text) for d in departures(DL, OPEN_DOSSIER, entries, stands)]


def without(number: int) -> Change:
    """One entry is cut out, and the numbers are closed up as a forger would."""
    return lambda entries: [
        replace(e, seq=n) for n, e in enumerate([e for e in entries if e.seq != number], 1)
    ]


def changed(number: int, **what: object) -> Change:
    return lambda entries: [
        replace(e, **what) if e.seq == number else e  # type: ignore[arg-type]
        for e in entries
    ]


def swapped(first: int) -> Change:
    """Two neighbours change places, and each gets the other's number and moment."""

    def change(entries: list[Entry]) -> list[Entry]:
        a, b = entries[first - 1], entries[first]
        pair = [replace(b, seq=a.seq, at=a.at), replace(a, seq=b.seq, at=b.at)]
        return [*entries[: first - 1], *pair, *entries[first + 1 :]]

    return change


DOCTORED: dict[str, tuple[Change, list[tuple[int, str]]]] = {
    "a step is skipped": (
        without(4),
        [(4, "submit_idea starts in idea.to_complete, the case stood in idea.at_commune")],
    ),
    "a pair is swapped": (
        swapped(4),
        [
            (4, "submit_idea starts in idea.to_complete, the case stood in idea.at_commune"),
            (6, "withdraw starts in idea.at_commune, the case stood in idea.to_complete"),
        ],
    ),
    "a step is forged": (
        changed(4, name="shred"),
        [(4, "shred is no transition of dl_2022")],
    ),
    "an act is forged": (
        changed(3, name="whisper"),
        [(3, "whisper is no act of dl_2022")],
    ),
    "an act passes for a step": (
        changed(3, is_act=False),
        [(3, "comment is no transition of dl_2022")],
    ),
    "the end is missing": (
        without(6),
        [(0, "stands in end.withdrawn, its history ends in idea.at_commune")],
    ),
    "the beginning is missing": (
        without(1),
        [
            (1, "submit_idea starts in idea.draft, the case stood in nothing"),
            (1, "the history begins with submit_idea, not with open_dossier"),
        ],
    ),
    "a number is left out": (
        lambda entries: [e for e in entries if e.seq != 3],
        [(4, "entry 4 follows entry 2")],
    ),
    "the first number is not one": (
        lambda entries: [replace(e, seq=e.seq + 1) for e in entries],
        [(2, "the history begins with entry 2")],
    ),
    "a step leads where the table does not": (
        changed(6, target="end.certified"),
        [
            (6, "withdraw does not lead to end.certified"),
            (0, "stands in end.withdrawn, its history ends in end.certified"),
        ],
    ),
    "a step starts where the table does not, and all round it agrees": (
        lambda entries: changed(6, source="idea.selected")(
            changed(5, target="idea.selected")(entries)
        ),
        [
            (5, "submit_idea does not lead to idea.selected"),
            (6, "withdraw does not start in idea.selected"),
        ],
    ),
    "a step is done by another role": (
        changed(4, role="applicant"),
        [(4, "applicant may not return_idea")],
    ),
    "an act is done by another role": (
        changed(3, role="district_chair"),
        [(3, "district_chair may not comment")],
    ),
    "another opens it": (
        changed(1, role="commune_officer"),
        [(1, "commune_officer may not open_dossier")],
    ),
    "an act moves the state": (
        changed(3, name="extend_term", role="supervisor", target="idea.at_district"),
        [
            (3, "extend_term is an act and leads from idea.at_commune to idea.at_district"),
            (4, "return_idea starts in idea.at_commune, the case stood in idea.at_district"),
        ],
    ),
    "an act is done where it is not": (
        changed(3, name="record_promotion", role="district_officer"),
        [(3, "record_promotion is not done in idea.at_commune")],
    ),
    "it is opened in another state": (
        changed(1, target="plan.draft"),
        [
            (1, "open_dossier does not lead to idea.draft"),
            (2, "submit_idea starts in idea.draft, the case stood in plan.draft"),
        ],
    ),
    "it is opened twice": (
        changed(3, name="open_dossier", role="applicant"),
        [(3, "open_dossier stands in the middle of a history")],
    ),
    "time runs backwards": (
        changed(4, at=MARCH),
        [(4, "return_idea is earlier than comment before it")],
    ),
    "everything is gone": (lambda _entries: [], [(0, "has no history")]),
}


def test_a_history_that_follows_the_table_is_not_named() -> None:
    assert told(TRUE) == []


@pytest.mark.parametrize("length", range(1, len(TRUE)))
def test_a_history_under_way_follows_the_table_as_far_as_it_got(length: int) -> None:
    assert told(TRUE[:length], TRUE[length - 1].target) == []


@pytest.mark.parametrize(("change", "said"), DOCTORED.values(), ids=DOCTORED.keys())
def test_a_doctored_history_is_named(change: Change, said: list[tuple[int, str]]) -> None:
    assert told(change(TRUE)) == said
