"""Rating: the file, the councils, the decision, the national round."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from processes.models import Appointment
from processes.phases.case import Terms
from processes.roles import Role

from . import texts
from .early import chat
from .play import Case, Year
from .province import ACCOUNTS
from .script import commune, district, in_state, say

MANDATORY = ("business_registration", "sample_photo")
OPTIONAL = (
    *("production_permit", "quality_declaration", "safety_test", "traceability"),
    *("material_origin", "environment", "market_development", "product_story"),
)
ABSENT, RECUSED, RESCORED = 0.06, 0.02, 0.5


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
def check(year: Year, case: Case, _at: datetime) -> None:
    """The district convenes its council, or returns the file naming papers."""
    by = district(year, case)
    if case.fate.takes("return_from_district"):
        reason = say(year, texts.RETURNS, "return_from_district")
        year.do(case, "return_from_district", by, documents=[MANDATORY[0]], reason=reason)
        return
    council = year.province.councils[case.place[1]].council
    year.do(case, "convene_district", by, council=str(council.pk))


@in_state("rating.district_council")
def sit_district(year: Year, case: Case, at: datetime) -> datetime | None:
    """The district's council scores and concludes."""
    return _sit(year, case, at, "district", case.place[1])


@in_state("rating.province_council")
def sit_province(year: Year, case: Case, at: datetime) -> datetime | None:
    """The province's council scores and concludes."""
    return _sit(year, case, at, "province", year.province.unit.pk)


def _sit(year: Year, case: Case, at: datetime, level: str, unit: int) -> datetime | None:
    seats = year.province.councils[unit]
    if "members" not in case.agenda:
        case.agenda["members"] = _present(year, case, seats.members)
    if case.agenda["members"]:
        _score(year, case, case.agenda["members"].pop(0), level)
        return year.pace.soon(at)
    if case.fate.halt != case.state:
        year.do(case, f"conclude_{level}", seats.chair)
    return None


def _present(year: Year, case: Case, members: list[Appointment]) -> list[Appointment]:
    """Return who scores, in the order of handing in; where all halts, some have not yet."""
    if case.fate.halt == case.state:
        owing = [m for m in members[1:] if m.user.username not in ACCOUNTS]
        return owing[: year.rng.randrange(1, len(owing))]
    absent = members[-1] if year.rng.random() < ABSENT else None
    present = [m for m in members if m is not absent]
    year.rng.shuffle(present)
    return present


def _score(year: Year, case: Case, member: Appointment, level: str) -> None:
    chair = Role(f"{level}_chair")
    if member.role != chair and not case.fate.halt and year.rng.random() < RECUSED:
        year.do(case, f"recuse_{level}", member, reason=say(year, texts.DECLINES, "recuse"))
        case.stepped_back.append(member.pk)
        return
    points = _points(year, case)
    case.agenda["total"] = case.agenda.get("total", Fraction(0)) + sum(
        map(Fraction, points.values())
    )
    case.agenda["sheets"] = case.agenda.get("sheets", 0) + 1
    comment = year.rng.choice(texts.SCORE_COMMENTS)
    given: dict[str, Any] = {**points, "comment": comment} if comment else points
    year.do(case, f"submit_score_{level}", member, **given)


def _points(year: Year, case: Case) -> dict[str, str]:
    """Return one member's points, in quarters, around what the product is worth."""
    terms: Terms = case.opened.ruleset.terms
    points = {}
    for part, most in terms.parts:
        given = most * (case.fate.quality + year.rng.gauss(0, 1.6)) / 100
        points[part] = f"{min(most, max(0, round(given * 4) / 4)):.2f}"
    return points


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
    council = year.province.councils[year.province.unit.pk].council
    year.do(case, "convene_province", office, council=str(council.pk))
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
def review(year: Year, case: Case, at: datetime) -> datetime | None:
    """The province's council looks again; half the time it scores again."""
    seats = year.province.councils[year.province.unit.pk]
    if "members" not in case.agenda:
        again = year.rng.random() < RESCORED
        still = [m for m in seats.members if m.pk not in case.stepped_back]
        case.agenda["members"] = still if again else []
        case.fate.quality -= 8
    if case.agenda["members"]:
        _score(year, case, case.agenda["members"].pop(0), "province")
        return year.pace.soon(at)
    year.do(case, "conclude_rereview", seats.chair, star=_star(case))
    return None


def _star(case: Case) -> str:
    sheets = case.agenda.get("sheets", 0)
    if not sheets:
        return "4"
    terms: Terms = case.opened.ruleset.terms
    return str(max(3, min(4, terms.star(case.agenda["total"] / sheets))))


@in_state("end.certified")
def promote(year: Year, case: Case, at: datetime) -> None:
    """Some certified products are shown at a fair."""
    if year.rng.random() < 0.4:
        activity = year.rng.choice(texts.PROMOTIONS)
        day = str(year.calendar.day(at) - timedelta(days=1))
        year.do(case, "record_promotion", district(year, case), promoted_on=day, activity=activity)
