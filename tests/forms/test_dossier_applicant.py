"""The applicant's page of a dossier: what to do, who has it, what happened, what comes next."""

from datetime import date

import pytest

from forms.wording import lifters
from processes.engine import Cause, Reason
from processes.models import Dossier
from processes.queries.jurisdiction import label_of
from processes.roles import Role
from tests.forms.scene import Scene, moment
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def look(scene: Scene, when) -> dict:
    scene.sign_in("chuthe")
    return scene.page("dossier", scene.dossier.public_id, at=when).context


def played(stage: Stage, client, state: str):
    """The applicant's page of a dossier in that state, on 9 June."""
    dossier = dossier_in(stage, state)
    client.force_login(stage.people["chuthe"].user)
    with at(6, 9):
        return client.get(f"/ho-so/{dossier.public_id}/")


def test_an_idea_that_is_being_written_asks_for_something(scene: Scene) -> None:
    page = look(scene, moment(3, 4))

    assert (page["band"], page["sheet"].key) == ("do", "idea")


def test_on_the_last_day_the_band_says_soon(scene: Scene) -> None:
    assert look(scene, moment(3, 31))["band"] == "soon"


def test_after_the_window_the_band_says_late(scene: Scene) -> None:
    assert look(scene, moment(4, 1))["band"] == "late"


def test_what_an_office_holds_asks_nothing_of_the_applicant(scene: Scene) -> None:
    scene.lead_to("forward_idea")

    page = look(scene, moment(3, 4))

    assert (page["band"], page["mine"], page["holder"]) == (
        "calm",
        False,
        "Cán bộ OCOP cấp xã, Phường Tân Lập",
    )


def test_a_step_that_is_closed_says_why_and_who_could_help(scene: Scene) -> None:
    closed = look(scene, moment(3, 4))["closed_steps"]

    assert [(c.label, len(c.reasons) > 0) for c in closed] == [("Nộp phiếu đăng ký ý tưởng", True)]


def test_what_was_sent_back_says_until_when_the_window_takes_it(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu vùng nguyên liệu")

    page = look(scene, moment(3, 13))

    assert (page["light"].until, page["open_until"]) == (date(2026, 3, 11), date(2026, 3, 31))


def test_after_the_window_it_names_no_day_for_handing_in(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu vùng nguyên liệu")

    assert look(scene, moment(4, 1))["open_until"] is None


def test_where_the_window_is_the_term_its_day_is_said_once(scene: Scene) -> None:
    assert look(scene, moment(3, 4))["open_until"] is None


def test_a_complete_idea_can_be_handed_in(scene: Scene) -> None:
    scene.write(moment(3, 3))

    assert [s.name for s in look(scene, moment(3, 4))["onward"]] == ["submit_idea"]


def test_a_return_is_shown_with_its_reason(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu vùng nguyên liệu")

    returned = look(scene, moment(3, 5))["returned"]

    assert [a.words for a in returned.answers if a.key == "reason"] == ["Thiếu vùng nguyên liệu"]


def test_a_return_for_documents_names_them_and_leads_there(stage: Stage, client) -> None:
    stage_of_return = played(stage, client, "rating.supplement").context

    asked = [a.words for a in stage_of_return["returned"].answers if a.key == "documents"]
    assert (asked, stage_of_return["returned_for_documents"]) == (["Sản phẩm mẫu"], True)


def test_what_was_answered_is_no_longer_shown_as_asked(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu vùng nguyên liệu")
    scene.write(moment(3, 5))
    scene.step("submit_idea", "chuthe", moment(3, 5))

    assert look(scene, moment(3, 6))["returned"] is None


def test_the_way_ahead_is_counted_from_where_the_dossier_stands(scene: Scene) -> None:
    scene.lead_to("submit_plan")

    page = look(scene, moment(4, 6))

    assert (page["stop"], page["stops"], [n for n, _l, _c in page["ahead"]]) == (
        3,
        9,
        [4, 5, 6, 7, 8, 9],
    )


def test_up_to_three_steps_done_are_all_shown(scene: Scene) -> None:
    scene.lead_to("select_idea")

    page = look(scene, moment(3, 5))

    assert (len(page["older"]), len(page["latest"])) == (0, 3)


def test_of_more_steps_the_older_ones_are_folded(scene: Scene) -> None:
    scene.lead_to("submit_plan")

    page = look(scene, moment(4, 6))

    assert (len(page["older"]), len(page["latest"])) == (3, 2)


def test_a_sitting_in_progress_shows_no_score(stage: Stage, client) -> None:
    assert played(stage, client, "rating.district_council").context["sittings"] == []


def test_after_the_conclusion_the_deciding_figure_is_shown(stage: Stage, client) -> None:
    page = played(stage, client, "rating.district_passed")

    assert [(s.mean, s.star) for s in page.context["sittings"]] == [("87", 4)]


def test_a_withdrawn_dossier_asks_nothing_more(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("withdraw", "chuthe", moment(3, 4), reason="Mất mùa")

    page = look(scene, moment(3, 5))

    assert (page["band"], page["ahead"], page["onward"]) == ("none", [], [])


def test_others_are_shown_the_desk_at_the_same_address(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("xa")

    page = scene.page("dossier", scene.dossier.public_id, at=moment(3, 4))

    assert page.templates[0].name == "forms/dossier_officer.html"


def test_the_states_of_the_ruleset_all_have_a_stop(scene: Scene) -> None:
    from forms.views.dossier import STOP_OF, STOP_OF_PHASE

    ruleset = Dossier.objects.get().ruleset

    without = [
        s.key
        for s in ruleset.states
        if not s.final and s.key not in STOP_OF and s.phase not in STOP_OF_PHASE
    ]
    assert without == []


def test_what_the_applicant_alone_can_lift_names_nobody() -> None:
    reason = Reason(Cause.CONDITION, "Chưa chọn phân nhóm.", lifted_by=(Role.APPLICANT,))

    assert lifters(reason, Role.APPLICANT) == []


def test_what_others_can_lift_too_speaks_to_the_applicant() -> None:
    both = (Role.APPLICANT, Role.SUPERVISOR)
    reason = Reason(Cause.CONDITION, "Hết thời gian nhận.", lifted_by=both)

    assert lifters(reason, Role.APPLICANT) == ["bạn", label_of(Role.SUPERVISOR)]


def test_an_officer_is_told_that_the_applicant_can_lift_it() -> None:
    reason = Reason(Cause.CONDITION, "Chưa chọn phân nhóm.", lifted_by=(Role.APPLICANT,))

    assert lifters(reason, Role.DISTRICT_OFFICER) == [label_of(Role.APPLICANT)]


def test_an_own_missing_item_does_not_speak_of_the_applicant_as_another(scene: Scene) -> None:
    (step,) = look(scene, moment(3, 4))["closed_steps"]

    assert [(text.partition(":")[0], who) for text, who in step.reasons] == [
        ("Phiếu ý tưởng còn thiếu", [])
    ]
