"""The door: every row once, once only, and nothing where it is refused."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.engine import Refused
from processes.inspection.reasons import SAID
from processes.models import Appointment, Cycle, Dossier, Membership, Notice, Record
from processes.queries.recipients import recipients
from processes.queries.verification import verify
from processes.rulesets import RULESETS
from processes.services.documents import add_document
from processes.services.dossiers import open_dossier
from processes.services.drafts import save_draft
from processes.services.lapse import lapse_all
from processes.services.move import move
from tests.journeys.stage import Stage
from tests.play import HERE, MOMENTS, again, at, dossier_in, fill, opened, refusal, take

RULESET = RULESETS["dl_2022"]
TARGETS = {
    "conclude_district": "rating.district_passed",
    "conclude_province": "rating.awaiting_decision",
}
ROWS = [
    (t.name, s.key)
    for t in RULESET.transitions
    if t.name not in ("lapse", "withdraw")
    for s in t.sources
]


@pytest.mark.parametrize(("name", "source"), ROWS)
def test_every_row_leads_from_its_source_to_its_target(
    stage: Stage, name: str, source: str
) -> None:
    dossier = dossier_in(stage, source)
    month, day = MOMENTS[source.partition(".")[0]]
    row = RULESET.transition[name]
    later = at(month, day + 8) if name.startswith("resubmit") else at(month, day)

    with later:
        if name.startswith("resubmit"):
            changed = {"market": "Thêm hai siêu thị"}
            sheet = "plan" if "plan" in name else "idea"
            fill(dossier, stage.people["chuthe"], sheet, **changed)
            by = stage.people["chuthe"]
            record = move(dossier.pk, name, by=by, key=uuid4())
        else:
            record = take(stage, dossier, name)

    moved = again(dossier)
    wanted = TARGETS.get(name, row.targets[0].key)
    assert (moved.state, record.target, record.cites) == (wanted, wanted, row.cites)
    assert (moved.version, moved.waiting) == (dossier.version + 1, moved.waiting_key())
    told = set(Notice.objects.filter(record=record).values_list("user_id", flat=True))
    assert told == set(recipients(moved, row.tells, date(2026, month, day)))
    assert verify([moved]).problems == []


def test_the_same_key_gives_one_record_and_the_same_answer(stage: Stage) -> None:
    dossier, key = opened(stage), uuid4()

    with at(3, 4):
        first = move(dossier.pk, "submit_idea", by=stage.people["chuthe"], key=key)
        second = move(dossier.pk, "submit_idea", by=stage.people["chuthe"], key=key)

    assert (first.pk, Record.objects.filter(name="submit_idea").count()) == (second.pk, 1)


def test_a_key_that_was_used_for_another_step_is_refused(stage: Stage) -> None:
    dossier, key = opened(stage), uuid4()
    with at(3, 4), pytest.raises(Refused):
        move(dossier.pk, "submit_idea", by=stage.people["chuthe"], key=key)
        move(dossier.pk, "withdraw", by=stage.people["chuthe"], key=key, given={"reason": "x"})


def test_whoever_was_slower_reads_who_did_what(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        take(stage, dossier, "forward_idea")
        with pytest.raises(Refused) as refused:
            move(
                dossier.pk,
                "return_idea",
                by=stage.people["xa"],
                key=uuid4(),
                given={"reason": "x"},
                seen=dossier.version,
            )

    said = str(refused.value.reasons[0])
    assert said == "Người xa vừa xử lý hồ sơ này lúc 09:00 05/03/2026: Chuyển ý tưởng lên huyện."


def test_a_refusal_changes_nothing(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    before = Dossier.objects.filter(pk=dossier.pk).values().get()
    counts = Record.objects.count(), Notice.objects.count()

    with at(3, 5):
        refusal(stage, dossier, "return_idea", "xa")

    after = Dossier.objects.filter(pk=dossier.pk).values().get()
    assert (after, (Record.objects.count(), Notice.objects.count())) == (before, counts)


def test_a_dossier_that_is_there_is_not_opened_again(stage: Stage) -> None:
    dossier = opened(stage)

    with at(3, 3):
        said = refusal(stage, dossier, "open_dossier", "chuthe")

    label = dossier.current.label
    assert said == [f"Hồ sơ đang ở bước “{label}”, không còn ở bước làm được việc “Lập hồ sơ”."]


def test_a_declined_idea_may_not_come_back_within_a_week(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.not_selected")
    with at(3, 10):
        fill(dossier, stage.people["chuthe"], "idea", market="Thêm siêu thị")
        said = refusal(stage, dossier, "resubmit_idea", "chuthe")

    assert said == ["Ý tưởng chưa được chọn ngày 04/03/2026, được nộp lại từ ngày 11/03/2026."]


def test_an_idea_is_not_received_after_the_window(stage: Stage) -> None:
    dossier = opened(stage)
    with at(4, 1, 0):
        said = refusal(stage, dossier, "submit_idea", "chuthe")

    assert said == ["Đã hết thời gian nhận (31/03/2026)."]


def test_the_last_second_of_the_window_counts(stage: Stage) -> None:
    dossier = opened(stage)
    with at(3, 31, 23):
        take(stage, dossier, "submit_idea")

    assert again(dossier).state == "idea.at_commune"


def test_a_term_for_completion_outlasts_the_window(stage: Stage) -> None:
    dossier = opened(stage)
    with at(3, 31):
        take(stage, dossier, "submit_idea")
        take(stage, dossier, "return_idea")
    with at(4, 3):
        take(stage, dossier, "submit_idea")

    assert again(dossier).state == "idea.at_commune"


def test_an_extension_opens_a_closed_window(stage: Stage) -> None:
    dossier = opened(stage)
    with at(4, 2):
        given = {"window": "ideas", "closes_on": "2026-04-10", "reason": "Lũ lụt"}
        by = stage.people["giamsat"]
        move(dossier.pk, "extend_window", by=by, key=uuid4(), given=given)
        take(stage, dossier, "submit_idea")

    assert again(dossier).state == "idea.at_commune"


def test_what_can_no_longer_be_submitted_lapses_once(stage: Stage) -> None:
    dossier = opened(stage)
    with at(4, 1):
        counts = (lapse_all(), lapse_all())

    assert (counts, again(dossier).state) == ((1, 0), "end.lapsed")


def test_a_member_of_the_organisation_decides_nothing_about_it(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    Membership.objects.create(user=stage.people["xa"].user, organisation=stage.organisation)
    with at(3, 5):
        said = refusal(stage, dossier, "forward_idea", "xa")

    assert said == ["Thành viên của chủ thể không được xử lý, chấm điểm hồ sơ của chủ thể đó."]


def test_an_appointment_that_ended_while_the_page_was_open_does_nothing(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    held = stage.people["xa"]
    Appointment.objects.filter(pk=held.pk).update(until_on=date(2026, 3, 4))
    with at(3, 5):
        said = refusal(stage, dossier, "forward_idea", "xa")

    assert said == ["Phân công này không còn hiệu lực."]


def test_somebody_of_another_unit_is_refused_with_the_scope(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    elsewhere = type(stage.commune).objects.get(code="24121")
    Appointment.objects.filter(pk=stage.people["xa"].pk).update(unit=elsewhere)
    with at(3, 5):
        said = refusal(stage, dossier, "forward_idea", "xa")

    assert said == ["Hồ sơ không thuộc phạm vi phụ trách: Phường Tân Hòa."]


def test_the_result_is_the_exact_mean_of_the_sheets(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.district_council")
    with at(6, 20):
        record = take(stage, dossier, "conclude_district")

    data = json.loads(record.body)["data"]
    assert data == {
        "excluded": False,
        "mean": "87",
        "sheets": 5,
        "star": 4,
        "total": "435",
        "turn": 1,
    }


def test_a_dossier_of_next_year_keeps_the_link_and_the_words(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        take(stage, dossier, "withdraw")
        nxt = Cycle.objects.create(year=2027)
        opened_again = open_dossier(dossier.product, nxt, by=stage.people["chuthe"], key=uuid4())

    draft = opened_again.drafts.get(sheet="idea")
    assert (opened_again.previous, draft.content["packaging"]) == (
        dossier,
        "Gói giấy kraft 250 g, có van một chiều",
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"MZ not a pdf", SAID["content"].format(extension=".pdf")),
        ("a.exe", b"MZ", SAID["kind"]),
        ("a.pdf", b"", SAID["empty"]),
        ("a.docx", b"PK\x03\x04 broken", SAID["damaged"]),
    ],
)
def test_a_file_is_known_by_its_content(stage: Stage, name: str, content: bytes, said: str) -> None:
    dossier = dossier_in(stage, "rating.draft")
    with at(6, 8), pytest.raises(Refused) as refused:
        file = ContentFile(content, name=name)
        add_document(dossier, "environment", file, by=stage.people["chuthe"], key=uuid4())

    assert [str(r) for r in refused.value.reasons] == [said]


def test_an_older_page_saves_nothing_over_newer_words(stage: Stage) -> None:
    dossier, by = opened(stage), stage.people["chuthe"]
    with at(3, 4), pytest.raises(Refused):
        save_draft(dossier, "idea", {"market": "cũ"}, by=by, version=0)

    assert dossier.drafts.get(sheet="idea").content["market"] == (
        "Quán cà phê trong tỉnh, 2 tấn một năm"
    )


def test_a_step_is_due_after_its_working_days(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")

    due = again(dossier).due_at - timedelta(microseconds=1)
    assert due.astimezone(HERE).date() == date(2026, 3, 9)


def test_a_step_that_asks_nothing_is_seven_statements(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")

    with at(3, 9), CaptureQueriesContext(connection) as sent:
        move(dossier.pk, "forward_idea", by=stage.people["xa"], key=uuid4())

    kinds = [q["sql"].split()[0] for q in sent]
    assert [k for k in kinds if k not in ("SAVEPOINT", "RELEASE", "BEGIN")] == [
        "SELECT",  # the dossier, locked
        "SELECT",  # the chain, the clock and whoever acts
        "SELECT",  # the working days
        "INSERT",  # the record
        "UPDATE",  # the dossier
        "INSERT",  # notices
        "INSERT",  # the outbox
    ]
