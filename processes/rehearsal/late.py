"""Rating: the file, the councils, the decision, the national round."""

from datetime import datetime, timedelta

from processes.roles import Role

from . import sittings, texts
from .early import chat
from .play import Case, Year
from .script import arrive, commune, district, in_state, say

MANDATORY = ("business_registration", "sample_photo")
OPTIONAL = (
    *("production_permit", "quality_declaration", "safety_test", "traceability"),
    *("material_origin", "environment", "market_development", "product_story"),
)
RESCORED = 0.5


@in_state("rating.draft")
def gather(year: Year, case: Case, at: datetime) -> datetime | None:
    """Papers are put in one by one; then form 04, then everything is handed in."""
    if "papers" not in case.agenda:
        needed = MANDATORY[:1] if case.good.trade == "tourism" else MANDATORY
        extra = year.rng.sample(OPTIONAL, year.rng.randrange(0, 4))
        case.agenda["papers"] = [*needed, *extra]
    if case.agenda["papers"]:
        year.attach(case, case.agenda["papers"].pop(0))
        return year.pace.soon(at)
    year.write(case, "rating")
    sittings.assess(case)
    year.do(case, "submit_rating", case.applicant)
    return None


@in_state("rating.to_complete")
def complete_file(year: Year, case: Case, _at: datetime) -> None:
    """What was named is replaced, form 04 made better."""
    year.attach(case, MANDATORY[0])
    year.write(case, "rating", better=True)
    year.do(case, "submit_rating", case.applicant)


@in_state("rating.at_commune")
def certify(year: Year, case: Case, _at: datetime) -> None:
    """The commune certifies local labour and material, or returns the file."""
    chat(year, case)
    by = commune(year, case)
    if case.fate.takes("return_from_commune"):
        reason = say(year, texts.RETURNS, "return_from_commune")
        year.do(case, "return_from_commune", by, reason=reason)
        return
    given = {
        "local_labour": f"{year.rng.randrange(120, 201) / 2:.2f}",
        "local_material": f"{year.rng.randrange(100, 201) / 2:.2f}",
    }
    year.do(case, "certify_local", by, confirmed=True, **given)


@in_state("rating.at_district")
def check(year: Year, case: Case, at: datetime) -> None:
    """The file waits for the district council's next sitting, or is returned naming papers."""
    by = district(year, case)
    if case.fate.takes("return_from_district"):
        reason = say(year, texts.RETURNS, "return_from_district")
        year.do(case, "return_from_district", by, documents=[MANDATORY[0]], reason=reason)
        return
    sittings.ask(year, case, at, case.place[1], arrive)


@in_state("rating.district_passed")
def forward(year: Year, case: Case, at: datetime) -> None:
    """File and samples go to the province."""
    year.do(
        case,
        "forward_to_province",
        district(year, case),
        note_number=f"{year.number('note')}/UBND-NN",
        note_on=str(year.calendar.day(at)),
        samples=0 if case.good.trade == "tourism" else 5,
    )


@in_state("rating.at_province")
def examine(year: Year, case: Case, at: datetime) -> datetime | None:
    """The department is heard; the office asks for more, or convenes the council."""
    office = year.province.office
    if not case.fate.takes("opinion given"):
        _give_opinion(year, case)
        case.fate.detours.add("opinion given")
        return year.pace.office(at, 3)
    case.fate.detours.add("opinion given")
    if case.fate.takes("request_supplement"):
        reason = say(year, texts.RETURNS, "request_supplement")
        asked = ["business_registration"] if case.good.trade == "tourism" else ["sample_photo"]
        case.fate.detours.add("asked " + asked[0])
        year.do(case, "request_supplement", office, documents=asked, reason=reason)
        return None
    sittings.ask(year, case, at, year.province.unit.pk, arrive)
    return None


def _give_opinion(year: Year, case: Case) -> None:
    subgroup = case.product.subgroup
    if subgroup is None:
        raise LookupError(f"{case.product} is not classified")
    by = year.province.post(Role.DEPARTMENT_OFFICER, subgroup.department_id)
    agrees = year.rng.choice(("agrees", "agrees", "agrees", "remarks", "objects"))
    year.do(case, "give_opinion", by, agrees=agrees, opinion=say(year, texts.OPINIONS, agrees))


@in_state("rating.supplement")
def supplement(year: Year, case: Case, _at: datetime) -> None:
    """What was asked for is replaced and sent."""
    for item in MANDATORY:
        if case.fate.takes(f"asked {item}"):
            year.attach(case, item)
    year.do(case, "submit_supplement", case.applicant)


@in_state("rating.awaiting_decision")
def decide(year: Year, case: Case, at: datetime) -> None:
    """The province's leader signs the decision."""
    paper = _paper(year, "decision", "QĐ-UBND", at)
    year.do(case, "issue_decision", year.province.leader, **paper, **_certificate(year))


def _paper(year: Year, series: str, kind: str, at: datetime) -> dict[str, str]:
    return {
        "paper_number": f"{100 + year.number(series)}/{kind}",
        "paper_on": str(year.calendar.day(at)),
    }


def _certificate(year: Year) -> dict[str, str]:
    number = f"{year.number('certificate'):04d}/{year.province.cycle.year}/GCN-OCOP"
    return {"certificate_number": number}


@in_state("rating.awaiting_referral")
def refer(year: Year, case: Case, at: datetime) -> None:
    """Ninety points and more go to the national round."""
    year.do(case, "refer_national", year.province.leader, **_paper(year, "letter", "UBND-NN", at))


@in_state("rating.at_national")
def hear_back(year: Year, case: Case, at: datetime) -> None:
    """Five stars, or not."""
    paper = _paper(year, "national", "QĐ-BNN", at)
    if case.fate.takes("record_not_five"):
        year.do(case, "record_not_five", year.province.office, **paper)
    else:
        year.do(case, "record_five_stars", year.province.office, **paper, **_certificate(year))


@in_state("rating.rereview")
def review(year: Year, case: Case, at: datetime) -> None:
    """The province's council looks again; half the time it scores again in a sitting."""
    case.fate.quality -= 8
    if year.rng.random() < RESCORED:
        sittings.ask(year, case, at, year.province.unit.pk, arrive)
        return
    seats = year.province.councils[year.province.unit.pk]
    year.do(case, "conclude_rereview", seats.chair, star="4")


@in_state("end.certified")
def promote(year: Year, case: Case, at: datetime) -> None:
    """Some certified products are shown at a fair."""
    if year.rng.random() < 0.4:
        activity = year.rng.choice(texts.PROMOTIONS)
        day = str(year.calendar.day(at) - timedelta(days=1))
        year.do(case, "record_promotion", district(year, case), promoted_on=day, activity=activity)
