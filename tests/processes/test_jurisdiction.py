"""Whose dossier it is: one dossier and a query give the same answer, and the inbox follows it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from processes.models import Appointment, Department, Dossier, Organisation, Product, Unit
from processes.queries import inbox
from processes.queries.jurisdiction import actor, covers, scope_q, visible_to
from processes.roles import COUNCIL_ROLES, Role
from processes.services.dossiers import open_dossier
from processes.services.move import move
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, opened, opened_sitting, score, take

OWN = {
    Role.APPLICANT: "chuthe",
    Role.COMMUNE_OFFICER: "xa",
    Role.DISTRICT_OFFICER: "huyen",
    Role.DISTRICT_COUNCILLOR: "district_1",
    Role.DISTRICT_CHAIR: "district_chair",
    Role.PROVINCE_OFFICER: "tinh",
    Role.DEPARTMENT_OFFICER: "so",
    Role.PROVINCE_COUNCILLOR: "province_1",
    Role.PROVINCE_CHAIR: "province_chair",
    Role.PROVINCE_LEADER: "lanhdao",
    Role.SUPERVISOR: "giamsat",
    Role.AUDITOR: "kiemtoan",
}
WHOLE_PROVINCE = {"tinh", "lanhdao", "giamsat", "kiemtoan"}


@pytest.fixture
def near(stage: Stage) -> Dossier:
    """A dossier that has been before both councils."""
    return dossier_in(stage, "rating.awaiting_decision")


@pytest.fixture
def far(stage: Stage) -> Dossier:
    """A dossier of another organisation, commune, district and department."""
    district = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    commune = Unit.objects.filter(parent=district)[0]
    organisation = Organisation.objects.create(
        name="HTX xa", kind=stage.organisation.kind, commune=commune, registration_number="2"
    )
    applicant = stage.appoint("chuthe xa", "applicant", organisation=organisation)
    health = Department.objects.get(code="so_y_te")
    product = Product.objects.create(
        organisation=organisation, name="Trà xa", subgroup=health.subgroups.all()[0]
    )
    for role, username, unit in (
        ("commune_officer", "xa xa", commune),
        ("district_officer", "huyen xa", district),
        ("supervisor", "giamsat xa", district),
        ("supervisor", "giamsat rat xa", commune),
    ):
        stage.appoint(username, role, unit=unit)
    stage.appoint("so xa", "department_officer", department=health)
    with at(3, 4):
        return open_dossier(product, stage.cycle, by=applicant, key=uuid4())


def test_every_role_is_spoken_for_here() -> None:
    assert set(Role) - set(OWN) == {Role.ADMINISTRATOR, Role.SYSTEM}


def test_one_dossier_and_a_query_agree_for_everybody(
    stage: Stage, near: Dossier, far: Dossier
) -> None:
    opened(stage, "Chưa phân nhóm")
    Product.objects.filter(name="Chưa phân nhóm").update(subgroup=None)
    dossiers = list(Dossier.objects.select_related("product__subgroup"))

    for appointment in stage.people.values():
        one_by_one = {d.pk for d in dossiers if covers(appointment, d)}
        asked = set(Dossier.objects.filter(scope_q(appointment)).values_list("pk", flat=True))
        assert asked == one_by_one, appointment.user.username


@pytest.mark.parametrize("role", OWN)
def test_a_role_covers_the_dossier_of_its_scope(stage: Stage, near: Dossier, role: Role) -> None:
    assert covers(stage.people[OWN[role]], near) is True


@pytest.mark.parametrize("role", OWN)
def test_beyond_its_scope_a_role_covers_nothing(stage: Stage, far: Dossier, role: Role) -> None:
    who = OWN[role]

    assert covers(stage.people[who], far) is (who in WHOLE_PROVINCE)


@pytest.mark.parametrize("who", ["xa xa", "huyen xa", "giamsat xa", "giamsat rat xa", "so xa"])
def test_somebody_elsewhere_covers_their_own_alone(
    stage: Stage, near: Dossier, far: Dossier, who: str
) -> None:
    by = stage.people[who]

    assert (covers(by, near), covers(by, far)) == (False, True)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_an_appointment_without_its_scope_covers_nothing(near: Dossier, role: Role) -> None:
    nowhere = Appointment(role=role, from_on=date(2026, 1, 1))

    assert covers(nowhere, near) is False
    assert list(Dossier.objects.filter(scope_q(nowhere))) == []


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_an_empty_scope_does_not_match_what_is_empty_in_a_dossier(stage: Stage, role: Role) -> None:
    """A dossier without council or subgroup is nobody's by that emptiness."""
    bare = opened(stage)
    Product.objects.filter(pk=bare.product_id).update(subgroup=None)
    bare = Dossier.objects.get(pk=bare.pk)
    nowhere = Appointment(role=role, from_on=date(2026, 1, 1))

    assert covers(nowhere, bare) is False
    assert list(Dossier.objects.filter(scope_q(nowhere))) == []


def test_nobody_sees_nothing(near: Dossier) -> None:
    assert list(visible_to(None)) == []


@pytest.mark.parametrize("role", OWN)
def test_what_was_never_sent_is_read_by_few(stage: Stage, role: Role) -> None:
    unsent = opened(stage)
    seen = visible_to(stage.people[OWN[role]]).filter(pk=unsent.pk).exists()

    assert seen is (OWN[role] in {"chuthe", "tinh", "giamsat", "kiemtoan"})


def test_the_clock_has_no_scope_to_miss(near: Dossier) -> None:
    assert actor(None, near, date(2026, 6, 8)).objection is None


@pytest.mark.parametrize(("on", "holds"), [((5, 31), False), ((6, 1), True), ((6, 30), True)])
def test_an_appointment_holds_from_its_first_day_to_its_last(
    stage: Stage, near: Dossier, on: tuple[int, int], holds: bool
) -> None:
    by = stage.people["xa"]
    by.from_on, by.until_on = date(2026, 6, 1), date(2026, 6, 30)

    assert (actor(by, near, date(2026, *on)).objection is None) is holds


def test_an_appointment_is_over_the_day_after_its_last(stage: Stage, near: Dossier) -> None:
    by = stage.people["xa"]
    by.until_on = date(2026, 6, 30)

    assert str(actor(by, near, date(2026, 7, 1)).objection) == ("Phân công này không còn hiệu lực.")


def lists(stage: Stage, dossier: Dossier) -> dict[str, str]:
    """Who has the dossier in which list."""
    return {
        who: name
        for who, by in stage.people.items()
        for name, query in (("must", inbox.must), ("may", inbox.may))
        if query(by).filter(pk=dossier.pk).exists()
    }


MEMBERS = {f"district_{n}": "must" for n in range(1, 5)} | {"district_chair": "must"}


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("idea.draft", {"chuthe": "must"}),
        ("idea.at_commune", {"chuthe": "may", "xa": "must", "huyen": "may"}),
        ("idea.to_complete", {"chuthe": "must"}),
        ("idea.at_district", {"chuthe": "may", "huyen": "must"}),
        ("idea.selected", {"tinh": "must"}),
        ("plan.at_commune", {"chuthe": "may", "xa": "must", "huyen": "may"}),
        ("production.under_way", {"chuthe": "must"}),
        ("rating.at_commune", {"chuthe": "may", "xa": "must"}),
        ("rating.at_district", {"chuthe": "may", "huyen": "must"}),
        ("rating.district_council", {"district_chair": "must"}),
        ("rating.at_province", {"tinh": "must"}),
        ("rating.province_council", {"province_chair": "must"}),
        ("rating.awaiting_decision", {"lanhdao": "must"}),
        ("rating.at_national", {"tinh": "must"}),
        ("rating.rereview", {"province_chair": "must"}),
    ],
)
def test_a_dossier_is_in_the_lists_of_those_who_can_move_it(
    stage: Stage, state: str, wanted: dict[str, str]
) -> None:
    assert lists(stage, dossier_in(stage, state)) == wanted


def test_in_a_sitting_every_member_owes_a_sheet(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 9):
        take(stage, dossier, "convene_district")
        assert lists(stage, dossier) == {"district_chair": "must"}

        opened_sitting(stage, dossier)
        assert lists(stage, dossier) == MEMBERS
        score(stage, dossier, "district", "30")
        assert lists(stage, dossier) == {"district_chair": "must"}


def test_a_member_who_stepped_back_owes_nothing(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    given = {"reason": "Họ hàng"}
    with at(6, 9):
        take(stage, dossier, "convene_district")
        by = stage.people["district_1"]
        move(dossier.pk, "recuse_district", by=by, key=uuid4(), given=given)

    assert "district_1" not in lists(stage, dossier)


def test_a_department_owes_an_opinion_once(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.district_passed")
    given: dict[str, Any] = {"agrees": "agrees", "opinion": "Được"}
    with at(6, 9):
        take(stage, dossier, "forward_to_province")
        before = lists(stage, dossier)
        move(dossier.pk, "give_opinion", by=stage.people["so"], key=uuid4(), given=given)

    assert (before, lists(stage, dossier)) == ({"so": "must", "tinh": "must"}, {"tinh": "must"})


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("idea.at_commune", "xa"),
        ("idea.at_commune", "huyen"),
        ("rating.district_council", "district_chair"),
        ("rating.at_province", "tinh"),
    ],
)
def test_a_member_of_the_organisation_finds_its_dossier_in_no_list(
    stage: Stage, state: str, who: str
) -> None:
    dossier = dossier_in(stage, state)
    stage.people[who].user.memberships.create(organisation=stage.organisation)

    assert who not in lists(stage, dossier)


def test_no_council_is_left_out_here() -> None:
    assert {r for r in OWN if r in COUNCIL_ROLES} == set(COUNCIL_ROLES)
