"""The admin holds reference data; nothing in it reads or touches a dossier."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.utils.functional import Promise

from processes import models

REFERENCE = {
    models.CalendarDay,
    models.ChecklistItem,
    models.Council,
    models.Cycle,
    models.CriteriaEdition,
    models.Department,
    models.OrganisationKind,
    models.ProductGroup,
    models.Sector,
    models.Subgroup,
    models.Unit,
}


def test_of_our_tables_the_admin_has_reference_data_only() -> None:
    ours = set(apps.get_app_config("processes").get_models())

    assert set(admin.site._registry) & ours == REFERENCE


@pytest.mark.parametrize(
    "model", ["dossier", "record", "recorddetail", "version", "scoresheet", "notice", "appointment"]
)
def test_there_is_no_page_for_what_happened(admin_client: Client, model: str) -> None:
    assert admin_client.get(f"/quan-tri/processes/{model}/").status_code == 404


def test_a_new_units_name_can_be_found_without_marks(admin_client: Client) -> None:
    admin_client.post(
        "/quan-tri/processes/unit/add/",
        {
            "code": "99999",
            "valid_from": "01/01/2026",
            "level": "commune",
            "kind": "xã",
            "name": "Xã Đắk Nuê",
        },
    )

    assert models.Unit.objects.get(code="99999").name_fold == "xa dak nue"


def test_every_reference_list_opens(admin_client: Client) -> None:
    codes = {
        admin_client.get(f"/quan-tri/processes/{model._meta.model_name}/").status_code
        for model in REFERENCE
    }

    assert codes == {200}


@pytest.mark.parametrize("model", sorted(REFERENCE, key=lambda m: m.__name__))
def test_every_vietnamese_name_of_reference_data_can_be_said_in_english(model: type[Model]) -> None:
    meta = model._meta
    names = [meta.verbose_name, meta.verbose_name_plural, *(f.verbose_name for f in meta.fields)]

    assert [n for n in names if not (isinstance(n, Promise) or str(n).isascii())] == []
