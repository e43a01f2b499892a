"""Questions to public addresses that are not answered: why, in words, and by which status."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

View = Callable[..., HttpResponse]


class Unanswered(Exception):  # noqa: N818 - an answer too, no fault of the program
    """Why nothing is answered; ``seconds`` after which the question may be put again."""

    def __init__(self, why: str, status: int, seconds: int = 0) -> None:
        """Keep what is to be said."""
        super().__init__(why)
        self.why = why
        self.status = status
        self.seconds = seconds

    def on(self, answer: HttpResponse) -> HttpResponse:
        """Return the answer with its status, and with when to ask again."""
        answer.status_code = self.status
        if self.seconds:
            answer.headers["Retry-After"] = str(self.seconds)
        return answer

    def json(self) -> HttpResponse:
        """Return it as programs read it."""
        return self.on(JsonResponse({"refused": [self.why]}))


def says_json(view: View) -> View:
    """Declare that a view is read by programs: what it cannot answer is said in JSON as well."""

    @wraps(view)
    def saying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Unanswered as unanswered:
            return unanswered.json()

    saying.says_json = True
    return saying
