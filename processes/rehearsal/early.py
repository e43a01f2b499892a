"""Ideas, plans, production: what is done in each state of the first half of the year."""

from datetime import datetime

from processes.phases.production import SUPPORT

from . import texts
from .play import Case, Year
from .script import APPLICANT_TIMES, COMMENTS, commune, district, in_state, say


def chat(year: Year, case: Case) -> None:
    """Now and then somebody writes a line."""
    if year.rng.random() < COMMENTS:
        by = case.applicant if year.rng.random() < 0.5 else commune(year, case)
        year.do(case, "comment", by, comment=year.rng.choice(texts.COMMENTS))


@in_state("idea.draft")
def submit_idea(year: Year, case: Case, _at: datetime) -> None:
    """The idea is written to its end and handed in."""
    year.write(case, "idea")
    year.do(case, "submit_idea", case.applicant)


@in_state("idea.to_complete")
def complete_idea(year: Year, case: Case, _at: datetime) -> None:
    """The idea comes back better."""
    year.write(case, "idea", better=True)
    year.do(case, "submit_idea", case.applicant)


@in_state("idea.at_commune")
def receive_idea(year: Year, case: Case, _at: datetime) -> None:
    """The commune forwards or returns; sometimes the district is faster."""
    chat(year, case)
    _receive(year, case, "idea")


@in_state("plan.at_commune")
def receive_plan(year: Year, case: Case, _at: datetime) -> None:
    """The same with a plan."""
    chat(year, case)
    _receive(year, case, "plan")


def _receive(year: Year, case: Case, what: str) -> None:
    if case.fate.takes(f"return_{what}"):
        reason = say(year, texts.RETURNS, f"return_{what}")
        year.do(case, f"return_{what}", commune(year, case), reason=reason)
    elif case.fate.takes(f"take_up_{what}"):
        year.do(case, f"take_up_{what}", district(year, case))
    else:
        year.do(case, f"forward_{what}", commune(year, case))


@in_state("idea.at_district")
def judge_idea(year: Year, case: Case, _at: datetime) -> None:
    """The district selects or declines."""
    by = district(year, case)
    if case.fate.takes("decline_idea"):
        check = year.rng.choice(("product", "organisation", "both"))
        reason = say(year, texts.DECLINES, "decline_idea")
        year.do(case, "decline_idea", by, failed_check=check, reason=reason)
    else:
        year.do(case, "select_idea", by, product_fits=True, organisation_fits=True)


@in_state("idea.not_selected")
def resubmit_idea(year: Year, case: Case, _at: datetime) -> None:
    """A declined idea comes back after its week."""
    year.write(case, "idea", better=True)
    year.do(case, "resubmit_idea", case.applicant)


@in_state("idea.selected")
def list_idea(year: Year, case: Case, at: datetime) -> None:
    """The province lists the idea; a week's ideas share one list."""
    today = year.calendar.day(at)
    if case.fate.takes("leave_out_idea"):
        reason = say(year, texts.DECLINES, "leave_out_idea")
        year.do(case, "leave_out_idea", year.province.office, reason=reason)
        return
    number = f"{20 + today.isocalendar().week}/QĐ-VPĐP"
    year.do(case, "list_idea", year.province.office, list_number=number, list_on=str(today))


@in_state("plan.draft")
def submit_plan(year: Year, case: Case, _at: datetime) -> None:
    """The plan is written and handed in."""
    year.write(case, "plan")
    year.do(case, "submit_plan", case.applicant)


@in_state("plan.to_complete")
def complete_plan(year: Year, case: Case, _at: datetime) -> None:
    """The plan comes back better."""
    year.write(case, "plan", better=True)
    year.do(case, "submit_plan", case.applicant)


@in_state("plan.at_district")
def judge_plan(year: Year, case: Case, _at: datetime) -> None:
    """The district selects or declines."""
    by = district(year, case)
    if case.fate.takes("decline_plan"):
        year.do(case, "decline_plan", by, reason=say(year, texts.DECLINES, "decline_plan"))
    else:
        year.do(case, "select_plan", by, evaluation=year.rng.choice(texts.EVALUATIONS))


@in_state("plan.not_selected")
def resubmit_plan(year: Year, case: Case, _at: datetime) -> None:
    """A declined plan comes back better."""
    year.write(case, "plan", better=True)
    year.do(case, "resubmit_plan", case.applicant)


@in_state("production.under_way")
def carry_out(year: Year, case: Case, at: datetime) -> datetime | None:
    """Reports and visits, then the rating file is begun."""
    if case.agenda["errands"] <= 0:
        year.do(case, "start_rating", case.applicant)
        return None
    case.agenda["errands"] -= 1
    if year.rng.random() < 0.6:
        done, difficulty = year.rng.choice(texts.PROGRESS)
        given = {"done": done, "difficulty": difficulty} if difficulty else {"done": done}
        year.do(case, "report_progress", case.applicant, **given)
    else:
        _visit(year, case, at)
    return APPLICANT_TIMES["production.under_way"](year, case, at)


def _visit(year: Year, case: Case, at: datetime) -> None:
    by = year.rng.choice((commune(year, case), district(year, case), year.province.office))
    year.do(
        case,
        "record_support",
        by,
        support=year.rng.choice(SUPPORT)[0],
        visited_on=str(year.calendar.day(at)),
        findings=year.rng.choice(texts.FINDINGS),
    )
