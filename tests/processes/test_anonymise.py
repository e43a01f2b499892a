"""People are made anonymous by law: nothing of them is found any more, and the chain still verifies."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from processes.models import (
    Delivery,
    Document,
    Dossier,
    Erasure,
    Forgotten,
    Handover,
    Membership,
    Notice,
    Organisation,
    RecordDetail,
    RecoveryCode,
    Version,
)
from processes.queries.stored import Stored, places, stored
from processes.queries.verification import verify
from processes.services import accounts, bundle, signing
from processes.services.anonymise import GONE, anonymise
from processes.services.log import make_head
from tests.bundles import verified
from tests.forgetting import NAMES, WHY, Scene, household_kind, remembered
from tests.play import at, signed_in


@pytest.fixture
def scene(db: None) -> Scene:
    return remembered()


def erase(scene: Scene, *who: str) -> None:
    with at(6, 9):
        for one in who:
            anonymise(scene.user(one), scene.order())


def everything_written() -> str:
    """Every text column of every table, as one text."""
    parts: list[str] = []
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    for model in apps.get_models(include_auto_created=True):
        names = [f.attname for f in model._meta.concrete_fields if isinstance(f, kinds)]
        for row in model._base_manager.values_list(*names) if names else ():
            parts += [
                v if isinstance(v, str) else json.dumps(v, ensure_ascii=False, default=str)
                for v in row
            ]
    return "\n".join(parts)


def words(*who: str) -> list[str]:
    return [w for one in who for w in (*NAMES[one], NAMES[one][0].upper())]


def test_before_it_the_names_stand_in_many_places(scene: Scene) -> None:
    text = everything_written()

    assert [w for w in (n[0] for n in NAMES.values()) if w not in text] == []


def test_nothing_of_people_who_were_made_anonymous_is_found(scene: Scene) -> None:
    erase(scene, *NAMES)

    text = everything_written()
    kept = [w for w in (*words(*NAMES), "0905123789", "905.123.789", "y moan nie") if w in text]
    assert kept == []


def test_the_chain_verifies_afterwards(scene: Scene) -> None:
    erase(scene, *NAMES)

    assert verify(Dossier.objects.all()).problems == []


def test_the_command_and_the_verifier_say_what_was_thrown_away(scene: Scene) -> None:
    said, found = StringIO(), StringIO()
    with at(6, 9):
        call_command(
            "anonymise_person", "chuthe", by="quantri", second="giamsat", stdout=said, **WHY
        )
        call_command("verify_history", stdout=found)

    count = Forgotten.objects.count()
    lines = found.getvalue().splitlines()
    assert said.getvalue().startswith(f"texts={count} rows=")
    assert lines[-2] == f"forgotten={count} texts thrown away by law, chain intact"
    assert lines[-1].endswith(" problems=0")


def test_other_words_that_name_the_person_are_taken_out_too(scene: Scene) -> None:
    Organisation.objects.update(registration_number="CCCD 066123456789")
    with at(6, 9):
        anonymise(scene.user("chuthe"), scene.order(also=("066123456789",)))

    assert "066123456789" not in everything_written()


def test_what_others_did_and_wrote_stays(scene: Scene) -> None:
    kept = RecordDetail.objects.filter(record__actor=scene.user("district_1")).count()
    before = set(Version.objects.exclude(content="").values_list("sheet", flat=True))
    erase(scene, "huyen")

    assert RecordDetail.objects.filter(record__actor=scene.user("district_1")).count() == kept
    assert set(Version.objects.exclude(content="").values_list("sheet", flat=True)) == before


def test_a_household_is_emptied_with_its_only_member(scene: Scene) -> None:
    erase(scene, "ho")

    home = Organisation.objects.get(memberships__user=scene.user("ho"))
    assert (home.name, home.phone, home.email, home.address) == (f"Hộ {GONE}", "", "", "")
    assert set(Version.objects.filter(dossier__organisation=home).values_list("content")) == {("",)}


def test_a_cooperative_is_not_its_only_account(scene: Scene) -> None:
    Membership.objects.exclude(user=scene.user("chuthe")).delete()
    cooperative = scene.stage.organisation
    erase(scene, "chuthe")

    cooperative.refresh_from_db()
    assert (cooperative.phone, cooperative.registration_number) == ("0905123456", "4001234567")
    assert Version.objects.filter(dossier__organisation=cooperative).exclude(content="").exists()


def test_the_person_cannot_sign_in_and_messages_went_nowhere(scene: Scene) -> None:
    user = scene.user("chuthe")
    notice = Notice.objects.filter(user=user).first()
    Delivery.objects.filter(notice=notice).update(address=NAMES["chuthe"][2])
    erase(scene, "chuthe")
    user.refresh_from_db()

    assert (user.full_name, user.username) == (f"{GONE} {user.pk}", f"an-danh-{user.pk}")
    assert (user.is_active, user.has_usable_password(), user.phone) == (False, False, "")


def test_the_telephone_the_codes_and_the_failed_tries_go_as_well(scene: Scene) -> None:
    user = scene.user("chuthe")
    accounts.set_factor(user, "00" * 20, 1)
    AccessAttempt.objects.create(username=user.username, failures_since_start=1)
    erase(scene, "chuthe")

    left = (TOTPDevice.objects, RecoveryCode.objects, AccessAttempt.objects)
    assert [found.count() for found in left] == [0, 0, 0]


def test_a_file_that_was_deleted_by_law_is_not_missing(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    before = [stored.pk for stored in _stored_documents()]
    file = Document.objects.get(name__startswith="CCCD")
    with at(6, 9), django_capture_on_commit_callbacks(execute=True):
        anonymise(scene.user("chuthe"), scene.order(files=(file,)))

    assert [s.pk for s in _stored_documents()] == [pk for pk in before if pk != file.pk]


def _stored_documents() -> list[Stored]:
    return list(stored(next(p for p in places() if p.model is Document)))


def test_a_file_is_deleted_where_it_is_named(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    file = Document.objects.get(name__startswith="CCCD")
    storage, path = file.file.storage, file.file.name
    with at(6, 9), django_capture_on_commit_callbacks(execute=True):
        anonymise(scene.user("chuthe"), scene.order(files=(file,)))

    file.refresh_from_db()
    assert (storage.exists(path), file.name, file.size) == (False, GONE, 0)
    assert verify([scene.dossiers[2]]).problems == []


def test_a_bundle_says_what_was_thrown_away_and_is_proved(
    scene: Scene, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    signing.make(tmp_path / "key.pem")
    file = Document.objects.get(name__startswith="CCCD")
    with at(6, 9), django_capture_on_commit_callbacks(execute=True):
        anonymise(scene.user("chuthe"), scene.order(files=(file,)))
        make_head(signing.signer(tmp_path / "key.pem"))
        with (tmp_path / "whole.zip").open("w+b") as whole:
            bundle.write(whole, [file.dossier])

    status, lines = verified(tmp_path / "whole.zip")

    told = f"note: {file.dossier.code}/{file.record.seq}: its document is forgotten"
    assert (status, [line for line in lines if "document" in line]) == (0, [told])


def test_pages_of_a_dossier_open_without_the_texts(scene: Scene) -> None:
    erase(scene, "chuthe", "ho")
    with at(6, 10):
        client = signed_in(scene.stage, "kiemtoan")
        answers = [
            client.get(reverse(name, args=[d.public_id, *more])).status_code
            for d in scene.dossiers
            for name, more in (("dossier", ()), ("history", ()), ("versions", ()), ("version", ("idea", 1)))
        ]  # fmt: skip

    assert set(answers) == {200}


def test_a_namesake_elsewhere_keeps_the_name(scene: Scene) -> None:
    other = scene.stage.appoint("trung ten", "commune_officer", unit=scene.stage.commune).user
    other.full_name = NAMES["huyen"][0]
    other.save()
    with at(6, 9):
        done = anonymise(scene.user("huyen"), scene.order())

    assert done.namesakes == 1
    assert Handover.objects.get(kind="release").reason == f"Anh {NAMES['huyen'][0]} xử lý"
    other.refresh_from_db()
    assert other.full_name == NAMES["huyen"][0]


def refusals(scene: Scene, who: str = "chuthe", **changes: Any) -> str:
    from processes.engine import Refused

    with at(6, 9), pytest.raises(Refused) as refused:
        anonymise(scene.user(who), scene.order(**changes))
    return " ".join(str(r) for r in refused.value.reasons)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"by": "giamsat"}, "Chỉ quản trị hệ thống ẩn danh hóa."),
        ({"second": "xa"}, "Người đồng ý thứ hai phải là người của tỉnh đang được phân công."),
        ({"second": "quantri"}, "Ba người phải khác nhau"),
        ({"reason": " "}, "Phải ghi lý do và số văn bản quyết định."),
        ({"also": ("an",)}, "Từ cần tìm thêm quá ngắn."),
        ({"reason": f"{NAMES['chuthe'][0]} yêu cầu"}, "không được nêu tên"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_it_is_refused_without_two_people_and_a_reason(
    scene: Scene, changes: dict[str, Any], why: str
) -> None:
    given = {
        k: scene.stage.people.get(v, v) if isinstance(v, str) else v for k, v in changes.items()
    }

    assert why in refusals(scene, **given)
    assert not Erasure.objects.exists()


def test_it_is_refused_while_a_household_has_a_dossier_under_way(scene: Scene) -> None:
    Membership.objects.exclude(user=scene.user("chuthe")).delete()
    Organisation.objects.update(kind=household_kind())

    assert f"Hồ sơ {scene.dossiers[1].code} còn đang xử lý." in refusals(scene)


def test_it_is_done_once(scene: Scene) -> None:
    erase(scene, "huyen")

    assert refusals(scene, "huyen") == "Người này đã được ẩn danh hóa."


def test_the_command_refuses_in_words(scene: Scene) -> None:
    with at(6, 9), pytest.raises(CommandError, match="has no appointment today that allows this"):
        call_command("anonymise_person", "chuthe", by="giamsat", second="quantri", **WHY)
