"""What forms send besides the answers: the key made with the page, and the rows that were ticked."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

MOST = 100  # ticked rows; no list has so many on a page


def posted_key(request: HttpRequest) -> UUID:
    """Return the key that the page was given, so that sending it twice is done once.

    A new one where the page has lost it: then each sending stands for itself.
    """
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def too_many(request: HttpRequest) -> bool:
    """Whether more rows were sent than :func:`ticked` takes: a list has fewer, a script may not."""
    return len(request.POST.getlist("dossier")) > MOST


def none_chosen(request: HttpRequest) -> str:
    """Return why nothing is done with what was ticked."""
    if too_many(request):
        return _("Mỗi lần chọn nhiều nhất {n} hồ sơ.").format(n=MOST)
    return _("Chưa chọn hồ sơ nào.")


def typed(request: HttpRequest, name: str) -> str:
    """Return one answer as text that the database takes: NUL is no character of it."""
    return request.POST.get(name, "").replace("\0", " ").strip()


def ticked(request: HttpRequest) -> list[UUID]:
    """Return the public ids of the dossiers that were ticked; what is no id is passed over."""
    return identities(request.POST.getlist("dossier")[:MOST])


def identities(texts: Iterable[str]) -> list[UUID]:
    """Return the public ids among some texts."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
