"""What a row of the read log names, in words: ``page:audit`` is the page *Bàn kiểm tra*."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from processes.models import Document, Reading, Sitting
from processes.words import gettext_noop

# the pages that name nothing single, by the name of their address
PAGES = {
    "account_log": gettext_noop("Nhật ký tài khoản"),
    "audit": gettext_noop("Bàn kiểm tra"),
    "board_times": gettext_noop("Thời gian, khối lượng"),
    "data_requests": gettext_noop("Yêu cầu về dữ liệu cá nhân"),
    "deliveries": gettext_noop("Gửi tin"),
    "oddities": gettext_noop("Điểm đáng xem"),
    "organisations": gettext_noop("Chủ thể"),
    "people": gettext_noop("Nhân sự"),
    "readings": gettext_noop("Nhật ký xem dữ liệu"),
    "records": gettext_noop("Tra nhật ký"),
    "records_csv": gettext_noop("Tra nhật ký, tệp CSV"),
    "sample": gettext_noop("Chọn mẫu"),
    "sample_csv": gettext_noop("Chọn mẫu, tệp CSV"),
}
NUMBERED = {
    "certificate": gettext_noop("giấy chứng nhận số {number}"),
    "decision": gettext_noop("quyết định số {number}"),
    "transfer": gettext_noop("danh sách chuyển tỉnh số {number}"),
}
# the row says them otherwise: the dossier's code, whose data it was, or nothing but the kind
SAID = frozenset({"dossier", "evidence", "notice", "organisation", "person", "request", "sheet"})


def names_of(readings: Sequence[Reading]) -> Mapping[str, str]:
    """Return the names of the documents and sittings that some rows of the log name."""
    keys: dict[str, list[str]] = {"document": [], "sitting": []}
    for reading in readings:
        what, _colon, which = reading.thing.partition(":")
        if what in keys:
            keys[what].append(which)
    documents = Document.objects.filter(public_id__in=keys["document"]).select_related("item")
    sittings = Sitting.objects.filter(pk__in=keys["sitting"]).select_related("council")
    return {f"document:{d.public_id}": _(d.item.name) for d in documents} | {
        f"sitting:{s.pk}": f"{s.number}, {s.council.name}" for s in sittings
    }


def in_words(thing: str, names: Mapping[str, str]) -> str:
    """Return what a row of the log names; empty where its other columns say it."""
    what, _colon, which = thing.partition(":")
    if what == "page":
        return _(PAGES[which]) if which in PAGES else which
    if what in NUMBERED:
        return _(NUMBERED[what]).format(number=which)
    return "" if what in SAID else names.get(thing, thing)
