"""Which kinds of message a person is asked about: those that the person's roles can get."""

import pytest
from django.urls import reverse

from processes.kinds import KINDS
from processes.models import Preference
from processes.roles import COUNCIL_ROLES, Role
from processes.rulesets import RULESETS
from processes.services import clock
from tests.forms.scene import Scene, moment


@pytest.mark.parametrize(
    ("username", "kinds"),
    [
        (
            "chuthe",
            "step due_soon due_today overdue apology window_closing certificate",
        ),
        ("giamsat", "escalation duty_late"),
        ("huyen", "step due_soon due_today overdue duty duty_late"),
        ("kiemtoan", ""),
    ],
)
def test_only_kinds_that_the_role_can_get_are_offered(
    scene: Scene, username: str, kinds: str
) -> None:
    scene.sign_in(username)

    rows = scene.page("preferences", at=moment(3, 4)).context["rows"]

    offered = [choices[0].name.partition(":")[0] for _label, _legal, choices in rows]
    assert offered == kinds.split()


def test_every_kind_names_whom_the_law_lets_it_tell() -> None:
    tells = {t for r in RULESETS.values() for s in (*r.transitions, *r.acts) for t in s.tells}
    holders = {s.holder for r in RULESETS.values() for s in r.states if s.holder}
    told = {Role(t) for t in tells - {"council", "holder"}} | holders | COUNCIL_ROLES

    assert (KINDS["step"].to, KINDS["overdue"].to) == (told, holders)


def test_a_choice_of_another_role_is_kept(scene: Scene) -> None:
    user = scene.stage.people["xa"].user
    Preference.objects.create(user=user, kind="apology", channel="email", way="off")
    scene.sign_in("xa")

    sent = {"language": "vi", "due_soon:email": "off"}
    with clock.standing_at(moment(3, 4)):
        scene.client.post(reverse("preferences"), sent)

    kept = Preference.objects.order_by("kind").values_list("kind", "way")
    assert list(kept) == [("apology", "off"), ("due_soon", "off")]


def test_what_is_no_telephone_number_is_refused(scene: Scene) -> None:
    scene.sign_in("xa")

    response = scene.client.post(reverse("preferences"), {"language": "vi", "phone": "abc"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["phone"])
