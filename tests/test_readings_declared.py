"""No view is forgotten by the read log: each is declared with @reads, or listed here as showing nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import get_resolver

from forms.looks import PAGES
from forms.reading import reads

# what these show is public, one's own, a number, or names of organisations, products and offices
SHOWS_NOTHING = {
    # public, without signing in
    "home", "sign_in", "sign_out", "set_language", "health", "sending_health", "lifecycle",
    "register", "certificate_check", "certificate", "certificate_qr", "calendar", "lookup",
    "manifest", "feed", "heads", "heads_json", "inclusion_json", "consistency_json",
    # one's own: work, notices, wishes, drafts, data
    "act_as", "inbox", "many", "save_view", "drop_view", "notices", "notice", "unread",
    "preferences", "feed_make", "feed_revoke", "open_dossier", "own_data", "own_data_copy",
    "deputies", "recall", "account", "password_change", "factor", "factor_setup", "recovery_codes", "prove",
    # codes, products, organisations, offices; no contact of anybody
    "dossiers", "listing", "batch", "pursue", "extend", "sittings", "sitting_call", "duties",
    "duty", "duty_report", "target_list", "place", "everywhere",
    # figures
    "oversight", "board_chart", "forecast", "targets", "quarterly", "quarterly_file", "map",
    # what is set up: days, cycles, words; forms that begin empty or only lead on
    "cycles", "cycle", "cycle_prepare", "cycle_open", "working_days", "working_day",
    "working_day_remove", "wordings", "wording", "person_new", "organisation_new",
    "end_appointment", "send_again", "arrived", "sending_switch", "data_request",
    "person_account", "admin_door", "admin_password",
}  # fmt: skip


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every named address with what answers it; the administration of reference data is apart."""
    waiting = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if getattr(pattern, "namespace", None) == "admin":
            continue
        if hasattr(pattern, "url_patterns"):
            waiting += pattern.url_patterns
        else:
            yield str(pattern.name), pattern.callback


def undeclared(found: Iterator[tuple[str, Callable[..., Any]]]) -> set[str]:
    return {name for name, view in found if not hasattr(view, "reads")}


def test_every_view_is_declared_as_reading_or_listed_as_showing_nothing() -> None:
    assert undeclared(views()) == SHOWS_NOTHING


def test_every_page_that_names_nothing_single_has_words_for_the_log() -> None:
    asks = get_resolver().reverse_dict
    lists = {name for name, view in views() if hasattr(view, "reads") and not asks[name][0][0][1]}

    assert set(PAGES) == lists


def test_a_view_that_nobody_declared_is_named() -> None:
    def fresh(_request: object) -> None: ...

    assert undeclared(iter([("fresh", fresh), ("read", reads("person")(fresh))])) == {"fresh"}


def test_a_kind_that_there_is_not_is_refused_when_the_view_is_written() -> None:
    with pytest.raises(ValueError, match="not a valid"):
        reads("gossip")
