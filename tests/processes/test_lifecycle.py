"""The journey as it is told: table, data, pictures; and machines that must not be let loose."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from processes.engine import Act, Ruleset, State, Transition, Unsound, WorkingDays
from processes.engine.drawing import as_json, as_mermaid, as_svg, as_table
from processes.engine.layout import edges, main_line
from processes.management.commands.lifecycle import README, up_to_date
from processes.rulesets import RULESETS

DL = RULESETS["dl_2022"]
SVG = "{http://www.w3.org/2000/svg}"

# the plainest machine there is: a clerk takes a case from one state to its end
OPEN = State("desk.open", "Đang mở", "clerk", WorkingDays(3))
ODD = State("desk.odd", "Lạc", "clerk", WorkingDays(3))
DONE = State("end.done", "Xong")
CLOSE = Transition(
    name="close", label="Khép", sources=(OPEN,), targets=(DONE,), by="clerk", cites="§1"
)
NOTE = Act(name="note", label="Ghi", by=("clerk",), states=(OPEN,), cites="§2")
SOUND: dict[str, Any] = {
    "key": "plain",
    "title": "Bộ quy định thử",
    "initial": OPEN,
    "phases": (("desk", "Bàn"), ("end", "Kết thúc")),
    "states": (OPEN, DONE),
    "transitions": (CLOSE,),
    "acts": (NOTE,),
    "roles": {"clerk": "Cán bộ"},
}
LEAVE_ODD = replace(CLOSE, name="leave_odd", sources=(ODD,))

UNSOUND = {
    "a state declared twice": (
        {"states": (OPEN, OPEN, DONE)},
        ["state desk.open is declared twice"],
    ),
    "a step declared twice": (
        {"transitions": (CLOSE, CLOSE)},
        ["step close is declared twice"],
    ),
    "an act with a transition's name": (
        {"acts": (replace(NOTE, name="close"),)},
        ["step close is declared twice"],
    ),
    "a transition without a citation": (
        {"transitions": (replace(CLOSE, cites=""),)},
        ["close cites nothing"],
    ),
    "a transition of a role that is not known": (
        {"transitions": (CLOSE, replace(CLOSE, name="shred", by="ghost"))},
        ["nobody may shred"],
    ),
    "a transition from nowhere": (
        {"transitions": (CLOSE, replace(CLOSE, name="jump", sources=()))},
        ["jump leads from nowhere or to nowhere"],
    ),
    "a transition to nowhere": (
        {"transitions": (CLOSE, replace(CLOSE, name="drop", targets=()))},
        ["drop leads from nowhere or to nowhere"],
    ),
    "a transition to a state that is not declared": (
        {"transitions": (CLOSE, replace(CLOSE, name="stray", targets=(ODD,)))},
        ["stray names desk.odd, which is not declared"],
    ),
    "several targets and nothing to choose by": (
        {
            "states": (OPEN, ODD, DONE),
            "transitions": (replace(CLOSE, targets=(ODD, DONE)), LEAVE_ODD),
        },
        ["close has several targets and nothing to choose by"],
    ),
    "an act that begins a history and is done later as well": (
        {"acts": (replace(NOTE, opens=True),)},
        ["note begins a history, and is done on a case that is there as well"],
    ),
    "an act without a citation": (
        {"acts": (replace(NOTE, cites=""),)},
        ["note lacks a citation, an actor or a state"],
    ),
    "a state that cannot be reached": (
        {"states": (OPEN, ODD, DONE), "transitions": (CLOSE, LEAVE_ODD)},
        ["desk.odd cannot be reached"],
    ),
    "an end with a way out": (
        {"transitions": (CLOSE, replace(CLOSE, name="wake", sources=(DONE,), targets=(OPEN,)))},
        ["end.done is final but has a way out"],
    ),
    "a state that leads to no end": (
        {
            "states": (OPEN, ODD, DONE),
            "transitions": (
                CLOSE,
                replace(CLOSE, name="sink", targets=(ODD,)),
                replace(CLOSE, name="turn", sources=(ODD,), targets=(ODD,)),
            ),
        },
        ["desk.odd leads to no end"],
    ),
    "a waiting state without a rule for its term": (
        {
            "initial": replace(OPEN, due=None),
            "states": (replace(OPEN, due=None), DONE),
            "transitions": (replace(CLOSE, sources=(replace(OPEN, due=None),)),),
            "acts": (),
        },
        ["desk.open has no rule for when it is due"],
    ),
    "a holder without a way to act": (
        {
            "roles": {"clerk": "Cán bộ", "boss": "Lãnh đạo"},
            "transitions": (replace(CLOSE, by="boss"),),
        },
        ["desk.open is held by clerk, who has no way to act on it"],
    ),
    "a role without a way to act": (
        {"roles": {"clerk": "Cán bộ", "idler": "Người xem"}},
        ["idler has no way to act"],
    ),
    "a bystander that acts": (
        {"bystanders": frozenset({"clerk"})},
        ["clerk is a bystander but acts"],
    ),
}


def said(*args: str) -> str:
    out = StringIO()
    call_command("lifecycle", *args, stdout=out)
    return out.getvalue()


def parsed(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314 -- our own drawing, nothing from outside


def test_the_plain_machine_is_sound() -> None:
    assert list(Ruleset(**SOUND).problems()) == []


@pytest.mark.parametrize(("changes", "problems"), UNSOUND.values(), ids=UNSOUND.keys())
def test_an_unsound_machine_cannot_be_made(changes: dict[str, Any], problems: list[str]) -> None:
    with pytest.raises(Unsound) as refused:
        Ruleset(**{**SOUND, **changes})

    assert refused.value.problems == problems


def test_an_amendment_is_proved_again() -> None:
    with pytest.raises(Unsound):
        DL.amended(transitions=DL.transitions[1:])


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Unsound) as refused:
        Ruleset(**{**SOUND, "transitions": (replace(CLOSE, cites="", by="ghost"),)})

    assert len(refused.value.problems) == 3


def test_the_readme_shows_the_journey_in_force() -> None:
    readme = README.read_text(encoding="utf-8")

    assert up_to_date(readme) == readme


def test_the_readme_has_a_row_for_every_state_and_step() -> None:
    readme = README.read_text(encoding="utf-8")
    table = readme.partition("<!-- lifecycle:begin -->")[2].partition("<!-- lifecycle:end -->")[0]
    states = re.findall(r"\| `([a-z]+\.[a-z_]+)` \|", table)
    steps = re.findall(r"^\| \d+ \| .*? \(`([a-z_]+)`\) \|", table, re.MULTILINE)

    assert (states, steps) == (list(DL.state), list(DL.transition))


def test_the_check_counts_what_the_specification_has() -> None:
    assert said("--check").splitlines()[-1] == "states=29 transitions=35 problems=0"


def test_the_check_fails_on_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ruleset, "problems", lambda _self: iter(["a dead end"]))

    with pytest.raises(SystemExit) as left:
        said("--check")

    assert left.value.code == 1


def test_json_tells_every_state() -> None:
    told = json.loads(said("--format", "json"))["states"]

    assert [(s["key"], s["label"], s["holder"], s["final"]) for s in told] == [
        (s.key, s.label, s.holder, s.final) for s in DL.states
    ]


def test_json_tells_every_transition() -> None:
    told = as_json(DL)["transitions"]

    assert [(t["name"], t["roles"], t["cites"]) for t in told] == [
        (t.name, [t.by], t.cites) for t in DL.transitions
    ]


def test_json_tells_every_act() -> None:
    assert [a["name"] for a in as_json(DL)["acts"]] == list(DL.act)


def test_the_table_keeps_to_its_columns() -> None:
    widths = {row.count(" | ") for row in as_table(DL).splitlines() if row.startswith("| ")}

    assert widths == {4, 6}


def test_mermaid_draws_every_state_once() -> None:
    drawn = re.findall(r"^    s_(\w+)[\[(]", as_mermaid(DL), re.MULTILINE)

    assert drawn == [
        s.key.replace(".", "_") for key, _l in DL.phases for s in DL.states if s.phase == key
    ]


def test_the_main_line_is_the_journey_as_it_is_meant() -> None:
    way = main_line(DL)

    assert (way[0], len(way), way[-1]) == ("idea.draft", 17, "end.certified")


def test_the_picture_is_an_image_with_a_title() -> None:
    root = parsed(as_svg(DL))

    title = root.findtext(f"{SVG}title")
    assert (root.get("role"), title) == ("img", f"Quy trình: {DL.title}")


def test_the_picture_has_every_state_and_arrow() -> None:
    root = parsed(as_svg(DL))
    boxes = [g for g in root.iter(f"{SVG}g") if "state" in g.get("class", "").split()]
    arrows = [p for p in root.iter(f"{SVG}path") if p.get("class") == "step"]

    assert (len(boxes), len(arrows)) == (len(DL.states), len(edges(DL)))


def test_no_two_states_stand_on_each_other() -> None:
    root = parsed(as_svg(DL))
    places = [
        (r.get("x"), r.get("y"))
        for g in root.iter(f"{SVG}g")
        if "state" in g.get("class", "").split()
        for r in g.iter(f"{SVG}rect")
    ]

    assert len(set(places)) == len(DL.states)


def test_the_picture_has_no_style_that_the_policy_would_refuse() -> None:
    drawn = as_svg(DL, here="plan.draft")

    assert re.findall(r"\sstyle=|<style|<script", drawn) == []


def test_the_picture_marks_where_a_dossier_stands_and_came_from() -> None:
    root = parsed(as_svg(DL, here="plan.draft", path=("idea.draft",)))
    kinds = [g.get("class") for g in root.iter(f"{SVG}g")]

    assert (kinds.count("state here"), kinds.count("state passed")) == (1, 1)


def test_the_picture_speaks_the_readers_language() -> None:
    root = parsed(as_svg(DL, lambda text: f"<{text}>"))

    assert root.findtext(f"{SVG}title") == f"<Quy trình>: <{DL.title}>"


def test_words_of_the_picture_are_escaped() -> None:
    risky = replace(OPEN, label="<b>&")
    plain = Ruleset(
        **{
            **SOUND,
            "initial": risky,
            "states": (risky, DONE),
            "transitions": (replace(CLOSE, sources=(risky,)),),
            "acts": (),
        }
    )

    assert "&lt;b&gt;&amp;" in as_svg(plain)
