"""What forms send besides the answers: the key made with the page, and the rows that were ticked."""

from uuid import UUID, uuid4

from django.http import HttpRequest

MOST = 100  # ticked rows; no list has so many on a page


def posted_key(request: HttpRequest) -> UUID:
    """Return the key that the page was given, so that sending it twice is done once.

    A new one where the page has lost it: then each sending stands for itself.
    """
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def ticked(request: HttpRequest) -> list[UUID]:
    """Return the public ids of the dossiers that were ticked; what is no id is passed over."""
    found = []
    for text in request.POST.getlist("dossier")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
