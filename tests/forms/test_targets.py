"""The programme's targets: figures of the decision, numbers that are the lengths of their lists."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from processes.models import Certificate, Dossier, Product, Revocation, Unit
from processes.phases.targets import TARGETS
from processes.queries.targets import measured
from processes.services import clock
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, signed_in, take


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


def certify(stage: Stage, name: str, *, is_new: bool = True, on: str = "2026-07-10") -> Dossier:
    dossier = dossier_in(stage, "rating.awaiting_decision", name=name)
    Product.objects.filter(pk=dossier.product_id).update(is_new=is_new)
    with at(7, 10):
        take(stage, dossier, "issue_decision", certificate_number=f"OCOP-{name}")
    Certificate.objects.filter(dossier=dossier).update(decision_on=date.fromisoformat(on))
    return dossier


def get(stage: Stage, name: str, *args: str, who: str = "giamsat", **query: str) -> Any:
    with at(7, 20):
        return signed_in(stage, who).get(reverse(name, args=args), query_params=query)


def reached(stage: Stage, who: str = "giamsat") -> dict[str, tuple[int | None, int | None]]:
    with at(7, 20):
        found = measured(stage.people[who], clock.today())
    return {m.target.key: (m.term, m.so_far) for m in found}


def test_the_targets_are_those_of_the_decision() -> None:
    assert {key: t.figure for key, t in TARGETS.items()} == {
        "san-pham": 200,
        "san-pham-da-co": 150,
        "san-pham-moi": 50,
        "nam-sao": 2,
        "chu-the": 150,
        "chu-the-moi": 50,
        "duy-tri": 85,
        "dinh-huong-2030": 300,
    }


@pytest.mark.parametrize(("key", "value", "met"), [("chu-the", 150, True), ("duy-tri", 85, False)])
def test_at_least_is_met_by_as_much_and_above_only_by_more(key: str, value: int, met: bool) -> None:
    assert TARGETS[key].is_met_by(float(value)) is met


def test_products_count_in_the_years_of_their_decision(stage: Stage) -> None:
    certify(stage, "Mật ong", on="2025-12-31")
    certify(stage, "Bơ sáp", is_new=False, on="2026-01-01")

    found = reached(stage)

    assert {k: found[k] for k in ("san-pham", "san-pham-da-co", "san-pham-moi", "nam-sao")} == {
        "san-pham": (1, 2),
        "san-pham-da-co": (0, 1),
        "san-pham-moi": (1, 1),
        "nam-sao": (0, 0),
    }


def test_a_revoked_certificate_does_not_count(stage: Stage) -> None:
    dossier = certify(stage, "Mật ong", on="2025-05-05")
    given = Certificate.objects.get(dossier=dossier)
    Revocation.objects.create(
        certificate=given, cause="x", paper_number="1", paper_on="2026-07-19", record=given.record
    )

    assert reached(stage)["san-pham"] == (0, 0)


def test_an_organisation_takes_part_once_it_handed_an_idea_in(stage: Stage) -> None:
    dossier_in(stage, "idea.draft")
    before = reached(stage)["chu-the"]
    for name in ("Mật ong", "Bơ sáp"):
        dossier_in(stage, "idea.at_commune", name=name)

    assert (before, reached(stage)["chu-the"]) == ((0, 0), (0, 1))


def test_what_the_system_does_not_hold_is_not_made_up(stage: Stage) -> None:
    text = get(stage, "targets").content.decode()

    assert reached(stage)["chu-the-moi"] == (None, None)
    assert "Hệ thống chưa ghi ngày thành lập của chủ thể." in text
    assert "Chưa có giấy chứng nhận nào của các năm 2018–2020 trong hệ thống." in text


def test_what_was_kept_is_a_share_of_what_was_certified_then(stage: Stage) -> None:
    kept, lost = certify(stage, "Mật ong", on="2020-05-05"), certify(stage, "Bơ", on="2019-05-05")
    Certificate.objects.filter(dossier=lost).update(valid_until="2022-05-05")
    Certificate.objects.filter(dossier=kept).update(valid_until="2027-05-05")

    text = get(stage, "targets").content.decode()

    assert "còn hiệu lực 1 trên 2, bằng 50,0 %" in text


def test_every_number_is_the_length_of_the_list_it_opens(stage: Stage) -> None:
    certify(stage, "Mật ong", on="2025-12-31")
    certify(stage, "Bơ sáp", is_new=False)
    certify(stage, "Ca cao", on="2019-05-05")

    text = get(stage, "targets").content.decode()
    links = re.findall(r'href="(/theo-doi/muc-tieu/[^"]+)">(\d+)<', text)

    with at(7, 20):
        client = signed_in(stage, "giamsat")
        lists = {url: client.get(url).context for url, _number in links}
    numbers = {url: int(number) for url, number in links}
    assert len(links) >= 8
    assert numbers == {url: page["total"] for url, page in lists.items()}
    assert numbers == {
        url: len(page["products"]) or len(page["organisations"]) for url, page in lists.items()
    }


def test_a_list_is_narrowed_to_a_district(stage: Stage) -> None:
    certify(stage, "Mật ong", on="2025-12-31")

    here = get(stage, "target_list", "san-pham", **{"don-vi": stage.district.code})

    assert (here.context["total"], here.context["unit"]) == (1, stage.district.code)


def test_another_districts_supervisor_counts_nothing_of_this_one(stage: Stage) -> None:
    certify(stage, "Mật ong", on="2025-12-31")
    other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    stage.appoint("giamsat-khac", "supervisor", unit=other)

    numbers = {n for both in reached(stage, "giamsat-khac").values() for n in both}

    assert numbers == {0, None}
    assert get(stage, "target_list", "san-pham", who="giamsat-khac").context["total"] == 0


@pytest.mark.parametrize("who", ["chuthe", "xa", "huyen", "so", "district_chair", "quantri"])
def test_who_does_not_watch_finds_neither_page(stage: Stage, who: str) -> None:
    pages = [get(stage, "targets", who=who), get(stage, "target_list", "san-pham", who=who)]

    assert [page.status_code for page in pages] == [404, 404]


@pytest.mark.parametrize("key", ["chu-the-moi", "khong-co"])
def test_a_target_without_a_list_has_no_page(stage: Stage, key: str) -> None:
    assert get(stage, "target_list", key).status_code == 404


def test_odd_values_choose_the_first_list(stage: Stage) -> None:
    found = get(stage, "target_list", "san-pham", ky="%00", page="x", **{"don-vi": "9" * 50})

    assert (found.status_code, found.context["span"], found.context["unit"]) == (
        200,
        "trong-ky",
        "",
    )
