"""The administrator's pages."""

import re
from datetime import date

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from processes.models import Appointment, Membership, Organisation, OrganisationKind, Unit, User
from tests.forms.scene import Scene, moment

NOW = moment(3, 3)


@pytest.fixture
def office(scene: Scene) -> Scene:
    scene.sign_in("quantri")
    return scene


def send(scene: Scene, page: str, /, *args: object, **data: object):
    return scene.client.post(reverse(page, args=args), data)


@pytest.mark.parametrize("username", ["chuthe", "xa", "tinh", "giamsat", "kiemtoan"])
@pytest.mark.parametrize("name", ["people", "person_new", "organisations", "organisation_new"])
def test_for_everybody_else_these_pages_are_not_there(
    scene: Scene, username: str, name: str
) -> None:
    scene.sign_in(username)

    assert scene.page(name, at=NOW).status_code == 404


def test_people_are_found_without_marks(office: Scene) -> None:
    User.objects.create(username="h01", full_name="Đặng Thị Huệ")

    page = office.page("people", at=NOW, q="dang hue").context["page"]

    assert [p.username for p in page] == ["h01"]


def test_a_new_person_can_sign_in_with_the_password_shown(office: Scene) -> None:
    led = send(office, "person_new", full_name="Lê Văn Mới", username="levanmoi")

    made = User.objects.get(username="levanmoi")
    assert made.check_password(office.client.get(led.url).context["password"])


def test_a_password_is_on_no_other_page(office: Scene) -> None:
    led = send(office, "person_new", full_name="Lê", username="le")
    password = office.client.get(led.url).context["password"]

    pk = User.objects.get(username="le").pk
    page = office.page("person", pk, at=NOW).content.decode()

    assert password not in page


def test_a_name_that_is_taken_is_refused(office: Scene) -> None:
    response = send(office, "person_new", full_name="Khác", username="xa")

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["username"])


def test_an_appointment_is_added_and_the_old_ones_stay(office: Scene) -> None:
    user = office.stage.people["xa"].user

    send(
        office,
        "appoint",
        user.pk,
        role="supervisor",
        unit=office.stage.district.pk,
        from_on="2026-03-01",
    )

    assert sorted(user.appointments.values_list("role", flat=True)) == [
        "commune_officer",
        "supervisor",
    ]


def test_an_appointment_without_its_scope_is_refused_in_words(office: Scene) -> None:
    user = office.stage.people["xa"].user

    response = send(office, "appoint", user.pk, role="district_officer", from_on="2026-03-01")

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["unit"])


def test_an_appointment_to_a_unit_of_another_level_is_refused(office: Scene) -> None:
    user, commune = office.stage.people["xa"].user, office.stage.commune

    response = send(
        office, "appoint", user.pk, role="district_officer", unit=commune.pk, from_on="2026-03-01"
    )

    assert (response.status_code, user.appointments.count()) == (422, 1)


@pytest.mark.parametrize("role", ["", "system", "nobody"])
def test_nobody_is_appointed_to_what_is_no_post(office: Scene, role: str) -> None:
    user = office.stage.people["xa"].user

    response = send(office, "appoint", user.pk, role=role, from_on="2026-03-01")

    assert (response.status_code, user.appointments.count()) == (422, 1)


def test_a_period_that_ends_before_it_starts_is_refused(office: Scene) -> None:
    user = office.stage.people["xa"].user
    period = {"from_on": "2026-03-01", "until_on": "2026-02-01"}

    response = send(office, "appoint", user.pk, role="administrator", **period)

    assert list(response.context["form"].errors) == ["until_on"]


COMMUNE = {"role": "commune_officer", "from_on": "2026-03-01"}


@pytest.mark.parametrize("until", ["", "2026-03-31"])
def test_the_same_post_is_not_given_twice_for_a_time(office: Scene, until: str) -> None:
    user, unit = office.stage.people["xa"].user, office.stage.commune.pk

    response = send(office, "appoint", user.pk, unit=unit, **COMMUNE, until_on=until)

    said = "Người này đã có phân công đó trong thời gian này; xem bảng phân công."
    assert (response.status_code, response.context["form"].errors, user.appointments.count()) == (
        422,
        {"from_on": [said]},
        1,
    )


def test_the_same_post_may_follow_itself(office: Scene) -> None:
    held = office.stage.people["xa"]
    Appointment.objects.filter(pk=held.pk).update(until_on=date(2026, 2, 28))

    send(office, "appoint", held.user.pk, unit=office.stage.commune.pk, **COMMUNE)

    assert held.user.appointments.count() == 2


def test_the_same_role_in_another_place_is_another_post(office: Scene) -> None:
    user, other = office.stage.people["xa"].user, Unit.objects.get(code="24121")

    send(office, "appoint", user.pk, unit=other.pk, **COMMUNE)

    assert user.appointments.count() == 2


@pytest.mark.parametrize(
    "number",
    [
        "0905123456",
        "0905 123 456",
        "0905.123.456",
        "+84 905 123 456",
        "(0262) 3812-345",
        "19001234",
    ],
)
def test_a_telephone_number_is_taken_as_people_write_it(office: Scene, number: str) -> None:
    send(office, "person_new", full_name="Lê", username="le", phone=number)

    assert User.objects.get(username="le").phone == number


@pytest.mark.parametrize(
    "number", ["abc", "12345", "0905", "0605123456", "0905123456789", "٠٩٠٥١٢٣٤٥٦"]
)
def test_what_is_no_telephone_number_is_refused(office: Scene, number: str) -> None:
    response = send(office, "person_new", full_name="Lê", username="le", phone=number)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["phone"])


def test_an_organisations_telephone_number_is_looked_at_too(office: Scene) -> None:
    response = send(office, "organisation_new", name="HTX", phone="abc")

    assert "phone" in response.context["form"].errors


@pytest.mark.parametrize("name", ["lê.văn", "le van", "đat", "le@xa", "lê"])
def test_a_user_name_that_not_every_telephone_types_is_refused(office: Scene, name: str) -> None:
    response = send(office, "person_new", full_name="Lê", username=name)

    said = "Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang và gạch dưới."
    assert (response.status_code, response.context["form"].errors) == (422, {"username": [said]})


def test_an_ended_appointment_has_its_last_day_today(office: Scene) -> None:
    from processes.services import clock

    appointment = office.stage.people["xa"]
    with clock.standing_at(NOW):
        send(office, "end_appointment", appointment.pk)

    assert Appointment.objects.get(pk=appointment.pk).until_on == date(2026, 3, 3)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_an_administrator_ends_no_appointment_of_the_own(office: Scene, role: str) -> None:
    user, since = office.stage.people["quantri"].user, date(2026, 1, 1)
    own = Appointment.objects.create(user=user, role=role, from_on=since)

    send(office, "end_appointment", own.pk)

    own.refresh_from_db()
    assert own.until_on is None


@pytest.mark.parametrize(("who", "buttons"), [("xa", 1), ("quantri", 0)])
def test_what_is_not_ones_own_has_a_button_that_ends_it_behind_a_word_of_warning(
    office: Scene, who: str, buttons: int
) -> None:
    page = office.page("person", office.stage.people[who].user.pk, at=NOW).content.decode()

    warned = re.findall(
        r'<details class="more">(?:(?!</details>).)*Không mở lại được(?:(?!</details>).)*<button',
        page,
    )
    assert (len(warned), page.count("/ket-thuc/")) == (buttons, buttons)


@pytest.mark.parametrize(("failures", "shown"), [(4, False), (5, True)])
def test_the_button_that_unlocks_is_there_where_something_is_locked(
    office: Scene, failures: int, shown: bool
) -> None:
    AccessAttempt.objects.create(username="xa", failures_since_start=failures)

    page = office.page("person", office.stage.people["xa"].user.pk, at=NOW).content.decode()

    assert ('value="unlock"' in page) == shown


def test_an_organisation_and_its_member_are_entered(office: Scene) -> None:
    send(
        office,
        "organisation_new",
        name="HTX Bơ Ea Tul",
        kind=OrganisationKind.objects.get(code="cooperative").pk,
        commune=office.stage.commune.pk,
        registration_number="40H1",
    )
    made = Organisation.objects.get(name="HTX Bơ Ea Tul")

    send(office, "organisation", made.pk, username="chuthe")

    assert Membership.objects.filter(organisation=made, user__username="chuthe").count() == 1


def test_an_unknown_member_is_refused_in_words(office: Scene) -> None:
    response = send(office, "organisation", office.stage.organisation.pk, username="khong-co")

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["username"])


def test_an_administrator_sees_no_dossier(office: Scene) -> None:
    office.lead_to("forward_idea")
    office.sign_in("quantri")

    page = office.page("dossier", office.dossier.public_id, at=NOW)
    inbox = office.page("inbox", at=NOW)

    assert (page.status_code, [t.total for t in inbox.context["tabs"]]) == (404, [0, 0])
