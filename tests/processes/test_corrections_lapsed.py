"""A request to take a step back that nobody answered ends with the dossier's next step, and says so."""

import json

import pytest

from processes.models import Dossier, Notice, Record
from processes.queries.corrections import open_request
from processes.queries.messages import RELATED, Composer
from processes.queries.mining.replay import replay
from processes.queries.verification import verify
from tests.correcting import asked, corrected, do
from tests.journeys.stage import Stage
from tests.play import again, at, fill, take

pytestmark = pytest.mark.django_db
LAPSED = "Đề nghị thu hồi bước “{}” hết hiệu lực: chưa ai quyết thì hồ sơ đã đi tiếp bằng việc này."


def overtaken(stage: Stage) -> Dossier:
    """The commune asked for its forwarding back; the district declined the idea instead."""
    dossier, _level = asked(stage, "forward_idea")
    with at(3, 5, 11):
        take(stage, dossier, "decline_idea")
    return again(dossier)


def read(stage: Stage, dossier: Dossier, who: str) -> list[str]:
    """Return the lines in which somebody reads of the dossier's last record."""
    last = Record.objects.filter(dossier=dossier).latest("seq")
    found = Notice.objects.select_related(*RELATED).filter(user=stage.people[who].user)
    return Composer("vi", [stage.people[who]]).compose(found.get(record=last)).body.splitlines()


def test_the_office_that_asked_is_told_that_its_request_lapsed(stage: Stage) -> None:
    said = read(stage, overtaken(stage), "xa")

    assert LAPSED.format("Chuyển ý tưởng lên huyện") in said


def test_the_applicant_is_not_told_of_a_request_that_was_not_its_own(stage: Stage) -> None:
    assert not [line for line in read(stage, overtaken(stage), "chuthe") if "đề nghị" in line]


def test_an_office_that_the_step_does_not_tell_hears_of_its_request_all_the_same(
    stage: Stage,
) -> None:
    """The province asks for its listing back, and the applicant hands its plan in."""
    dossier, _level = asked(stage, "list_idea")
    with at(4, 6):
        fill(dossier, stage.people["chuthe"], "plan")
        take(stage, dossier, "submit_plan")

    assert LAPSED.format("Phê duyệt vào danh sách của tỉnh") in read(stage, dossier, "tinh")


def test_the_record_of_the_step_names_the_request_that_lapsed(stage: Stage) -> None:
    dossier = overtaken(stage)

    last = Record.objects.filter(dossier=dossier).latest("seq")
    request = Record.objects.get(dossier=dossier, name="ask_commune_correction")
    assert json.loads(last.body)["data"]["lapses"] == request.seq


def lapses(dossier: Dossier) -> list[str]:
    """Return the steps with which a request lapsed."""
    bodies = dossier.records.order_by("seq").values_list("name", "body")
    return [name for name, body in bodies if "lapses" in json.loads(body)["data"]]


def test_a_request_that_was_granted_does_not_lapse(stage: Stage) -> None:
    dossier = corrected(stage, "forward_idea")
    with at(3, 5, 12):
        take(stage, dossier, "forward_idea")

    assert lapses(dossier) == []


def test_a_request_that_was_refused_does_not_lapse(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")
    with at(3, 5, 11):
        do(stage, dossier, "refuse_commune_correction", "huyen")
        take(stage, dossier, "decline_idea")

    assert lapses(dossier) == []


def test_a_request_lapses_though_something_else_was_done_in_between(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_to_province")
    with at(6, 9, 11):
        do(stage, dossier, "give_opinion", "so", agrees="agrees", opinion="Đồng ý")
        take(stage, dossier, "request_supplement")

    assert lapses(dossier) == ["request_supplement"]


def test_once_it_lapsed_no_request_is_open(stage: Stage) -> None:
    assert open_request(overtaken(stage)) is None


def test_a_history_with_a_lapsed_request_verifies(stage: Stage) -> None:
    assert verify([overtaken(stage)]).problems == []


def test_a_history_with_a_lapsed_request_follows_the_table(stage: Stage) -> None:
    dossier = overtaken(stage)

    assert replay(Dossier.objects.filter(pk=dossier.pk)).problems == []
