"""For those who watch: how many stand where, how many are late."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms import board as words
from forms.lists import age_words
from forms.watching import watcher_or_404
from processes.models import Appointment
from processes.models.units import Level
from processes.queries.board import AGE_KEYS, board
from processes.queries.duties import counts, visible
from processes.queries.jurisdiction import visible_to
from processes.queries.selection import Moment
from processes.queries.working_days import working_calendar
from processes.services import clock


@require_safe
def oversight(request: HttpRequest) -> HttpResponse:
    """Show the board of everything that the appointment may see."""
    who = watcher_or_404(request)
    seen, moment = visible_to(who), Moment(clock.now(), working_calendar())
    level = level_below(who)
    found = board(seen, moment, level)
    phases = words.phases_of(found)
    cells = [c for p in phases for c in p.cells]
    context = {
        "board": found,
        "at": moment.now,
        "by_commune": level == Level.COMMUNE,
        "tiles": words.tiles(found),
        "columns": [label for _key, label in words.open_phases(found)],
        "matrix": words.matrix(found),
        "sums": words.sums(found),
        "age_columns": [age_words(key) for key in AGE_KEYS],
        "ages": words.ages(found),
        "phases": phases,
        # drawn from the ruleset and our own numbers alone
        "drawings": [mark_safe(words.drawing(r, phases)) for r in words.rulesets_of(found)],  # noqa: S308 -- our own drawing
        "legend": words.legend(),
        "worst": max(cells, key=lambda c: c.overdue, default=None),
        "duties": _duties(who),
    }
    return render(request, "forms/oversight.html", context)


def level_below(who: Appointment) -> str:
    """Return by which units a watcher's board is divided: one level below its own."""
    province = who.unit is not None and who.unit.level == Level.PROVINCE
    return Level.DISTRICT.value if province else Level.COMMUNE.value


def _duties(appointment: Appointment) -> list[tuple[str, words.Figure]]:
    """Return how the cycle's duties stand, each number with its list; nothing where none is owed."""
    found = visible(appointment)
    if not found.exists():
        return []
    counted, page = counts(found, clock.today()), reverse("duties")
    labels = (("late", _("quá hạn")), ("due", _("đến kỳ")), ("done", _("đã xong")))
    numbers = [(key, label, getattr(counted, key)) for key, label in labels]
    return [
        (label, words.Figure(n, _("việc của chu trình"), f"{page}?stand={key}" if n else ""))
        for key, label, n in numbers
    ]
