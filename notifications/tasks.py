"""What Celery runs. Every task may be lost, doubled or late, and none of them decides anything."""

import logging
from time import monotonic

from celery import current_app, shared_task

from processes.flows.duties import begin_flows
from processes.services import clock
from processes.services.figures import sum_up
from processes.services.file_checks import check_a_while
from processes.services.lapse import lapse_all
from processes.services.reminders import remind_all
from processes.services.retention import let_go
from processes.services.signing import NoKeyError

from . import heads, sending
from .broker import lengths
from .relay import beat, relay

TOO_SOON = 1.0  # seconds; ticks that piled up while no worker was there are worth one
A_WHILE = 60.0  # seconds of reading files; below the limit of a task
_last_relay = -TOO_SOON


@shared_task
def deliver(channel: str, ids: list[int]) -> None:
    """Send what is still free of these outbox rows."""
    sending.deliver(channel, ids)


@shared_task
def relay_outbox() -> None:
    """Look into the outbox and hint at what is due."""
    global _last_relay  # noqa: PLW0603 - of this process, on purpose
    if monotonic() - _last_relay < TOO_SOON:
        return
    _last_relay = monotonic()
    hinted = relay(deliver.delay)
    beat("relay", hinted=hinted, queues=lengths(current_app))


@shared_task
def remind() -> None:
    """Tell what time has to tell."""
    swept = remind_all()
    beat("remind", told=swept.told, failed=swept.failed)


@shared_task
def lapse() -> None:
    """Let lapse what nobody can submit any more."""
    beat("lapse", lapsed=lapse_all())


@shared_task
def begin_duties() -> None:
    """Begin the flows of duties that were planned."""
    beat("duties", begun=begin_flows())


@shared_task
def sum_up_figures() -> None:
    """Add what has settled to the sums of the board."""
    beat("figures", behind=sum_up())


@shared_task
def check_files() -> None:
    """Go on with the night's round over all uploaded files, and name what was changed."""
    for problem in check_a_while(A_WHILE).problems:
        logging.getLogger(__name__).error("uploaded file: %s", problem)


@shared_task
def let_go_of_old() -> None:
    """Let go of what has been kept long enough, but for what only the tables' owner may delete."""
    beat("let_go", gone=let_go(clock.now(), as_owner=False))


@shared_task
def publish_head() -> None:
    """Sign what the history is now, also where nothing happened, and send it outside."""
    try:
        done = heads.publish()
    except (NoKeyError, LookupError) as error:
        beat("head", error=str(error))
        return
    beat("head", number=done.head.number, size=done.head.size, failed=done.failed)
