"""What an applicant brings: dossiers opened once, documents that lose nothing, frozen sheets."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from processes.engine import Refused
from processes.inspection.reasons import SAID
from processes.models import ChecklistItem, Cycle, Dossier, Extension, Product, Subgroup
from processes.services.documents import add_document
from processes.services.dossiers import open_dossier
from processes.services.extensions import extend_for_unit
from processes.services.move import move
from tests.journeys.stage import Stage
from tests.journeys.steps import PDF
from tests.play import again, at, documents, dossier_in, fill, opened, refusal, take


def test_a_supplement_needs_what_was_asked(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_province")
    with at(6, 9):
        take(stage, dossier, "request_supplement")
        said = refusal(stage, dossier, "submit_supplement", "chuthe")
        documents(stage, dossier)
        take(stage, dossier, "submit_supplement")

    asked = ChecklistItem.objects.get(code="sample_photo").name
    assert said == [f"Chưa bổ sung giấy tờ được yêu cầu: {asked}."]
    assert again(dossier).state == "rating.at_province"


def test_a_newer_file_replaces_and_loses_nothing(stage: Stage) -> None:
    dossier, by = dossier_in(stage, "rating.draft"), stage.people["chuthe"]
    older = dossier.documents.get(item__code="sample_photo")
    with at(6, 8):
        file = ContentFile(PDF + b"%2", name="ảnh mới.pdf")
        newer = add_document(dossier, "sample_photo", file, by=by, key=uuid4())

    older.refresh_from_db()
    assert (older.replaced_by, older.file.read(), newer.replaced_by) == (newer, PDF, None)


def test_a_file_too_large_is_refused(stage: Stage, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    dossier, by = dossier_in(stage, "rating.draft"), stage.people["chuthe"]
    file = ContentFile(PDF + b" " * (1 << 20), name="to.pdf")
    with at(6, 8), pytest.raises(Refused) as refused:
        add_document(dossier, "environment", file, by=by, key=uuid4())

    assert [str(r) for r in refused.value.reasons] == [SAID["large"].format(most=1)]


def test_a_file_for_no_line_of_the_list_is_refused(stage: Stage) -> None:
    dossier, by = dossier_in(stage, "rating.draft"), stage.people["chuthe"]
    with at(6, 8), pytest.raises(Refused) as refused:
        file = ContentFile(PDF, name="a.pdf")
        add_document(dossier, "no_such_line", file, by=by, key=uuid4())

    assert [r.field for r in refused.value.reasons] == ["item"]


def test_what_was_submitted_is_frozen(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.to_complete")
    with at(3, 5):
        fill(dossier, stage.people["chuthe"], "idea", market="Chợ phiên")
        take(stage, dossier, "submit_idea")

    numbers = [(v.number, v.data["fields"]["market"]) for v in dossier.versions.all()]
    assert numbers == [(1, "Quán cà phê trong tỉnh, 2 tấn một năm"), (2, "Chợ phiên")]


def product(stage: Stage, name: str = "Mật ong") -> Product:
    subgroup = Subgroup.objects.get(criteria_set=14)
    return Product.objects.create(organisation=stage.organisation, name=name, subgroup=subgroup)


def test_opening_twice_with_one_key_is_opening_once(stage: Stage) -> None:
    honey, key, by = product(stage), uuid4(), stage.people["chuthe"]
    with at(3, 4):
        first = open_dossier(honey, stage.cycle, by=by, key=key)
        second = open_dossier(honey, stage.cycle, by=by, key=key)

    assert (first.pk, Dossier.objects.count()) == (second.pk, 1)


def test_a_product_has_one_dossier_a_year(stage: Stage) -> None:
    honey, by = product(stage), stage.people["chuthe"]
    with at(3, 4), pytest.raises(Refused) as refused:
        open_dossier(honey, stage.cycle, by=by, key=uuid4())
        open_dossier(honey, stage.cycle, by=by, key=uuid4())

    assert [str(r) for r in refused.value.reasons] == ["Sản phẩm này đã có hồ sơ trong năm."]


def test_a_key_that_was_used_for_something_else_opens_nothing(stage: Stage) -> None:
    dossier, key, by = opened(stage), uuid4(), stage.people["chuthe"]
    with at(3, 5):
        move(dossier.pk, "submit_idea", by=by, key=key)
        with pytest.raises(Refused):
            open_dossier(product(stage), stage.cycle, by=by, key=key)

    assert Dossier.objects.count() == 1


def test_the_key_of_one_product_does_not_answer_for_another(stage: Stage) -> None:
    honey, tea, key, by = product(stage), product(stage, "Trà"), uuid4(), stage.people["chuthe"]
    with at(3, 4):
        open_dossier(honey, stage.cycle, by=by, key=key)
        with pytest.raises(Refused):
            open_dossier(tea, stage.cycle, by=by, key=key)


def test_a_number_is_not_spent_on_a_refusal(stage: Stage) -> None:
    with at(4, 2), pytest.raises(Refused):
        open_dossier(product(stage), stage.cycle, by=stage.people["chuthe"], key=uuid4())

    assert Cycle.objects.get(pk=stage.cycle.pk).last_number == 0


def test_five_stars_do_not_come_back(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_national")
    with at(6, 10):
        take(stage, dossier, "record_five_stars")
    following = Cycle.objects.create(year=2027)
    with at(12, 1), pytest.raises(Refused) as refused:
        open_dossier(dossier.product, following, by=stage.people["chuthe"], key=uuid4())

    assert [str(r) for r in refused.value.reasons] == ["Sản phẩm đã đạt 5 sao."]


@pytest.mark.parametrize("closes_on", [date(9999, 12, 31), date(2026, 3, 31), date(2026, 3, 1)])
def test_a_window_is_extended_to_a_later_day_that_somebody_means(
    stage: Stage, closes_on: date
) -> None:
    by = stage.people["giamsat"]
    with at(3, 10), pytest.raises(Refused) as refused:
        extend_for_unit(stage.cycle, stage.province, "ideas", closes_on, "Lũ lụt", by=by)

    assert [r.field for r in refused.value.reasons] == ["closes_on"]
    assert Extension.objects.count() == 0
