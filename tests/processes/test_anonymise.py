"""People are made anonymous by law: nothing of them is found any more, and the chain still verifies."""

import json
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse

from processes.flows import sittings
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
    OrganisationKind,
    Product,
    RecordDetail,
    ScoreSheet,
    Subgroup,
    User,
    Version,
)
from processes.queries.verification import verify
from processes.services import walls
from processes.services.anonymise import GONE, Order, anonymise
from processes.services.documents import add_document
from processes.services.dossiers import open_dossier
from processes.services.handover import claim, release
from tests.journeys.stage import Stage, build
from tests.journeys.steps import PDF
from tests.play import at, convened, dossier_in, fill, marked, members, opened, signed_in, take

NAMES = {
    "chuthe": ("Nguyễn Thị Hồng Nhung", "0905 123 789", "nhung@example.vn"),
    "ho": ("Y Moan Niê", "0914777888", "ymoan@example.vn"),
    "huyen": ("Trần Văn Kiên", "02623 555 666", "kien@example.vn"),
}
WHY = {"decision": "45/QĐ-SNN", "reason": "Chủ thể dữ liệu yêu cầu"}


@dataclass
class Scene:
    """Three people who left their names in many places: an applicant, a household, an officer."""

    stage: Stage
    dossiers: list[Dossier] = field(default_factory=list)

    def user(self, who: str) -> User:
        return self.stage.people[who].user

    def order(self, **changes: Any) -> Order:
        people = self.stage.people
        return Order(**({"by": people["quantri"], "second": people["giamsat"]} | WHY | changes))


@pytest.fixture
def scene(db: None) -> Scene:
    built = Scene(build())
    stage = built.stage
    household(built)
    for who, (name, phone, email) in NAMES.items():
        User.objects.filter(pk=built.user(who).pk).update(full_name=name, phone=phone, email=email)
        stage.people[who].user.refresh_from_db()
    colleague = stage.appoint("dong nghiep", "applicant", organisation=stage.organisation)
    Membership.objects.create(user=colleague.user, organisation=stage.organisation)
    built.dossiers += [returned(stage), scored(stage)]
    return built


def household_kind() -> OrganisationKind:
    return OrganisationKind.objects.get(code="household")


def household(built: Scene) -> None:
    """A household of one: it hands in an idea and a file, and withdraws."""
    stage = built.stage
    name, phone, email = NAMES["ho"]
    home = Organisation.objects.create(
        name=f"Hộ {name}", kind=household_kind(), commune=stage.commune, phone=phone,
        email=email, address="Buôn Ky", registration_number="40A",
    )  # fmt: skip
    own = stage.appoint("ho", "applicant", organisation=home)
    Membership.objects.create(user=own.user, organisation=home)
    product = Product.objects.create(
        organisation=home, name=f"Rượu cần {name}", subgroup=Subgroup.objects.get(criteria_set=14)
    )
    with at(3, 4):
        dossier = open_dossier(product, stage.cycle, by=own, key=uuid4())
        fill(dossier, own, "idea", market=f"Nhà tôi, gọi {phone}")
        stage.people["chuthe"], applicant = own, stage.people["chuthe"]
        take(stage, dossier, "submit_idea")
        take(stage, dossier, "withdraw", reason="Tôi bị ốm")
        stage.people["chuthe"] = applicant
    built.dossiers.append(Dossier.objects.get(pk=dossier.pk))


def returned(stage: Stage) -> Dossier:
    """An idea that names its writer, returned with words that name her, claimed and given back."""
    name, phone, _email = NAMES["chuthe"]
    dossier, commune = opened(stage), stage.people["xa"]
    with at(3, 5):
        fill(dossier, stage.people["chuthe"], "idea", market=f"Gặp {name.upper()}, +84 905.123.789")
        take(stage, dossier, "submit_idea")
        claim(dossier.pk, by=commune)
        release(dossier.pk, f"Anh {NAMES['huyen'][0]} xử lý", by=commune)
        take(stage, dossier, "return_idea", reason=f"Chị {name} ({phone}) ghi thiếu sản lượng")
    return Dossier.objects.get(pk=dossier.pk)


def scored(stage: Stage) -> Dossier:
    """A dossier with a file named after its sender, and sheets whose remarks name her."""
    dossier = dossier_in(stage, "rating.draft", "Mật ong")
    with at(6, 7):
        file = ContentFile(PDF + b"%mine", name=f"CCCD {NAMES['chuthe'][0]}.pdf")
        by = stage.people["chuthe"]
        add_document(dossier, "business_registration", file, by=by, key=uuid4())
    with at(6, 8):
        for step in ("submit_rating", "certify_local"):
            take(stage, Dossier.objects.get(pk=dossier.pk), step)
        item = convened(stage, Dossier.objects.get(pk=dossier.pk), "district")
        for member in members(stage, "district"):
            words = f"{NAMES['chuthe'][0]} trình bày rõ"
            sittings.hand_in(item, marked(item), words, by=member, key=uuid4())
        take(stage, Dossier.objects.get(pk=dossier.pk), "conclude_district")
    return Dossier.objects.get(pk=dossier.pk)


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


# --- the walls let exactly this through


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


FROZEN_ROWS = {
    "processes_recorddetail": RecordDetail,
    "processes_version": Version,
    "processes_scoresheet": ScoreSheet,
    "processes_handover": Handover,
}


def named_row(scene: Scene, table: str) -> int:
    """A row that an erasure names, and that is not emptied yet."""
    people = scene.stage.people
    with at(6, 9):
        from processes.services import clock

        erasure = Erasure.objects.create(
            person=scene.user("huyen"), by=people["quantri"], second=people["giamsat"],
            at=clock.now(), **WHY,
        )  # fmt: skip
    row = FROZEN_ROWS[table].objects.latest("pk")
    dossier = row.record.dossier if table == "processes_recorddetail" else row.dossier
    Forgotten.objects.create(erasure=erasure, dossier=dossier, table=table, row=row.pk)
    if connection.vendor == "postgresql":  # as after a commit
        run("SET CONSTRAINTS ALL IMMEDIATE")
    return row.pk


def emptying(table: str) -> str:
    return ", ".join(f"{column} = ''" for column in walls.ERASABLE[table])


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_a_named_text_may_be_emptied(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)

    run(f"UPDATE {table} SET {emptying(table)} WHERE id = %s", pk)

    row = FROZEN_ROWS[table].objects.get(pk=pk)
    assert {getattr(row, column) for column in walls.ERASABLE[table]} == {""}


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_a_text_that_no_erasure_names_may_not(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)

    with pytest.raises(DatabaseError, match="append-only"):
        run(f"UPDATE {table} SET {emptying(table)} WHERE id <> %s", pk)


def others(table: str) -> list[str]:
    """Every column that an erasure leaves as it is."""
    columns = [f.column for f in FROZEN_ROWS[table]._meta.concrete_fields if not f.primary_key]
    return [c for c in columns if c not in walls.ERASABLE[table]]


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_nothing_else_of_a_named_row_may_change(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)
    first = FROZEN_ROWS[table].objects.earliest("pk").pk
    attacks = [f"{emptying(table)}, id = id + 1000"]
    attacks += [f"{walls.ERASABLE[table][0]} = 'khác'"]
    for column in others(table):
        other = f"(SELECT o.{column} FROM {table} o WHERE o.id = {first})"
        value = "NULL" if _is_same(table, column, pk, first) else other
        attacks.append(f"{emptying(table)}, {column} = {value}")

    let_through = [
        sql for sql in attacks if not _refused(f"UPDATE {table} SET {sql} WHERE id = {pk}")
    ]

    assert let_through == []


def _is_same(table: str, column: str, one: int, other: int) -> bool:
    rows = FROZEN_ROWS[table].objects
    return rows.filter(pk=one).values(column)[0] == rows.filter(pk=other).values(column)[0]


def _refused(sql: str) -> bool:
    try:
        run(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_a_named_row_may_not_be_deleted(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)

    assert _refused(f"DELETE FROM {table} WHERE id = {pk}")


def test_an_emptied_text_that_no_erasure_names_is_a_problem(scene: Scene) -> None:
    walls.drop(connection)
    detail = RecordDetail.objects.earliest("pk")
    run("UPDATE processes_recorddetail SET content = '', salt = '' WHERE id = %s", detail.pk)

    problems = [str(p) for p in verify(Dossier.objects.all()).problems]

    assert problems == [f"{detail.record.dossier.code}/{detail.record.seq}: its detail was changed"]
