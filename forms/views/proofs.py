"""What proves the history: signed heads for everybody, and one dossier's proof before an auditor."""

import re
import tempfile
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forms.limits import Limit, client_address, wait
from forms.loaders import dossier_or_404
from forms.paces import too_often
from forms.proof import proven
from forms.reading import reads
from forms.unanswered import Unanswered, says_json
from forms.views.history import entries_of
from forms.watching import watcher_or_404
from processes.models import Head, HeadDelivery, LogKey, LogLeaf, ScoreSheet
from processes.queries.log import Inclusion, consistency, inclusion, newest
from processes.queries.log_inclusion import verify_in_log
from processes.queries.saved_heads import document
from processes.queries.signatures import head_json
from processes.queries.sittings import sealed
from processes.queries.verification import verify
from processes.roles import Role
from processes.services import clock
from processes.services.bundle import NoHeadError, write
from processes.services.readings import note_readings

PAGE, JSON_PAGE = 24, 500  # a day of heads; three weeks
OF_ADDRESS = Limit("proof-address", 600, 3600)  # a proof asks the database some forty times
HASH = re.compile(r"[0-9a-f]{64}")
fresh = cache_control(no_cache=True)


def _number(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if re.fullmatch(r"[0-9]{1,9}", asked) else None


def _before(request: HttpRequest) -> int | None:
    """Return the number of the head that the page stands before; ``None`` where none is said.

    Raises:
        Unanswered: it is no number.
    """
    asked = request.GET.get("truoc", "")
    number = _number(request, "truoc")
    if asked and number is None:
        raise Unanswered(_("Không có mốc số “{number}”.").format(number=asked), 404)
    return number


def _page(before: int | None, size: int) -> tuple[Sequence[Head], int | None]:
    """Return the heads before that number, the newest first, and where the next page begins."""
    found = Head.objects.order_by("-number")
    heads = list((found if before is None else found.filter(number__lt=before))[: size + 1])
    return heads[:size], heads[size - 1].number if len(heads) > size else None


@login_not_required
@require_safe
@fresh
def heads(request: HttpRequest) -> HttpResponse:
    """Show the signed heads and keys to everybody, and whether a record's hash is under them.

    400 where ``?ma=`` is no hash, 404 where no head has it or ``?truoc=`` is none, 429 with
    ``Retry-After`` after too many.
    """
    asked = request.GET.get("ma", "").strip()
    before = found = unanswered = None
    try:
        before = _before(request)
        found = _inclusion(request) if asked else None
    except Unanswered as why:
        unanswered = why
    shown, following = _page(before, PAGE)
    context = {
        "heads": shown,
        "following": following,
        "newest": newest(),
        "keys": LogKey.objects.order_by("pk"),
        "asked": asked,
        "found": found,
        "unanswered": unanswered,
    }
    answer = render(request, "forms/heads.html", context)
    return unanswered.on(answer) if unanswered else answer


def _inclusion(request: HttpRequest, head: Head | None = None) -> Inclusion:
    """Prove the record of ``?ma=``; white space that came along with a copied hash is none of it.

    Raises:
        Unanswered: it is no hash, or of no record, or too much was asked from this address.
    """
    record = "".join(request.GET.get("ma", "").lower().split())
    if not HASH.fullmatch(record):
        raise Unanswered(_("Mã băm có đúng 64 ký tự, chỉ gồm chữ số và chữ cái từ a đến f."), 400)
    _counted(request)
    found = inclusion(record, head)
    if found is None:
        raise Unanswered(
            _("Không mốc nào có bản ghi mang mã này. Bản ghi mới vào mốc trong vòng một giờ."), 404
        )
    return found


def _counted(request: HttpRequest) -> None:
    """Count a question that costs much.

    Raises:
        Unanswered: too much was asked from this address.
    """
    if seconds := wait(OF_ADDRESS, client_address(request), clock.now()):
        raise too_often(seconds)


@login_not_required
@require_safe
@fresh
@says_json
def heads_json(request: HttpRequest) -> HttpResponse:
    """Return heads and keys as they are to be kept; ``next`` is the ``?truoc=`` of older ones."""
    shown, following = _page(_before(request), JSON_PAGE)
    return JsonResponse({**document(reversed(shown)), "next": following})


@login_not_required
@require_safe
@fresh
@says_json
def inclusion_json(request: HttpRequest) -> HttpResponse:
    """Prove the record of ``?ma=`` (its hash) to be in the head of ``?moc=``, or the newest."""
    return JsonResponse(_inclusion(request, _head(request, "moc")).json())


@login_not_required
@require_safe
@fresh
@says_json
def consistency_json(request: HttpRequest) -> HttpResponse:
    """Prove the head of ``?cu=`` to be the beginning of that of ``?moi=``, or of the newest."""
    old, new = _head(request, "cu"), _head(request, "moi") or newest()
    if old is None or new is None or old.number > new.number:
        raise Unanswered(_("Cần số của mốc cũ (cu) và của mốc mới hơn (moi)."), 400)
    _counted(request)
    path = consistency(old, new)
    return JsonResponse({"old": head_json(old), "new": head_json(new), "path": path})


def _head(request: HttpRequest, name: str) -> Head | None:
    """Return the head that is asked for; ``None`` where none is.

    Raises:
        Unanswered: there is no such head.
    """
    if name not in request.GET:
        return None
    number = _number(request, name)
    found = Head.objects.filter(number=number).first() if number is not None else None
    if found is None:
        text = _("Không có mốc số “{number}”.").format(number=request.GET[name])
        raise Unanswered(text, 404)
    return found


@reads("dossier")
@require_safe
def proof(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Verify one dossier before an auditor: its chain, and its records in the newest head."""
    who = watcher_or_404(request, (Role.AUDITOR,))
    dossier = dossier_or_404(request, public_id)
    head = newest()
    positions = dict(LogLeaf.objects.filter(dossier=dossier.code).values_list("record", "position"))
    sent = HeadDelivery.objects.filter(ok=True).select_related("head").order_by("pk").last()
    context = {
        "dossier": dossier,
        "head": head,
        "sent": sent,
        "findings": verify([dossier]),
        "log": verify_in_log([dossier]),
        "rows": [(e, positions.get(e.record.pk)) for e in entries_of(dossier, who.user_id)],
    }
    return render(request, "forms/proof.html", context)


@reads("paper")
@require_safe
@proven
def bundle(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Hand an auditor one dossier with all that proves it; the manifest is not signed here.

    The key that signs is none of the web's: what the records say is proved by the head.
    """
    who = watcher_or_404(request, (Role.AUDITOR,))
    dossier = dossier_or_404(request, public_id)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        write(file, [dossier])
    except NoHeadError:
        file.close()
        messages.error(request, _("Chưa có mốc nào được ký; chưa có gì để chứng minh."))
        return redirect("proof", public_id)
    sheets = ScoreSheet.objects.filter(dossier=dossier).select_related("item")
    note_readings([sheet for sheet in sheets if not sealed(sheet)], who)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{dossier.code}.zip")
