"""A wrong step is answered by another step, never by editing (ours; the decision is silent on it).

Whoever's office took the step asks for it to be taken back, with the reason; a second person of the
office above decides, while the step is the last one and within a set time. The dossier goes back to
where the wrong step began; both steps, the request and what was submitted stay in its history. What
a council concluded is not taken back this way: its scores are known by then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from processes.engine import Act, Asked, Correction, Field, Guard, Reason, State, Transition
from processes.roles import Audience, Role
from processes.words import gettext_noop as _

from . import idea, national, plan, rating
from .case import Case, no

_OURS = _(
    "Quy ước của hệ thống: bước sai được thu hồi bằng một bước mới, có lý do, do người thứ hai quyết"
)


def in_time(case: Case, _asked: Asked) -> Reason | None:
    """A step is taken back within a set number of working days, or not at all."""
    taken, days = case.last_move, case.terms.correction_days
    if taken is None or case.worked_since(taken.at) <= days:
        return None
    return no(_("Đã quá {days} ngày làm việc từ bước cần thu hồi."), days=days)


def nobody_asked_yet(case: Case, _asked: Asked) -> Reason | None:
    """One request at a time."""
    text = _("Đã có đề nghị thu hồi bước này, đang chờ quyết.")
    return no(text) if case.correction_asked_by else None


def a_second_person(case: Case, _asked: Asked) -> Reason | None:
    """Whoever asked does not decide, nor whoever took the step of another office."""
    taken = case.last_move
    if case.persons & case.correction_asked_by:
        return no(_("Người đề nghị thu hồi không tự quyết; cần người thứ hai."))
    # an authority may take its own decision back, on the request of somebody else
    if taken is not None and taken.role != case.acting_role and case.persons & taken.persons:
        return no(_("Người đã làm bước này không quyết việc thu hồi; cần người thứ hai."))
    return None


def no_sitting_has_it(case: Case, _asked: Asked) -> Reason | None:
    """What a sitting has on its agenda is not taken away from it."""
    text = _("Hồ sơ đang nằm trong chương trình của một phiên họp.")
    return no(text) if case.on_agenda else None


def what_it_corrects(case: Case, _asked: Asked) -> Mapping[str, object]:
    """Name the record of the step that is meant."""
    return {"corrects": case.last_move.seq if case.last_move else 0}


def _last_step_is_of(steps: tuple[Transition, ...]) -> Guard:
    names = {t.name for t in steps}

    def last_step_may_be_taken_back(case: Case, _asked: Asked) -> Reason | None:
        taken = case.last_move
        text = _("Bước gần nhất của hồ sơ không phải bước thu hồi được ở đây.")
        return None if taken and taken.name in names else no(text)

    return last_step_may_be_taken_back


def _is_asked_for(steps: tuple[Transition, ...], role: Role) -> Guard:
    is_ours = _last_step_is_of(steps)

    def correction_is_asked_for(case: Case, asked: Asked) -> Reason | None:
        if is_ours(case, asked) is None and case.correction_asked_by:
            return None
        return no(_("Chưa có đề nghị thu hồi bước này."), role)

    return correction_is_asked_for


@dataclass(frozen=True, kw_only=True)
class Level:
    """The three steps by which one office's wrong steps are taken back."""

    ask: Act
    correct: Correction
    refuse: Act

    @property
    def acts(self) -> tuple[Act, Act]:
        """The request, and its refusal."""
        return self.ask, self.refuse


@dataclass(frozen=True, kw_only=True)
class _Names:
    ask: str
    correct: str
    refuse: str


def _level(
    keys: _Names,
    labels: _Names,
    undoes: tuple[Transition, ...],
    *,
    by: Role,
    decided_by: Role,
    told: Audience,
    tells: tuple[Audience, ...],
    when: tuple[Guard, ...] = (),
    asks: tuple[Field, ...] = (),
    proves: bool = False,
) -> Level:
    """Return the steps of one office.

    Args:
        by: Who asks; ``told``: whom the request is told.
        tells: Whom the decision is told.
        when, asks: Further guards and questions of the decision.
        proves: Whether who decides shows anew who it is.
    """
    sources = tuple(dict.fromkeys(s for t in undoes for s in t.targets))
    targets = tuple(dict.fromkeys(s for t in undoes for s in t.sources))
    ask = Act(
        name=keys.ask,
        label=labels.ask,
        by=(by,),
        states=sources,
        called_for=_last_step_is_of(undoes),
        when=(in_time, nobody_asked_yet),
        reason=True,
        result=what_it_corrects,
        tells=(told,),
        cites=_OURS,
    )
    correct = Correction(
        name=keys.correct,
        label=labels.correct,
        sources=sources,
        targets=targets,
        undoes=undoes,
        asked_by=keys.ask,
        by=decided_by,
        called_for=_is_asked_for(undoes, by),
        when=(in_time, a_second_person, *when),
        choose=_where_it_began(undoes),
        asks=asks,
        reason=True,
        result=what_it_corrects,
        tells=tells,
        cites=_OURS,
        proves=proves,
    )
    refuse = Act(
        name=keys.refuse,
        label=labels.refuse,
        by=(decided_by,),
        states=sources,
        called_for=_is_asked_for(undoes, by),
        when=(a_second_person,),
        reason=True,
        result=what_it_corrects,
        tells=(Audience(by.value),),
        cites=_OURS,
    )
    return Level(ask=ask, correct=correct, refuse=refuse)


def _where_it_began(undoes: tuple[Transition, ...]) -> Callable[[Case, Asked], State | None]:
    began = {(t.name, s.key): s for t in undoes for s in t.sources}

    def back(case: Case, _asked: Asked) -> State | None:
        taken = case.last_move
        return began.get((taken.name, taken.source)) if taken else None

    return back


def _named(*names: str) -> tuple[Transition, ...]:
    rows = (*idea.TRANSITIONS, *plan.TRANSITIONS, *rating.TRANSITIONS, *national.TRANSITIONS)
    known = {t.name: t for t in rows}
    return tuple(known[name] for name in names)


_EVERYBODY = (Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT)

COMMUNE = _level(
    _Names(
        ask="ask_commune_correction",
        correct="correct_commune_step",
        refuse="refuse_commune_correction",
    ),
    _Names(
        ask=_("Đề nghị thu hồi bước xử lý sai của xã"),
        correct=_("Thu hồi bước xử lý sai của xã"),
        refuse=_("Không đồng ý thu hồi bước của xã"),
    ),
    _named(
        "return_idea",
        "forward_idea",
        "return_plan",
        "forward_plan",
        "certify_local",
        "return_from_commune",
    ),
    by=Role.COMMUNE_OFFICER,
    decided_by=Role.DISTRICT_OFFICER,
    told=Audience.DISTRICT,
    tells=_EVERYBODY,
)
DISTRICT = _level(
    _Names(
        ask="ask_district_correction",
        correct="correct_district_step",
        refuse="refuse_district_correction",
    ),
    _Names(
        ask=_("Đề nghị thu hồi bước xử lý sai của huyện"),
        correct=_("Thu hồi bước xử lý sai của huyện"),
        refuse=_("Không đồng ý thu hồi bước của huyện"),
    ),
    _named(
        "take_up_idea",
        "select_idea",
        "decline_idea",
        "take_up_plan",
        "select_plan",
        "decline_plan",
        "return_from_district",
        "forward_to_province",
    ),
    by=Role.DISTRICT_OFFICER,
    decided_by=Role.PROVINCE_OFFICER,
    told=Audience.PROVINCE,
    tells=(*_EVERYBODY, Audience.PROVINCE),
)
PROVINCE = _level(
    _Names(
        ask="ask_province_correction",
        correct="correct_province_step",
        refuse="refuse_province_correction",
    ),
    _Names(
        ask=_("Đề nghị thu hồi bước xử lý sai của tỉnh"),
        correct=_("Thu hồi bước xử lý sai của tỉnh"),
        refuse=_("Không đồng ý thu hồi bước của tỉnh"),
    ),
    _named(
        "list_idea", "leave_out_idea", "request_supplement", "refer_national", "record_not_five"
    ),
    by=Role.PROVINCE_OFFICER,
    decided_by=Role.PROVINCE_LEADER,
    told=Audience.LEADER,
    tells=(*_EVERYBODY, Audience.PROVINCE),
    when=(no_sitting_has_it,),
)
RECOGNITION = _level(
    _Names(ask="ask_annulment", correct="annul_decision", refuse="refuse_annulment"),
    _Names(
        ask=_("Đề nghị hủy quyết định công nhận ban hành sai"),
        correct=_("Hủy quyết định công nhận ban hành sai"),
        refuse=_("Không đồng ý hủy quyết định công nhận"),
    ),
    _named("issue_decision", "record_five_stars"),
    by=Role.PROVINCE_OFFICER,
    decided_by=Role.PROVINCE_LEADER,
    told=Audience.LEADER,
    tells=(*_EVERYBODY, Audience.PROVINCE),
    when=(national.certificate_stands, national.paper_follows_decision),
    proves=True,
    asks=(*national.paper(_("Số quyết định hủy"), _("Ngày quyết định hủy")),),
)
LEVELS = (COMMUNE, DISTRICT, PROVINCE, RECOGNITION)
ACTS = tuple(act for level in LEVELS for act in level.acts)
CORRECTIONS = tuple(level.correct for level in LEVELS)
