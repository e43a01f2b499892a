"""Who may open a dossier and write in it, and when."""

from datetime import date
from uuid import uuid4

import pytest

from processes.engine import Cause, Refused
from processes.models import (
    Appointment,
    Cycle,
    Product,
)
from processes.services.dossiers import open_dossier
from processes.services.drafts import save_draft
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, opened


def open_honey(stage: Stage, by: Appointment, cycle: Cycle | None = None) -> list[str]:
    honey = Product.objects.create(organisation=stage.organisation, name="Mật ong")
    with pytest.raises(Refused) as refused:
        open_dossier(honey, cycle or stage.cycle, by=by, key=uuid4())
    return [str(r) for r in refused.value.reasons]


def test_somebody_else_opens_no_dossier(stage: Stage) -> None:
    by = stage.people["xa"]
    by.organisation = stage.organisation
    with at(3, 4):
        assert open_honey(stage, by) == ["Chỉ chủ thể mới được lập hồ sơ của mình."]


def test_an_ended_appointment_opens_no_dossier(stage: Stage) -> None:
    by = stage.people["chuthe"]
    by.until_on = date(2026, 3, 3)
    with at(3, 4):
        assert open_honey(stage, by) == ["Chỉ chủ thể mới được lập hồ sơ của mình."]


def test_a_closed_cycle_opens_no_dossier(stage: Stage) -> None:
    Cycle.objects.filter(pk=stage.cycle.pk).update(closed_on=date(2026, 3, 3))
    with at(3, 4):
        said = open_honey(stage, stage.people["chuthe"])

    assert said == ["Chu trình năm nay đã khép lại."]


def test_a_product_whose_dossier_is_not_ended_opens_no_other(stage: Stage) -> None:
    dossier = opened(stage)
    following = Cycle.objects.create(year=2027)
    with at(12, 1), pytest.raises(Refused) as refused:
        open_dossier(dossier.product, following, by=stage.people["chuthe"], key=uuid4())

    said = [str(r) for r in refused.value.reasons]
    assert said == [f"Sản phẩm còn hồ sơ {dossier.code} chưa kết thúc."]


@pytest.mark.parametrize("sheet", ["idea", "plan"])
def test_what_was_submitted_or_is_not_yet_due_is_not_written(stage: Stage, sheet: str) -> None:
    dossier, by = dossier_in(stage, "idea.at_commune"), stage.people["chuthe"]
    version = dossier.drafts.get(sheet=sheet).version
    with at(3, 5), pytest.raises(Refused) as refused:
        save_draft(dossier, sheet, {"market": "x"}, by=by, version=version)

    said = [str(r) for r in refused.value.reasons]
    assert said == ["Phiếu này đã nộp hoặc chưa đến lượt, không sửa được."]


@pytest.mark.parametrize("who", ["xa", "huyen", "tinh", "giamsat", "kiemtoan"])
def test_nobody_else_writes_the_applicants_sheet(stage: Stage, who: str) -> None:
    dossier = opened(stage)
    version = dossier.drafts.get(sheet="idea").version
    with at(3, 5), pytest.raises(Refused) as refused:
        save_draft(dossier, "idea", {"market": "x"}, by=stage.people[who], version=version)

    assert [r.cause for r in refused.value.reasons] == [Cause.ROLE]
