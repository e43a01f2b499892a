"""Three people who left their names in many places, to be made anonymous."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from processes.flows import sittings
from processes.models import (
    Dossier,
    Membership,
    Organisation,
    OrganisationKind,
    Product,
    Subgroup,
    User,
)
from processes.services.anonymise import Order
from processes.services.documents import add_document
from processes.services.dossiers import open_dossier
from processes.services.handover import claim, release
from tests.journeys.stage import Stage, build
from tests.journeys.steps import PDF
from tests.play import at, convened, dossier_in, fill, marked, members, opened, take

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


def remembered() -> Scene:
    """Return the three people, with all that they left."""
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
