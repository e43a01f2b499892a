"""A case in which every guard is content, for tests that close one at a time."""

from datetime import UTC, date, datetime
from fractions import Fraction

from processes.engine import Asked, Window
from processes.phases.case import Panel, Taken
from processes.rulesets import RULESETS

RULESET = RULESETS["dl_2022"]
TODAY = Asked(datetime(2026, 3, 10, 3, tzinfo=UTC), date(2026, 3, 10))
ALWAYS = Window(date(2026, 1, 1), date(2026, 12, 31))


class Plain:
    """A case in which every guard is content."""

    terms = RULESET.terms
    is_classified = is_registered = may_enter_sector = has_opinion = True
    cycle_is_closed = True
    declined_on: date | None = None
    concluded_on: date | None = None
    decided_on: date | None = None
    member_has_scored = member_has_recused = False
    criteria = "qd1048_2019/14/1:0"
    on_agenda = is_revoked = is_excluded = False
    is_settled = turn_is_open = member_is_present = True
    turn = 1
    council_star = 4
    result: Fraction | None = Fraction(80)
    sheets_in = eligible_members = 5
    star = 4
    total = Fraction(400)
    mean: Fraction | None = Fraction(80)
    last_move: Taken | None = None
    correction_asked_by: frozenset[int] = frozenset()
    persons = frozenset((1,))
    acting_role = ""

    def __init__(self, state: str) -> None:
        self.state = state

    def window(self, key: str) -> Window | None:
        return ALWAYS

    def grace(self, asked: Asked) -> bool:
        return False

    def missing_fields(self, sheet: str) -> tuple[str, ...]:
        return ()

    def has_changed(self, sheet: str) -> bool:
        return True

    def missing_documents(self) -> tuple[str, ...]:
        return ()

    def unanswered_documents(self) -> tuple[str, ...]:
        return ()

    def worked_since(self, at: datetime) -> int:
        return 0

    def certificate_exists(self, number: str) -> bool:
        return False

    def panel(self, sitting: str) -> Panel | None:
        return Panel("1", "district", 5, has_chair=True, covers=True, is_called=True)

    def sheet_faults(self, sheet: object) -> tuple[str, ...]:
        return ()

    def nothing_more(self, asked: Asked) -> bool:
        return True
