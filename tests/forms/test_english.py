"""Pages in English: what comes from data or from the law's table is said in English too."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, override

from forms.wording import day_in_words
from processes.models import ChecklistItem, Sitting, Subgroup
from processes.reference.loader import rows
from processes.reference.words import WORDS

from .scene import Scene, make, moment

NOW = moment(3, 5)


@pytest.fixture
def english(db: None) -> Iterator[Scene]:
    with override("vi"):  # what a page was last shown in does not stay for other tests
        scene = make()
        scene.lead_to("forward_idea")
        scene.client.post(reverse("set_language"), {"language": "en"})
        yield scene


def test_a_consequence_names_the_state_in_english(english: Scene) -> None:
    english.sign_in("xa")
    page = english.page("step", english.dossier.public_id, "forward_idea", at=NOW)

    assert "(state “Idea being evaluated by the district”)" in page.content.decode()


def test_a_step_that_ends_the_dossier_says_that_it_cannot_be_opened_again(english: Scene) -> None:
    english.sign_in("chuthe")
    page = english.page("step", english.dossier.public_id, "withdraw", at=NOW)

    said = "the dossier ends as “Withdrawn by the applicant” and cannot be opened again."
    assert said in page.content.decode()


def test_the_documents_are_named_in_english(english: Scene) -> None:
    english.sign_in("chuthe")
    page = english.page("documents", english.dossier.public_id, at=NOW).content.decode()

    with override("vi"):
        left = [i.name for i in ChecklistItem.objects.all() if i.name in page]
    assert left == []


def test_the_subgroups_are_named_in_english(english: Scene) -> None:
    english.sign_in("chuthe")
    page = english.page("open_dossier", at=NOW).content.decode()

    assert [s.name for s in Subgroup.objects.all() if s.name in page] == []


def test_what_people_are_appointed_to_is_said_in_english(english: Scene) -> None:
    english.sign_in("quantri")
    page = english.page("people", at=NOW, q="xa").content.decode()

    assert f"Commune OCOP officer, {english.stage.commune.name}" in page


@pytest.mark.parametrize("name", ["person_new", "organisation_new"])
def test_no_label_of_the_administrators_forms_is_a_fixed_word(english: Scene, name: str) -> None:
    english.sign_in("quantri")
    fields = english.page(name, at=NOW).context["form"].fields.values()

    assert [f.label for f in fields if not isinstance(f.label, Promise)] == []


@pytest.mark.parametrize("status", Sitting.Status.values)
def test_the_stand_of_a_sitting_is_said_in_english(status: str) -> None:
    label = Sitting.Status(status).label
    with override("en"):
        assert gettext(label) != label


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (date(2026, 11, 27), "vi", "thứ Sáu 27/11/2026"),
        (date(2026, 11, 29), "vi", "Chủ nhật 29/11/2026"),
        (date(2026, 11, 27), "en", "Friday 27/11/2026"),
    ],
)
def test_a_day_is_said_with_its_weekday(day: date, language: str, words: str) -> None:
    with override(language):
        assert day_in_words(day) == words


def test_every_name_that_pages_show_is_collected_for_translation() -> None:
    shown = {r[f] for r in rows("checklist") for f in ("name", "help")}
    shown |= {r["name"] for r in rows("organisation_kinds")}
    shown |= {r[f] for r in rows("classification") for f in ("sector", "subgroup")}

    assert set(WORDS) == shown
