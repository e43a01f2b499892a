"""Where one member, one kind of organisation or one earlier event makes the difference."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from processes.engine import Refused
from processes.models import (
    Appointment,
    Council,
    Cycle,
    Dossier,
    Membership,
    Organisation,
    OrganisationKind,
    Product,
    Record,
    Subgroup,
    Unit,
)
from processes.queries.recipients import recipients
from processes.roles import Audience
from processes.services.documents import add_document
from processes.services.move import move
from tests.journeys.stage import MEMBERS, Stage
from tests.journeys.steps import PDF
from tests.play import (
    again,
    at,
    called,
    convened,
    dossier_in,
    fill,
    hand_in,
    members,
    opened,
    refusal,
    step_back,
    take,
)


def act(stage: Stage, dossier: Dossier, name: str, who: str, **given: Any) -> Record:
    return move(dossier.pk, name, by=stage.people[who], key=uuid4(), given=given)


# declined before


def declined_again(stage: Stage, day: int) -> Dossier:
    dossier = dossier_in(stage, "idea.not_selected")
    with at(3, 11):
        fill(dossier, stage.people["chuthe"], "idea", market="Thêm siêu thị")
        act(stage, dossier, "resubmit_idea", "chuthe")
    with at(3, day):
        take(stage, dossier, "forward_idea")
        take(stage, dossier, "decline_idea")
        fill(dossier, stage.people["chuthe"], "idea", market="Thêm chợ phiên")
    return dossier


@pytest.mark.parametrize(("day", "left"), [(19, 1), (20, 0)])
def test_the_week_counts_from_the_last_refusal(stage: Stage, day: int, left: int) -> None:
    dossier = declined_again(stage, 13)
    with at(3, day):
        by = stage.people["chuthe"]
        try:
            move(dossier.pk, "resubmit_idea", by=by, key=uuid4())
            said = []
        except Refused as refused:
            said = list(refused.reasons)

    assert len(said) == left


def test_a_remark_does_not_start_the_week_anew(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.not_selected")
    with at(3, 10):
        act(stage, dossier, "comment", "huyen", comment="Nên thêm thị trường")
    with at(3, 11):
        fill(dossier, stage.people["chuthe"], "idea", market="Thêm siêu thị")
        act(stage, dossier, "resubmit_idea", "chuthe")

    assert again(dossier).state == "idea.at_commune"


# the organisation and its product


def of_kind(stage: Stage, kind: str, criteria_set: int) -> Dossier:
    dossier = opened(stage)
    found = OrganisationKind.objects.get(code=kind)
    Organisation.objects.filter(pk=stage.organisation.pk).update(kind=found)
    subgroup = Subgroup.objects.get(criteria_set=criteria_set)
    Product.objects.filter(pk=dossier.product_id).update(subgroup=subgroup)
    return dossier


def tourism() -> int:
    found = Subgroup.objects.filter(group__sector__is_tourism=True).order_by("criteria_set")
    return int(found[0].criteria_set)


def test_an_association_enters_tourism(stage: Stage) -> None:
    dossier = of_kind(stage, "association", tourism())
    with at(3, 5):
        take(stage, dossier, "submit_idea")

    assert again(dossier).state == "idea.at_commune"


def test_an_association_enters_nothing_else(stage: Stage) -> None:
    dossier = of_kind(stage, "association", 14)
    with at(3, 5):
        said = refusal(stage, dossier, "submit_idea", "chuthe")

    assert said == ["Loại hình chủ thể này chỉ được tham gia ngành dịch vụ du lịch."]


@pytest.mark.parametrize(
    ("service", "missing"),
    [(True, "Giấy đăng ký kinh doanh"), (False, "Giấy đăng ký kinh doanh, Sản phẩm mẫu")],
)
def test_a_service_hands_in_no_samples(stage: Stage, service: bool, missing: str) -> None:
    dossier = dossier_in(stage, "production.under_way")
    if service:
        subgroup = Subgroup.objects.get(criteria_set=tourism())
        Product.objects.filter(pk=dossier.product_id).update(subgroup=subgroup)
    with at(6, 8):
        take(stage, dossier, "start_rating")
        fill(dossier, stage.people["chuthe"], "rating")
        said = refusal(stage, dossier, "submit_rating", "chuthe")

    assert said == [f"Hồ sơ còn thiếu giấy tờ bắt buộc: {missing}."]


# councils


def test_a_member_of_the_organisation_does_not_count_for_the_council(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    user = stage.people["district_1"].user
    Membership.objects.create(user=user, organisation=stage.organisation)
    with at(6, 8):
        sitting = str(called(stage, "district").pk)
        said = refusal(stage, dossier, "convene_district", "huyen", sitting=sitting)

    need = "Hội đồng có 4 thành viên được chấm hồ sơ này, cần ít nhất 5."
    assert (MEMBERS, said) == (5, [need])


@pytest.mark.parametrize("what", ["cycle", "unit"])
def test_a_council_of_another_cycle_or_district_is_refused(stage: Stage, what: str) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    other: Any = Cycle.objects.create(year=2027)
    if what == "unit":
        other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    with at(6, 8):
        sitting = str(called(stage, "district").pk)
        Council.objects.filter(pk=stage.district_council.pk).update(**{what: other})
        said = refusal(stage, dossier, "convene_district", "huyen", sitting=sitting)

    assert said == ["Hội đồng này không đánh giá được hồ sơ."]


def test_a_chair_who_stepped_back_does_not_conclude(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 9):
        item = convened(stage, dossier, "district")
        for n in range(1, MEMBERS):
            hand_in(item, stage.people[f"district_{n}"])
        step_back(stage, dossier, "district_chair")
        said = refusal(stage, dossier, "conclude_district", "district_chair")

    assert said == ["Chủ tịch đã xin không chấm hồ sơ này; cần một chủ tịch khác kết luận."]


@pytest.mark.parametrize(("points", "star"), [(10, "3"), (35, "4")])
def test_a_rereview_gives_three_stars_at_least_and_four_at_most(
    stage: Stage, points: int, star: str
) -> None:
    dossier = dossier_in(stage, "rating.rereview")
    with at(6, 9):
        item = convened(stage, dossier, "province")
        for member in members(stage, "province"):
            hand_in(item, member, points, points - 10, points)
        take(stage, dossier, "conclude_rereview", star=star)

    assert again(dossier).star == int(star)


# notices, documents, certificates


def test_whose_appointment_ended_is_told_nothing(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    held = stage.people["xa"]
    Appointment.objects.filter(pk=held.pk).update(until_on=date(2026, 3, 4))
    told = [
        recipients(dossier, (Audience.COMMUNE,), date(2026, 3, day)) == [held.user_id]
        for day in (4, 5)
    ]

    assert told == [True, False]


def test_a_document_from_before_a_request_answers_it_not(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_province")
    with at(6, 9):
        take(stage, dossier, "request_supplement", documents=["business_registration"])
        file = ContentFile(PDF, name="a.pdf")
        add_document(dossier, "sample_photo", file, by=stage.people["chuthe"], key=uuid4())
        said = refusal(stage, dossier, "submit_supplement", "chuthe")

    assert said == ["Chưa bổ sung giấy tờ được yêu cầu: Giấy đăng ký kinh doanh."]


def test_a_document_belongs_to_the_version_that_first_included_it(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.draft")
    before = set(dossier.documents.values_list("submitted_in", flat=True))
    with at(6, 8):
        take(stage, dossier, "submit_rating")

    version = dossier.versions.get(sheet="rating")
    assert (before, {d.submitted_in for d in dossier.documents.all()}) == ({None}, {version})


def test_a_certificate_is_valid_for_three_years_to_the_day(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision")
    with at(6, 9):
        take(stage, dossier, "issue_decision", paper_on="2026-06-09")

    paper = Dossier.objects.get(pk=dossier.pk).certificate
    assert (paper.decision_on, paper.valid_until) == (date(2026, 6, 9), date(2029, 6, 8))
