"""Lines of a list: their names are read for a page at once; neighbours stand beside each other."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from processes.models import Dossier, Organisation
from processes.queries.desk import SOONEST, place_of
from processes.queries.lines import complete
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import opened

NAMES = ("product", "organisation", "commune", "district", "province")
MORE = ("district_council", "province_council", "assignee")


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


def test_a_line_has_the_names_that_the_dossier_leads_to(
    stage: Stage, django_assert_num_queries: Any
) -> None:
    dossier = opened(stage)
    Dossier.objects.update(
        assignee=stage.people["xa"], district_council=stage.people["district_chair"].council
    )
    expected = [getattr(Dossier.objects.get(pk=dossier.pk), name) for name in (*NAMES, *MORE)]
    [found] = complete(Dossier.objects.all())

    with django_assert_num_queries(0):
        names = [getattr(found, name) for name in (*NAMES, *MORE)]
        taker = str(found.assignee.user)
    assert names == expected
    assert taker == "Người xa"


def test_a_line_names_the_organisation_of_the_dossier_not_of_the_product(stage: Stage) -> None:
    dossier = opened(stage)
    here = dossier.organisation
    other = Organisation.objects.create(
        name="HTX Khác", kind=here.kind, commune=here.commune, registration_number="9"
    )
    Dossier.objects.update(organisation=other)

    assert [d.organisation for d in complete(Dossier.objects.all())] == [other]


def test_a_page_is_read_in_as_many_queries_as_a_line(
    stage: Stage, django_assert_num_queries: Any
) -> None:
    for name in ("Cà phê bột", "Mật ong", "Bơ sáp"):
        opened(stage, name)

    for many in (1, 3):
        with django_assert_num_queries(3):
            complete(Dossier.objects.all()[:many])


def test_neighbours_are_those_before_and_after_in_the_list(stage: Stage) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    for name, day in (("A", 9), ("B", None), ("C", 2), ("D", 9), ("E", None)):
        due = datetime(2026, 6, day, tzinfo=zone) if day else None
        Dossier.objects.filter(pk=opened(stage, name).pk).update(due_at=due)
    listed = list(Dossier.objects.order_by(*SOONEST))

    found = [place_of(d, Dossier.objects.all()) for d in listed]

    assert [d.product.name for d in listed] == ["C", "A", "D", "B", "E"]
    assert found == [
        (listed[n : n + 1], listed[n + 2 : n + 3]) if n >= 0 else ([], listed[1:2])
        for n in range(-1, 4)
    ]
