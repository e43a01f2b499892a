"""What people ask about their own personal data: sent by a form, answered by the administrator."""

from django.db import transaction

from processes.engine import Cause, Reason, Refused
from processes.models import Appointment, DataRequest, User
from processes.roles import Role
from processes.words import gettext_noop as _

from . import clock

MOST_OPEN = 5  # of one person; more is no request but a nuisance


def ask(person: User, kind: str, text: str) -> DataRequest:
    """Keep a request; the same words again, while they wait for an answer, are the same request.

    Raises:
        Refused: nothing is said, or too many requests wait already.
    """
    if not text.strip():
        raise Refused(Reason(Cause.DATA, _("Phải ghi nội dung yêu cầu."), field="text"))
    waiting = DataRequest.objects.filter(person=person, state=DataRequest.State.OPEN)
    same = waiting.filter(kind=kind, text=text.strip()).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_OPEN:
        raise Refused(Reason(Cause.STATE, _("Còn nhiều yêu cầu chờ trả lời; hãy đợi trả lời.")))
    return DataRequest.objects.create(person=person, kind=kind, text=text.strip(), at=clock.now())


def answer(request_id: int, state: str, words: str, *, by: Appointment) -> DataRequest:
    """Answer a request, once.

    Raises:
        Refused: by anybody but an administrator, on one's own request, without words, or where it
            was answered already.
    """
    with transaction.atomic():
        found = DataRequest.objects.select_for_update().get(pk=request_id)
        objections = []
        if by.role != Role.ADMINISTRATOR or not by.is_active(clock.today()):
            objections.append(Reason(Cause.ROLE, _("Chỉ quản trị hệ thống trả lời yêu cầu này.")))
        if by.user_id == found.person_id:
            objections.append(Reason(Cause.ROLE, _("Không tự trả lời yêu cầu của mình.")))
        if found.state != DataRequest.State.OPEN:
            objections.append(Reason(Cause.STATE, _("Yêu cầu này đã được trả lời.")))
        if not words.strip() or state not in (DataRequest.State.DONE, DataRequest.State.REFUSED):
            objections.append(Reason(Cause.DATA, _("Phải ghi câu trả lời."), field="answer"))
        if objections:
            raise Refused(*objections)
        found.state, found.answer = state, words.strip()
        found.answered_by, found.answered_at = by, clock.now()
        found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return found
