"""The windows of a cycle as they stand for one dossier, and when a state is due."""

from datetime import date, datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from processes.engine import Due, Window, WithinWindow, WorkingCalendar, WorkingDays
from processes.models import CycleWindow, Dossier, Extension
from processes.roles import Role


class Windows:
    """The windows of a dossier's cycle, kept open longer where somebody extended them."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    @cached_property
    def _standing(self) -> dict[str, Window]:
        base = {
            w.key: Window(w.opens_on, w.closes_on)
            for w in CycleWindow.objects.filter(cycle_id=self.dossier.cycle_id)
        }
        for key, closes_on in self._extensions():
            window = base.get(key)
            if window and closes_on > window.closes_on:
                base[key] = Window(window.opens_on, closes_on)
        return base

    def _extensions(self) -> list[tuple[str, date]]:
        dossier = self.dossier
        units = (dossier.commune_id, dossier.district_id, dossier.province_id)
        mine = Q(unit_id__in=units)
        if dossier.pk:
            mine |= Q(dossier_id=dossier.pk)
        found = self.extensions.filter(mine, cycle_id=dossier.cycle_id)
        return list(found.values_list("key", "closes_on"))

    @property
    def extensions(self) -> QuerySet[Extension]:
        """The extensions that count; a past moment knows fewer."""
        return Extension.objects.all()

    def get(self, key: str) -> Window | None:
        """Return the window ``key``; ``None`` where the cycle has none."""
        return self._standing.get(key)

    def all_over(self, keys: tuple[str, ...], today: date) -> bool:
        """Return whether there are such windows and every one has closed before ``today``."""
        windows = [w for w in map(self.get, keys) if w]
        return bool(windows) and all(w.is_over(today) for w in windows)

    def due_at(self, due: Due | None, at: datetime, calendar: WorkingCalendar) -> datetime | None:
        """Return the first moment that is too late in a state entered at ``at``; ``None``: no term."""
        if isinstance(due, WorkingDays):
            return calendar.end_of(calendar.add(calendar.day(at), due.days))
        if isinstance(due, WithinWindow):
            closes = [w.closes_on for w in map(self.get, due.windows) if w]
            return calendar.end_of(max(closes)) if closes else None
        return None


def open_until(dossier: Dossier, today: date) -> date | None:
    """Return the last day on which the applicant can still hand in what it holds by a term of days.

    The term of the step is nearer: the light and the reminders count to it, and nothing shuts there.

    Returns:
        ``None`` where no window binds the step, where every one is over, and where the window
        itself is the term.
    """
    state = dossier.current
    if state.holder != Role.APPLICANT or not isinstance(state.due, WorkingDays):
        return None
    keys = {
        k for t in dossier.ruleset.leaving(state.key) if t.by == state.holder for k in t.windows
    }
    standing = Windows(dossier)
    open_ = [w.closes_on for w in map(standing.get, sorted(keys)) if w and not w.is_over(today)]
    return max(open_, default=None)
