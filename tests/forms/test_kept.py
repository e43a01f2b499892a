"""A session that ended, a page from before the last signing in: what was typed is shown again."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from forms.views import kept
from processes.models import Draft
from tests.forms.scene import Scene, moment

HERE = {"origin": "http://testserver"}
QUIETLY = {"hx-request": "true"}


def address(scene: Scene) -> str:
    return reverse("sheet", args=[scene.dossier.public_id, "idea"])


def typed(response) -> list[tuple[str, str]]:
    return [(one.label, one.words) for one in response.context["typed"]]


@pytest.fixture
def strict(scene: Scene) -> Scene:
    """The applicant, signed in, with a browser that asks for the token of the form."""
    scene.client = Client(enforce_csrf_checks=True)
    scene.sign_in("chuthe")
    return scene


def test_a_stranger_is_led_to_the_door(scene: Scene) -> None:
    response = scene.page("sheet", scene.dossier.public_id, "idea", at=moment(3, 4))

    assert response.url == f"{reverse('sign_in')}?next={address(scene)}"


def test_what_was_sent_after_the_session_ended_is_shown_with_its_labels(scene: Scene) -> None:
    response = scene.client.post(address(scene), {"core_value": "Rang mộc", "version": "0"})

    assert (response.status_code, typed(response)) == (
        403,
        [("Mô tả sản phẩm: giá trị cốt lõi", "Rang mộc")],
    )


def test_nothing_of_it_is_saved(scene: Scene) -> None:
    scene.client.post(address(scene), {"core_value": "Rang mộc", "version": "0"})

    assert Draft.objects.get(dossier=scene.dossier, sheet="idea").content == {}


def test_the_reason_of_a_step_is_shown_too(scene: Scene) -> None:
    url = reverse("step", args=[scene.dossier.public_id, "withdraw"])

    response = scene.client.post(url, {"reason": "Mất mùa", "key": "x", "seen": "1"})

    assert typed(response) == [("Lý do", "Mất mùa")]


@pytest.mark.parametrize(
    ("what", "words"),
    [("restore", "Mở lại tài khoản"), ("forward_idea", "Chuyển ý tưởng lên huyện")],
)
def test_a_button_is_named_by_its_words(scene: Scene, what: str, words: str) -> None:
    response = scene.client.post(reverse("person_account", args=[1]), {"do": what})

    assert typed(response) == [("Việc", words)]


def test_an_appointment_is_shown_in_the_words_of_its_page(scene: Scene) -> None:
    given = {"role": "supervisor", "unit": "7", "from_on": "2026-03-01"}

    response = scene.client.post(reverse("appoint", args=[1]), given)

    assert typed(response) == [
        ("Vai trò", "Ban chỉ đạo, lãnh đạo giám sát"),
        ("Từ ngày", "01/03/2026"),
    ]


def test_what_was_chosen_for_each_of_many_is_shown_in_words(scene: Scene) -> None:
    given = {f"choice-{uuid4()}": "leave_out_idea", f"reason-{uuid4()}": "Trùng sản phẩm"}

    response = scene.client.post(reverse("listing"), given)

    assert typed(response) == [
        ("Việc", "Không đưa vào danh sách của tỉnh"),
        ("Lý do", "Trùng sản phẩm"),
    ]


def test_what_was_only_chosen_can_be_sent_again(scene: Scene) -> None:
    given, chosen = reverse("batch", args=["quyet-dinh"]), str(uuid4())

    page = scene.client.post(given, {"dossier": chosen}, headers=HERE)

    assert page.context["again"] == [("dossier", chosen)]


def test_no_switch_leads_away_from_what_was_typed(scene: Scene) -> None:
    page = scene.client.post(address(scene), {"core_value": "Rang mộc"}).content.decode()

    assert reverse("set_language") not in page


def test_where_nothing_was_typed_one_is_led_to_the_door(scene: Scene) -> None:
    assert scene.client.post(reverse("notices")).status_code == 302


def test_the_door_leads_on_to_a_page_that_opens(scene: Scene) -> None:
    led = scene.client.post(reverse("feed_revoke"))

    assert led.url == f"{reverse('sign_in')}?next={reverse('home')}"


def test_every_address_without_a_page_is_known() -> None:
    found = {p.name for p in patterns(get_resolver()) if methods(p.callback) <= {"POST"}}

    assert found == set(kept.POST_ONLY) - {"sign_out"}  # a class of Django's, by its own test


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one
        elif one.app_name != "admin":
            yield from patterns(one)


def methods(view: Any) -> set[str]:
    """What the decorators of a view let through: Django keeps it in their closures alone."""
    cells = [c.cell_contents for c in getattr(view, "__closure__", None) or ()]
    own = next((set(c) for c in cells if isinstance(c, list)), set())
    within = getattr(view, "__wrapped__", None)
    return own or (methods(within) if within else {"GET"})


def test_saving_while_typing_is_answered_with_a_way_in(scene: Scene) -> None:
    response = scene.client.post(address(scene), {"core_value": "Rang"}, headers=QUIETLY)

    links = re.findall(r'<a href="([^"]+)"', response.content.decode())
    assert (response.status_code, links) == (200, [f"{reverse('sign_in')}?next={address(scene)}"])


def test_a_page_from_before_the_last_signing_in_shows_what_was_typed(strict: Scene) -> None:
    response = strict.client.post(address(strict), {"core_value": "Rang mộc"}, headers=HERE)

    assert (response.status_code, typed(response)) == (
        403,
        [("Mô tả sản phẩm: giá trị cốt lõi", "Rang mộc")],
    )


def test_it_can_be_sent_again_as_it_was(strict: Scene) -> None:
    data = {"core_value": "Rang mộc", "version": "0", "stay": "1"}

    response = strict.client.post(address(strict), data, headers=HERE)

    assert dict(response.context["again"]) == data


@pytest.mark.parametrize("origin", [{}, {"origin": "https://khac.example"}, {"origin": "null"}])
def test_what_another_site_sent_is_not_offered_to_be_sent_again(
    strict: Scene, origin: dict[str, str]
) -> None:
    response = strict.client.post(address(strict), {"core_value": "Rang"}, headers=origin)

    assert (response.status_code, response.context["again"]) == (403, [])


def test_while_typing_the_page_is_handed_a_fresh_token(strict: Scene) -> None:
    response = strict.client.post(address(strict), {"core_value": "R"}, headers=HERE | QUIETLY)

    page = response.content.decode()
    assert (response.status_code, page.count('id="draft-token"')) == (200, 1)


def test_a_password_is_never_shown_again(strict: Scene) -> None:
    given = {"username": "chuthe", "password": "mat-khau-rieng-2026"}

    response = strict.client.post(reverse("sign_in"), given, headers=HERE)

    assert (response.context["again"], "mat-khau" in response.content.decode()) == ([], False)


def test_what_was_typed_is_shown_as_text_and_never_as_markup(scene: Scene) -> None:
    response = scene.client.post(address(scene), {"core_value": "<script>alert(1)</script>"})

    assert "<script>alert" not in response.content.decode()


def test_what_is_not_there_and_what_is_not_ones_own_look_the_same(scene: Scene) -> None:
    scene.sign_in("xa")

    pages = [
        scene.page("dossier", pid, at=moment(3, 4)) for pid in (scene.dossier.public_id, uuid4())
    ]

    assert [(p.status_code, p.templates[0].name) for p in pages] == [
        (404, "forms/errors/404.html")
    ] * 2
