"""The law twice: the table from the transition's side, the matrix from the person's. They agree."""

from datetime import date
from pathlib import Path

import pytest

from processes.engine import (
    Actor,
    Asked,
    NoTerm,
    Refused,
    WithinWindow,
    WorkingDays,
    decide,
    options,
)
from processes.phases.case import Panel
from processes.roles import Role
from tests.plain import RULESET, TODAY, Plain

MATRIX = Path(__file__).parents[1] / "matrices" / "dl_2022.txt"


def written() -> dict[tuple[str, str], set[str]]:
    lines = [
        [cell.strip() for cell in line.split("|")]
        for line in MATRIX.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    _state, *roles = lines[0]
    return {
        (row[0], role): set(cell.split())
        for row in lines[1:]
        for role, cell in zip(roles, row[1:], strict=True)
    }


WRITTEN = written()
CELLS = [(s.key, role.value) for s in RULESET.states for role in Role]


@pytest.mark.parametrize(("state", "role"), CELLS)
def test_a_role_may_do_exactly_what_the_matrix_says(state: str, role: str) -> None:
    offered = {o.step.name for o in options(RULESET, Plain(state), Actor(role), TODAY) if o.open}

    assert offered == WRITTEN.get((state, role), set())


def test_the_matrix_names_every_state() -> None:
    assert {state for state, _role in WRITTEN} == set(RULESET.state)


SLA = {
    "idea.at_commune": 3,
    "idea.to_complete": 5,
    "idea.at_district": 7,
    "idea.selected": 10,
    "plan.at_commune": 3,
    "plan.to_complete": 5,
    "plan.at_district": 10,
    "rating.at_commune": 3,
    "rating.to_complete": 5,
    "rating.at_district": 5,
    "rating.district_council": 15,
    "rating.district_passed": 5,
    "rating.at_province": 7,
    "rating.supplement": 5,
    "rating.province_council": 20,
    "rating.awaiting_decision": 7,
    "rating.awaiting_referral": 7,
    "rating.rereview": 15,
}


@pytest.mark.parametrize("state", [s for s in RULESET.states if not s.final], ids=lambda s: s.key)
def test_every_waiting_state_has_the_term_of_the_journey(state: object) -> None:
    found = state.due.days if isinstance(state.due, WorkingDays) else None

    assert found == SLA.get(state.key)


def test_windows_bind_what_the_applicant_writes_and_nothing_binds_the_nation() -> None:
    other = {
        s.key: type(s.due)
        for s in RULESET.states
        if not s.final and not isinstance(s.due, WorkingDays)
    }

    assert other == {
        "idea.draft": WithinWindow,
        "idea.not_selected": WithinWindow,
        "plan.draft": WithinWindow,
        "plan.not_selected": WithinWindow,
        "production.under_way": WithinWindow,
        "rating.draft": WithinWindow,
        "rating.at_national": NoTerm,
    }


TELLS = {
    "submit_idea": "A C",
    "return_idea": "A",
    "forward_idea": "A D",
    "take_up_idea": "A C",
    "select_idea": "A C P",
    "decline_idea": "A C",
    "resubmit_idea": "A C",
    "list_idea": "A C D",
    "leave_out_idea": "A C D",
    "submit_plan": "A C",
    "return_plan": "A",
    "forward_plan": "A D",
    "take_up_plan": "A C",
    "select_plan": "A C P",
    "decline_plan": "A C",
    "resubmit_plan": "A C",
    "start_rating": "",
    "submit_rating": "A C",
    "certify_local": "A D",
    "return_from_commune": "A",
    "return_from_district": "A C",
    "convene_district": "A K",
    "conclude_district": "A C D",
    "forward_to_province": "A P",
    "request_supplement": "A D",
    "submit_supplement": "P D",
    "convene_province": "A K",
    "conclude_province": "A C D L",
    "issue_decision": "A C D",
    "refer_national": "A D",
    "record_five_stars": "A C D L",
    "record_not_five": "A D K",
    "conclude_rereview": "A L",
    "withdraw": "C D",
    "lapse": "A C",
}
LETTERS = {
    "applicant": "A",
    "commune_officer": "C",
    "district_officer": "D",
    "province_officer": "P",
    "province_leader": "L",
    "council": "K",
}


@pytest.mark.parametrize("name", TELLS)
def test_a_transition_tells_whom_the_journey_names(name: str) -> None:
    told = [LETTERS[a] for a in RULESET.transition[name].tells]

    assert told == TELLS[name].split()


CLOSED = {
    "is_classified": (False, "submit_idea", "Sản phẩm chưa được phân nhóm."),
    "is_registered": (False, "submit_idea", "Chủ thể chưa có số đăng ký kinh doanh."),
    "may_enter_sector": (
        False,
        "submit_idea",
        "Loại hình chủ thể này chỉ được tham gia ngành dịch vụ du lịch.",
    ),
    "has_opinion": (False, "convene_province", "Chưa có ý kiến của Sở quản lý ngành."),
    "sheets_in": (3, "conclude_district", "Mới có 3 phiếu chấm điểm, cần ít nhất 4."),
    "star": (5, "issue_decision", "UBND tỉnh công nhận 3 hoặc 4 sao; hồ sơ này có 5 sao."),
    "member_has_recused": (
        True,
        "conclude_district",
        "Chủ tịch đã xin không chấm hồ sơ này; cần một chủ tịch khác kết luận.",
    ),
}


@pytest.mark.parametrize("fact", CLOSED)
def test_a_guard_that_is_not_content_gives_its_reason_and_no_other(fact: str) -> None:
    value, name, said = CLOSED[fact]
    row = RULESET.transition[name]
    case = Plain(row.sources[0].key)
    setattr(case, fact, value)

    found = options(RULESET, case, Actor(row.by), TODAY)

    [option] = [o for o in found if o.step.name == name]
    assert [str(r) for r in option.reasons] == [said]


LACKING = [
    ("missing_fields", ("A",), "submit_idea", "Phiếu ý tưởng còn thiếu: A."),
    ("missing_fields", ("A", "B"), "submit_plan", "Phương án còn thiếu: A, B."),
    ("missing_fields", ("A",), "submit_rating", "Biểu giới thiệu bộ máy tổ chức còn thiếu: A."),
    ("has_changed", False, "resubmit_idea", "Phiếu ý tưởng chưa được sửa so với lần nộp trước."),
    ("has_changed", False, "resubmit_plan", "Phương án chưa được sửa so với lần nộp trước."),
    ("missing_documents", ("A",), "submit_rating", "Hồ sơ còn thiếu giấy tờ bắt buộc: A."),
    (
        "unanswered_documents",
        ("A",),
        "submit_supplement",
        "Chưa bổ sung giấy tờ được yêu cầu: A.",
    ),
]


@pytest.mark.parametrize(("fact", "value", "name", "said"), LACKING)
def test_what_is_lacking_is_named(fact: str, value: object, name: str, said: str) -> None:
    row = RULESET.transition[name]
    case = Plain(row.sources[0].key)
    setattr(case, fact, lambda *_args: value)

    [option] = [o for o in options(RULESET, case, Actor(row.by), TODAY) if o.step.name == name]

    assert [str(r) for r in option.reasons] == [said]


@pytest.mark.parametrize(
    ("declined", "open_"), [(date(2026, 3, 4), False), (date(2026, 3, 3), True)]
)
def test_a_declined_idea_may_come_back_on_the_seventh_day(declined: date, open_: bool) -> None:
    case = Plain("idea.not_selected")
    case.declined_on = declined

    found = options(RULESET, case, Actor(Role.APPLICANT), TODAY)

    assert [o.open for o in found if o.step.name == "resubmit_idea"] == [open_]


def panel_of(level: str, members: int, **facts: bool) -> Panel:
    """A sitting's council that lacks nothing but what is said."""
    given = {"has_chair": True, "covers": True, "is_called": True} | facts
    return Panel("1", level, members, **given)


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        (None, "Hội đồng này không đánh giá được hồ sơ."),
        (panel_of("province", 5), "Hội đồng này không đánh giá được hồ sơ."),
        (panel_of("district", 5, covers=False), "Hội đồng này không đánh giá được hồ sơ."),
        (panel_of("district", 5, has_chair=False), "Hội đồng chưa có chủ tịch."),
        (
            panel_of("district", 4),
            "Hội đồng có 4 thành viên được chấm hồ sơ này, cần ít nhất 5.",
        ),
    ],
)
def test_a_council_has_to_be_ready(panel: Panel | None, said: str) -> None:
    case = Plain("rating.at_district")
    case.panel = lambda sitting: panel  # type: ignore[method-assign]
    asked = Asked(TODAY.at, TODAY.today, {"sitting": "1"})

    with pytest.raises(Refused) as refused:
        decide(RULESET, case, Actor(Role.DISTRICT_OFFICER), "convene_district", asked)

    assert [str(r) for r in refused.value.reasons] == [said]
