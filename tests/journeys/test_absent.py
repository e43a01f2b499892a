"""An officer is away: a deputy acts on their behalf for a period, and the history says so."""

from playwright.sync_api import expect

from processes.models import Appointment, Dossier, Record
from tests.journeys.stage import Stage
from tests.journeys.walker import Clock, Walker
from tests.play import dossier_in

BEHALF = "thay mặt Người xa"


def name_deputy(walker: Walker, at: Clock, stage: Stage) -> None:
    """On 5 March the commune's officer names the district's, for the 6th to the 10th."""
    at.set(3, 5)
    walker.sign_in("xa")
    walker.page.goto(f"{walker.base}/viec-cua-toi/")
    walker.page.get_by_role("link", name="Ủy quyền").click()
    walker.fill(
        {
            "deputy": stage.people["huyen"].user_id,
            "from_on": "2026-03-06",
            "until_on": "2026-03-10",
            "reason": "Đi tập huấn",
        }
    )
    walker.page.get_by_role("main").get_by_role("button", name="Ủy quyền").click()
    expect(walker.page.get_by_role("status")).to_contain_text("Đã ủy quyền cho Người huyen")


def act_for_the_absent(walker: Walker) -> None:
    """Sign in as the deputy and choose the appointment on behalf of the absent officer."""
    walker.sign_in("huyen")
    chosen = walker.page.locator("#appointment option", has_text=BEHALF).get_attribute("value")
    walker.page.select_option("#appointment", chosen)
    walker.page.get_by_role("button", name="Đổi").click()
    expect(walker.page.locator("#appointment option:checked")).to_contain_text(BEHALF)


def closed_to_the_deputy(walker: Walker, dossier: Dossier) -> bool:
    """Whether the deputy, signed in anew, neither may choose the appointment nor take the step."""
    walker.who = ""
    walker.sign_in("huyen")
    expect(walker.page.locator(".acting")).not_to_contain_text("thay mặt")
    step = f"{walker.base}/ho-so/{dossier.public_id}/buoc/forward_idea/"
    answer = walker.page.goto(step)
    return answer is not None and answer.status == 404


def test_a_deputy_acts_on_behalf_and_the_history_names_both(
    walker: Walker, at: Clock, stage: Stage
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    name_deputy(walker, at, stage)

    at.set(3, 6)
    act_for_the_absent(walker)
    walker.take("huyen", dossier, "forward_idea")
    walker.page.goto(f"{walker.base}/ho-so/{dossier.public_id}/lich-su/")

    entry = walker.page.locator("main li", has_text="Chuyển ý tưởng lên huyện").first
    expect(entry).to_contain_text(BEHALF)
    expect(entry).to_contain_text("Người huyen")
    record = Record.objects.get(dossier=dossier, name="forward_idea")
    deputised = Appointment.objects.get(on_behalf_of=stage.people["xa"])
    assert (record.actor, record.appointment) == (stage.people["huyen"].user, deputised)


def test_after_the_period_the_deputy_may_no_longer(walker: Walker, at: Clock, stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    name_deputy(walker, at, stage)
    at.set(3, 10)
    act_for_the_absent(walker)

    at.set(3, 11)

    assert closed_to_the_deputy(walker, dossier)


def test_after_recall_the_deputy_may_no_longer(walker: Walker, at: Clock, stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    name_deputy(walker, at, stage)
    at.set(3, 6)
    act_for_the_absent(walker)

    walker.sign_in("xa")
    walker.page.goto(f"{walker.base}/uy-quyen/")
    walker.page.get_by_role("button", name="Thu hồi").click()
    expect(walker.page.get_by_role("status")).to_contain_text("Đã thu hồi")

    assert closed_to_the_deputy(walker, dossier)
