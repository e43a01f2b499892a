"""Đắk Lắk's cycle by Decision 1576/QĐ-UBND of 18 July 2022, with the criteria of Decision 1048."""

from fractions import Fraction

from processes.engine import Ruleset
from processes.phases import correction, council, ending, idea, national, plan, production, rating
from processes.phases.case import Terms
from processes.roles import POSTS
from processes.words import gettext_noop as _

TERMS = Terms(
    resubmit_after_days=7,
    bands=((90, 5), (70, 4), (50, 3), (30, 2)),
    pass_mark=50,
    refer_mark=90,
    quorum=Fraction(3, 4),
    council_minimum=5,
    completion_outlasts_window=True,
    sample_units=5,
    certificate_months=36,
    criteria_law="qd1048_2019",
    spread_limit=10,
    convening_days=2,
    members_named=False,
    correction_days=5,
)

SHEETS = {s.key: s for s in (idea.IDEA_SHEET, plan.PLAN_SHEET, rating.RATING_SHEET)}

RULESET = Ruleset(
    key="dl_2022",
    title=_("Quyết định 1576/QĐ-UBND ngày 18/7/2022 của UBND tỉnh Đắk Lắk"),
    initial=idea.DRAFT,
    phases=(
        ("idea", _("Ý tưởng")),
        ("plan", _("Phương án kinh doanh")),
        ("production", _("Triển khai")),
        ("rating", _("Đánh giá, phân hạng")),
        ("end", _("Kết thúc")),
    ),
    states=(*ending.WAITING, *ending.STATES),
    transitions=(
        *idea.TRANSITIONS,
        *plan.TRANSITIONS,
        *production.TRANSITIONS,
        *rating.TRANSITIONS,
        *national.TRANSITIONS,
        *ending.TRANSITIONS,
    ),
    acts=(
        *production.ACTS,
        *council.acts((rating.DISTRICT_COUNCIL,), (national.PROVINCE_COUNCIL, national.REREVIEW)),
        *national.ACTS,
        *ending.ACTS,
        *correction.ACTS,
    ),
    roles={role.value: post.label for role, post in POSTS.items()},
    bystanders=frozenset(role.value for role, post in POSTS.items() if not post.acts),
    terms=TERMS,
    sheets=SHEETS,
    corrections=correction.CORRECTIONS,
)
