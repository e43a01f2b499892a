"""A small province with a dossier that can be led to where a test wants it, at fixed moments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from processes.models import ChecklistItem, Dossier, Draft, Product, Record, Subgroup
from processes.rehearsal.papers import pdf
from processes.services import clock
from processes.services.documents import attach, keep_own
from processes.services.dossiers import open_dossier
from processes.services.drafts import save_draft, sheet_in_hand
from processes.services.move import move
from tests.journeys.stage import YEAR, Stage, build
from tests.memory import MEMORY
from tests.play import hand_in, opened_sitting, take

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
COUNCIL = ("district_1", "district_2", "district_3", "district_4", "district_chair")
SHEETS = ("submit_idea", "submit_plan", "submit_rating")


def moment(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(YEAR, month, day, hour, tzinfo=HERE)


# the way to the province's council: step, who, when, what is given
WAY = (
    ("submit_idea", "chuthe", (3, 3), {}),
    ("forward_idea", "xa", (3, 4), {}),
    ("select_idea", "huyen", (3, 5), {"product_fits": True, "organisation_fits": True}),
    ("list_idea", "tinh", (3, 16), {"list_number": "12/QĐ", "list_on": "2026-03-16"}),
    ("submit_plan", "chuthe", (4, 6), {}),
    ("forward_plan", "xa", (4, 7), {}),
    ("select_plan", "huyen", (4, 8), {"evaluation": "Khả thi."}),
    ("start_rating", "chuthe", (6, 1), {}),
    ("submit_rating", "chuthe", (6, 2), {}),
    (
        "certify_local",
        "xa",
        (6, 3),
        {"local_labour": "90", "local_material": "80", "confirmed": True},
    ),
    ("convene_district", "huyen", (6, 4), {}),
)


@dataclass
class Scene:
    """The stage, a browser without a screen, and the dossier."""

    stage: Stage
    client: Client
    dossier: Dossier

    def sign_in(self, username: str) -> None:
        self.client.force_login(self.stage.people[username].user)

    def step(self, name: str, username: str, at: datetime, **given: object) -> Record:
        """Take a step at the door, at that moment."""
        with clock.standing_at(at):
            by = self.stage.people[username]
            return move(self.dossier.pk, name, by=by, key=uuid4(), given=given)

    def lead_to(self, name: str) -> Dossier:
        """Take every step of the way before the step ``name``."""
        MEMORY.once(("lead to", name), lambda: self._lead_to(name))
        return self.fresh()

    def _lead_to(self, name: str) -> None:
        for step, username, day, given in WAY:
            if step == name:
                break
            if step in SHEETS:
                self.write(moment(*day))
            if step == "submit_rating":
                self.attach(moment(*day))
            if step == "convene_district":
                with clock.standing_at(moment(*day)):
                    take(self.stage, self.fresh(), step)
                break
            self.step(step, username, moment(*day), **given)

    def scored(self, *usernames: str) -> None:
        """Open the sitting on 5 June and let these members of the council hand in: 83 points."""
        with clock.standing_at(moment(6, 5)):
            item = opened_sitting(self.stage, self.fresh())
            for username in usernames:
                hand_in(item, self.stage.people[username], 30, 20, 33)

    def fresh(self) -> Dossier:
        self.dossier = Dossier.objects.get(pk=self.dossier.pk)
        return self.dossier

    def write(self, at: datetime) -> None:
        """Fill in the sheet in hand."""
        dossier = self.fresh()
        sheet = dossier.ruleset.sheets[sheet_in_hand(dossier)]
        content = {
            f.key: {"integer": 12, "choice": "4"}.get(f.kind, f"Nội dung: {f.label}")
            for f in sheet.fields
        }
        draft = Draft.objects.get(dossier=dossier, sheet=sheet.key)
        with clock.standing_at(at):
            by = self.stage.people["chuthe"]
            save_draft(dossier, sheet.key, content, by=by, version=draft.version)

    def attach(self, at: datetime) -> None:
        """Hand in every mandatory document."""
        for item in ChecklistItem.objects.filter(mandatory=True, satisfied_by=""):
            file = ContentFile(pdf(item.code), name=f"{item.code}.pdf")
            with clock.standing_at(at):
                by = self.stage.people["chuthe"]
                attach(self.dossier, item.code, keep_own(file), by=by, key=uuid4())

    def page(self, name: str, *args: object, at: datetime, **query: str):
        """Get a page at that moment."""
        with clock.standing_at(at):
            return self.client.get(reverse(name, args=args), query_params=query)

    def take(self, name: str, at: datetime, kind: str = "step", **data: object):
        """Send a step's form at that moment."""
        address = reverse(kind, args=[self.dossier.public_id, name])
        sent = {"key": str(uuid4()), "seen": str(self.dossier.version)} | data
        with clock.standing_at(at):
            return self.client.post(address, sent)


def open_one(stage: Stage, name: str = "Cà phê bột Tân Lập", at: datetime | None = None) -> Dossier:
    """Open a dossier for a new product of the stage's organisation."""
    product = Product.objects.create(
        organisation=stage.organisation, name=name, subgroup=Subgroup.objects.get(criteria_set=4)
    )
    with clock.standing_at(at or moment(3, 2)):
        return open_dossier(product, stage.cycle, by=stage.people["chuthe"], key=uuid4())


def make() -> Scene:
    stage = build()
    return Scene(stage, Client(), MEMORY.once(("scene",), lambda: open_one(stage)))
