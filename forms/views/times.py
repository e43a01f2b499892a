"""The board's second page: how long things take, and with whom they are; its charts."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import times as words
from forms.reading import reads
from forms.views.oversight import level_below
from forms.watching import watcher_or_404
from processes.models import Appointment
from processes.models.units import Level
from processes.queries.board import board, waited
from processes.queries.jurisdiction import visible_to
from processes.queries.selection import Moment
from processes.queries.stays import times
from processes.queries.working_days import working_calendar
from processes.queries.workload import workload
from processes.services import clock

# a picture in a page runs nothing and loads nothing; its own style sheet stands inside it
PICTURE = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class _Asked:
    """Who looks, at what level, and when."""

    who: Appointment
    level: str
    moment: Moment


def _asked(request: HttpRequest) -> _Asked:
    who = watcher_or_404(request)
    return _Asked(who, level_below(who), Moment(clock.now(), working_calendar()))


@reads("watch")
@require_safe
def board_times(request: HttpRequest) -> HttpResponse:
    """Show times, sources of waiting, units and people side by side."""
    asked = _asked(request)
    seen = visible_to(asked.who)
    counted = board(seen, asked.moment, asked.level)
    took, lost = times(asked.who, asked.moment), waited(seen, asked.moment)
    loads = workload(seen, asked.who, asked.moment)
    steps, sources = words.steps(took), words.sources(counted, lost)
    context = {
        "at": asked.moment.now,
        "since": took.since,
        "by_commune": asked.level == Level.COMMUNE,
        "steps": steps,
        "steps_reading": words.steps_reading(steps),
        "sources": sources,
        "sources_reading": words.sources_reading(sources, lost.total),
        "waited": lost,
        "again_reading": words.again_reading(took) if steps else "",
        "units": words.places(counted, took),
        "people": words.people(loads, everybody="moi-nguoi" in request.GET),
        "everybody": len(loads),
    }
    return render(request, "forms/board_times.html", context)


@require_safe
def board_chart(request: HttpRequest, name: str) -> HttpResponse:
    """Draw one of the page's charts."""
    asked = _asked(request)
    if name == "thoi-gian":
        picture = words.steps_chart(words.steps(times(asked.who, asked.moment)))
    elif name == "cho-doi":
        seen = visible_to(asked.who)
        lost = waited(seen, asked.moment)
        counted = board(seen, asked.moment, asked.level)
        picture = words.sources_chart(words.sources(counted, lost))
    else:
        raise Http404
    headers = {"Content-Security-Policy": PICTURE}
    return HttpResponse(picture, content_type="image/svg+xml", headers=headers)
