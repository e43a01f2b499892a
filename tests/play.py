"""Moving dossiers through the services, quickly: every step with plain legal answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from processes.engine import Refused
from processes.flows import sittings
from processes.flows.sittings import Call
from processes.models import (
    AgendaItem,
    Appointment,
    Dossier,
    Draft,
    Product,
    Record,
    Sitting,
    Subgroup,
)
from processes.rehearsal.marks import marks_for, sheet
from processes.services import clock
from processes.services.documents import attach, keep_own
from processes.services.dossiers import open_dossier
from processes.services.drafts import save_draft
from processes.services.move import move
from tests.journeys.stage import MEMBERS, YEAR, Stage
from tests.journeys.steps import IDEA, PDF, PLAN, RATING
from tests.memory import MEMORY

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
FIGURES = {"capital", "revenue", "workers", "local_workers"}
PAPER = {"paper_number": "12/QĐ", "paper_on": "2026-06-08"}
SIGNED = ("paper_on", "note_on", "list_on")  # the days of papers

# who takes each step, and what is given
GIVEN: dict[str, tuple[str, dict[str, Any]]] = {
    "submit_idea": ("chuthe", {}),
    "return_idea": ("xa", {"reason": "Thiếu sản lượng"}),
    "forward_idea": ("xa", {}),
    "take_up_idea": ("huyen", {}),
    "select_idea": ("huyen", {"product_fits": True, "organisation_fits": True}),
    "decline_idea": ("huyen", {"failed_check": "product", "reason": "Chưa đặc trưng"}),
    "resubmit_idea": ("chuthe", {}),
    "list_idea": ("tinh", {"list_number": "1/QĐ", "list_on": "2026-03-04"}),
    "leave_out_idea": ("tinh", {"reason": "Trùng sản phẩm"}),
    "submit_plan": ("chuthe", {}),
    "return_plan": ("xa", {"reason": "Thiếu tiến độ"}),
    "forward_plan": ("xa", {}),
    "take_up_plan": ("huyen", {}),
    "select_plan": ("huyen", {"evaluation": "Khả thi"}),
    "decline_plan": ("huyen", {"reason": "Thiếu vốn"}),
    "resubmit_plan": ("chuthe", {}),
    "start_rating": ("chuthe", {}),
    "submit_rating": ("chuthe", {}),
    "certify_local": ("xa", {"local_labour": "90", "local_material": "100", "confirmed": True}),
    "return_from_commune": ("xa", {"reason": "Sai số lao động"}),
    "return_from_district": ("huyen", {"documents": ["sample_photo"], "reason": "Ảnh mờ"}),
    "convene_district": ("huyen", {}),
    "conclude_district": ("district_chair", {}),
    "forward_to_province": (
        "huyen",
        {"note_number": "4/UBND", "note_on": "2026-06-08", "samples": 5},
    ),
    "request_supplement": ("tinh", {"documents": ["sample_photo"], "reason": "Thiếu ảnh"}),
    "submit_supplement": ("chuthe", {}),
    "convene_province": ("tinh", {}),
    "conclude_province": ("province_chair", {}),
    "issue_decision": ("lanhdao", PAPER | {"certificate_number": "OCOP-1"}),
    "refer_national": ("lanhdao", PAPER),
    "record_five_stars": ("tinh", PAPER | {"certificate_number": "OCOP-5"}),
    "record_not_five": ("tinh", PAPER),
    "conclude_rereview": ("province_chair", {"star": "4"}),
    "reconvene_district": ("huyen", {}),
    "reconvene_province": ("tinh", {}),
    "withdraw": ("chuthe", {"reason": "Mất mùa"}),
}
# the way to each state, step by step; `score:level:a` lets a whole council score
TO_PLAN = ("submit_idea", "forward_idea", "select_idea", "list_idea")
TO_RATING = (*TO_PLAN, "submit_plan", "forward_plan", "select_plan", "start_rating")
TO_COUNCIL = (*TO_RATING, "documents", "submit_rating", "certify_local", "convene_district")
TO_PROVINCE = (*TO_COUNCIL, "score:district:30", "conclude_district", "forward_to_province")
TO_PROVINCE_COUNCIL = (*TO_PROVINCE, "opinion", "convene_province")
WAYS: dict[str, tuple[str, ...]] = {
    "idea.draft": (),
    "idea.at_commune": TO_PLAN[:1],
    "idea.to_complete": ("submit_idea", "return_idea"),
    "idea.at_district": TO_PLAN[:2],
    "idea.not_selected": (*TO_PLAN[:2], "decline_idea"),
    "idea.selected": TO_PLAN[:3],
    "plan.draft": TO_PLAN,
    "plan.at_commune": TO_RATING[:5],
    "plan.to_complete": (*TO_RATING[:5], "return_plan"),
    "plan.at_district": TO_RATING[:6],
    "plan.not_selected": (*TO_RATING[:6], "decline_plan"),
    "production.under_way": TO_RATING[:7],
    "rating.draft": (*TO_RATING, "documents"),
    "rating.at_commune": TO_COUNCIL[:-2],
    "rating.to_complete": (*TO_COUNCIL[:-2], "return_from_commune"),
    "rating.at_district": TO_COUNCIL[:-1],
    "rating.district_council": (*TO_COUNCIL, "score:district:30"),
    "rating.district_passed": TO_PROVINCE[:-1],
    "rating.at_province": (*TO_PROVINCE, "opinion"),
    "rating.supplement": (*TO_PROVINCE, "request_supplement", "documents"),
    "rating.province_council": (*TO_PROVINCE_COUNCIL, "score:province:30"),
    "rating.awaiting_decision": (*TO_PROVINCE_COUNCIL, "score:province:30", "conclude_province"),
    "rating.awaiting_referral": (*TO_PROVINCE_COUNCIL, "score:province:35", "conclude_province"),
    "rating.at_national": (
        *TO_PROVINCE_COUNCIL,
        "score:province:35",
        "conclude_province",
        "refer_national",
    ),
    "rating.rereview": (
        *TO_PROVINCE_COUNCIL,
        "score:province:35",
        "conclude_province",
        "refer_national",
        "record_not_five",
    ),
}
MOMENTS = {"idea": (3, 4), "plan": (4, 6), "production": (5, 4), "rating": (6, 8)}


@contextmanager
def at(month: int, day: int, hour: int = 9) -> Iterator[None]:
    """Stand at a local hour of the stage's year."""
    with clock.standing_at(datetime(YEAR, month, day, hour, tzinfo=HERE)):
        yield


def fill(dossier: Dossier, by: Appointment, sheet: str, **changes: str) -> None:
    """Save a complete draft of a sheet."""
    content: dict[str, Any] = {"idea": IDEA, "plan": PLAN, "rating": RATING}[sheet] | changes
    content = {k: int(v) if k in FIGURES else v for k, v in content.items()}
    version = Draft.objects.get(dossier=dossier, sheet=sheet).version
    save_draft(dossier, sheet, content, by=by, version=version)


def opened(stage: Stage, name: str = "Cà phê bột") -> Dossier:
    """Open a dossier on 4 March, its idea written."""
    return MEMORY.once(("opened", name), partial(_opened, stage, name))


def _opened(stage: Stage, name: str) -> Dossier:
    applicant = stage.people["chuthe"]
    product = Product.objects.create(
        organisation=stage.organisation,
        name=name,
        subgroup=Subgroup.objects.get(criteria_set=14),
    )
    with at(3, 4):
        dossier = open_dossier(product, stage.cycle, by=applicant, key=uuid4())
        fill(dossier, applicant, "idea")
    return dossier


def answers(name: str) -> dict[str, Any]:
    """Return plain answers to a step; a paper is signed on the present day of the clock."""
    given = GIVEN.get(name, ("", {}))[1]
    return given | {key: str(clock.today()) for key in SIGNED if key in given}


def take(stage: Stage, dossier: Dossier, name: str, **changes: Any) -> Record:
    """Take a step as its own person with plain answers, at the present moment of the clock."""
    who, given = GIVEN[name][0], answers(name)
    if name.startswith(("convene", "reconvene")):
        given = {"sitting": str(called(stage, name.rpartition("_")[2]).pk)}
    if name in ("submit_plan", "resubmit_plan", "submit_rating"):
        fill(dossier, stage.people["chuthe"], "rating" if "rating" in name else "plan")
    return move(dossier.pk, name, by=stage.people[who], key=uuid4(), given=given | changes)


def signed_in(stage: Stage, who: str) -> Client:
    """Return a browser without a screen in which somebody is signed in."""
    client = Client()
    client.force_login(stage.people[who].user)
    return client


def again(dossier: Dossier) -> Dossier:
    """Read the dossier anew."""
    return Dossier.objects.get(pk=dossier.pk)


def refusal(stage: Stage, dossier: Dossier, name: str, who: str, **given: object) -> list[str]:
    """Try a step that has to be refused; return every reason, in words."""
    with pytest.raises(Refused) as refused:
        move(dossier.pk, name, by=stage.people[who], key=uuid4(), given=given)
    return [str(r) for r in refused.value.reasons]


def documents(stage: Stage, dossier: Dossier) -> None:
    """Hand in every mandatory document."""
    for item in ("business_registration", "sample_photo"):
        file = ContentFile(PDF, name="giấy tờ.pdf")
        attach(dossier, item, keep_own(file), by=stage.people["chuthe"], key=uuid4())


def called(stage: Stage, level: str) -> Sitting:
    """Call a sitting of a council for today, in time; its agenda is empty."""
    council = stage.district_council if level == "district" else stage.province_council
    now = clock.now()
    said = Call(now, "Phòng họp")
    with clock.standing_at(now - timedelta(days=14)):
        office = stage.people["huyen" if level == "district" else "tinh"]
        return sittings.call(council, [], said, by=office, key=uuid4())


def members(stage: Stage, level: str) -> list[Appointment]:
    """Return a council's members, the chair last."""
    names = (*(f"{level}_{n}" for n in range(1, MEMBERS)), f"{level}_chair")
    return [stage.people[name] for name in names]


def item_of(dossier: Dossier) -> AgendaItem:
    """Return the dossier's place on a live agenda."""
    found = AgendaItem.objects.select_related("sitting__council__unit", "edition", "dossier")
    return found.get(dossier=dossier, status__in=AgendaItem.LIVE)


def opened_sitting(stage: Stage, dossier: Dossier) -> AgendaItem:
    """Open the sitting that has the dossier, if it is not open yet; everybody came."""
    item = item_of(dossier)
    if item.status == AgendaItem.Status.WAITING:
        level = item.sitting.level
        came = [m.pk for m in members(stage, level)]
        sittings.open_(item.sitting, came, by=stage.people[f"{level}_chair"])
    return item_of(dossier)


def convened(stage: Stage, dossier: Dossier, level: str) -> AgendaItem:
    """Call a sitting for today, put the dossier on it and open it; everybody came."""
    name = "convene" if str(dossier.state).startswith("rating.at_") else "reconvene"
    take(stage, dossier, f"{name}_{level}")
    return opened_sitting(stage, again(dossier))


def step_back(stage: Stage, dossier: Dossier, who: str) -> None:
    """Let a member declare an interest in a dossier."""
    sittings.step_back(dossier, "Họ hàng", by=stage.people[who], key=uuid4())


def marked(item: AgendaItem, a: int = 30, b: int = 22, c: int = 35) -> dict[str, Any]:
    """Return a score sheet of so many points in each part."""
    return sheet(marks_for(item.edition.definition, {"a": a, "b": b, "c": c}))


def hand_in(item: AgendaItem, member: Appointment, a: int = 30, b: int = 22, c: int = 35) -> None:
    """Hand in one member's sheet of so many points."""
    sittings.hand_in(item, marked(item, a, b, c), "", by=member, key=uuid4())


def score(stage: Stage, dossier: Dossier, level: str, a: str) -> None:
    """Let every member score: ``a`` for part A, 22 and 35 (or 25 and 38) for the others."""
    item = opened_sitting(stage, dossier)
    rest = (22, 35) if a != "35" else (24, 38)
    for member in members(stage, level):
        hand_in(item, member, int(a), *rest)


def dossier_in(stage: Stage, state: str, name: str = "Cà phê bột") -> Dossier:
    """Return a dossier that went all the way to ``state``, each phase in its window."""
    dossier = opened(stage, name)
    for step in WAYS[state]:
        MEMORY.once(("step", step, dossier.pk), partial(_on, stage, dossier, step))
    return Dossier.objects.get(pk=dossier.pk)


def _on(stage: Stage, dossier: Dossier, step: str) -> None:
    phase = str(Dossier.objects.get(pk=dossier.pk).state).partition(".")[0]
    with at(*MOMENTS[phase]):
        _do(stage, dossier, step)


def _do(stage: Stage, dossier: Dossier, step: str) -> None:
    kind, _, rest = step.partition(":")
    if kind == "score":
        score(stage, dossier, *rest.split(":"))
    elif kind == "documents":
        documents(stage, dossier)
    elif kind == "opinion":
        given = {"agrees": "agrees", "opinion": "Đồng ý"}
        move(dossier.pk, "give_opinion", by=stage.people["so"], key=uuid4(), given=given)
    else:
        take(stage, Dossier.objects.get(pk=dossier.pk), step)
