"""How a sitting ends: every dossier at once, adjourned to a later one, or cancelled."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from viewflow.workflow.models import Task

from processes.engine import Refused
from processes.flows import sittings
from processes.flows.meeting import SittingFlow
from processes.flows.scoring import ScoringFlow
from processes.models import (
    AgendaItem,
    CriteriaEdition,
    Dossier,
    Membership,
    Sitting,
)
from processes.queries.verification import verify
from processes.services.batch import RefusedSome
from tests.journeys.stage import Stage
from tests.meeting import MONDAY, call, fresh, why
from tests.play import (
    again,
    at,
    convened,
    dossier_in,
    hand_in,
    item_of,
    members,
    take,
)

# adjourned, cancelled, closed


def ready(stage: Stage, names: tuple[str, ...]) -> Sitting:
    """A sitting over several dossiers, all scored, 10 June."""
    dossiers = [dossier_in(stage, "rating.at_district", name) for name in names]
    sitting = call(stage, dossiers, MONDAY + timedelta(days=2))
    people = members(stage, "district")
    with at(6, 10):
        sittings.open_(sitting, [p.pk for p in people], by=people[-1])
        for one in sitting.items.all():
            for member in people:
                hand_in(fresh(one), member)
    return Sitting.objects.get(pk=sitting.pk)


def test_closing_moves_every_dossier(stage: Stage) -> None:
    sitting = ready(stage, ("Cà phê", "Trà", "Mật ong"))
    with at(6, 10):
        by = stage.people["district_chair"]
        sittings.close(sitting, "Đồng ý.", by=by, key=uuid4())

    states = set(Dossier.objects.values_list("state", flat=True))
    done = Task.objects.filter(flow_task=SittingFlow.closing, status="DONE").count()
    assert (states, done) == ({"rating.district_passed"}, 1)


def test_closing_is_all_or_nothing(stage: Stage) -> None:
    sitting = ready(stage, ("Cà phê", "Trà", "Mật ong"))
    last = sitting.items.order_by("-dossier_id")[0]
    user = stage.people["district_chair"].user
    organisation = type(stage.organisation).objects.create(
        name="HTX khác", kind=stage.organisation.kind, commune=stage.commune
    )
    Dossier.objects.filter(pk=last.dossier_id).update(organisation=organisation)
    Membership.objects.create(user=user, organisation=organisation)  # found out too late
    with at(6, 10), pytest.raises(RefusedSome) as refused:
        sittings.close(sitting, "", by=stage.people["district_chair"], key=uuid4())

    assert [d.pk for d in refused.value.refused] == [last.dossier_id]
    assert set(Dossier.objects.values_list("state", flat=True)) == {"rating.district_council"}
    assert Sitting.objects.get().status == "open"


def test_only_the_chair_closes(stage: Stage) -> None:
    sitting = ready(stage, ("Cà phê",))
    with at(6, 10), pytest.raises(Refused) as refused:
        sittings.close(sitting, "", by=stage.people["huyen"], key=uuid4())

    assert why(refused) == ["Việc này do chủ tịch hội đồng thực hiện."]


def test_nothing_closes_while_a_sheet_is_missing(stage: Stage, item: AgendaItem) -> None:
    with at(6, 9), pytest.raises(Refused) as refused:
        sittings.close(item.sitting, "", by=stage.people["district_chair"], key=uuid4())

    assert why(refused) == ["Còn hồ sơ chưa đủ phiếu hoặc chưa thảo luận xong."]


def test_an_adjourned_dossier_comes_to_a_second_sitting(stage: Stage, item: AgendaItem) -> None:
    chair = stage.people["district_chair"]
    with at(6, 9):
        sittings.adjourn(item, "Chưa có kết quả kiểm nghiệm", by=chair, key=uuid4())
        sittings.close(item.sitting, "", by=chair, key=uuid4())
    with at(6, 15):
        second = convened(stage, again(item.dossier), "district")
        for member in members(stage, "district"):
            hand_in(second, member)
        sittings.close(second.sitting, "", by=chair, key=uuid4())

    after = again(item.dossier)
    assert (after.state, fresh(item).status) == ("rating.district_passed", "adjourned")
    assert verify([after]).problems == []


def test_a_cancelled_sitting_returns_its_dossiers(stage: Stage, item: AgendaItem) -> None:
    with at(6, 9):
        sittings.cancel(item.sitting, "Bão", by=stage.people["huyen"], key=uuid4())
        take(stage, item.dossier, "reconvene_district")

    assert Sitting.objects.get(pk=item.sitting_id).status == "cancelled"
    assert (item_of(item.dossier).status, fresh(item).reason) == ("waiting", "Bão")
    assert Task.objects.filter(flow_task=ScoringFlow.sheet, status="NEW").count() == 0


def test_the_record_of_a_second_sitting_names_the_criteria_that_it_scores_by(
    stage: Stage, item: AgendaItem
) -> None:
    used = item.edition
    CriteriaEdition.objects.create(
        law=used.law,
        number=used.number,
        version=used.version + 1,
        name=used.name,
        legal_basis=used.legal_basis,
        effective_from=used.effective_from,
        content=used.content,
        sha256="0" * 64,
        loaded_at=MONDAY,
    )
    with at(6, 9):
        by = stage.people["huyen"]
        sittings.cancel(item.sitting, "Bão", by=by, key=uuid4())
        record = take(stage, item.dossier, "reconvene_district")

    said = json.loads(record.body)["data"]["criteria"]
    assert said == f"{used.law}/{used.number}/{used.version + 1}:{'0' * 64}"
    assert item_of(item.dossier).edition.version == used.version + 1


def test_a_sitting_is_not_cancelled_without_a_reason(stage: Stage, item: AgendaItem) -> None:
    with at(6, 9), pytest.raises(Refused) as refused:
        sittings.cancel(item.sitting, " ", by=stage.people["huyen"], key=uuid4())

    assert (why(refused), fresh(item).status) == (["Cần ghi lý do hủy phiên họp."], "scoring")
