"""The referral package: a whole dossier as one ZIP with an index (§6.5.b, national round)."""

import csv
import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO

from processes.models import AgendaItem, Dossier

from .dossier_papers import form
from .pdf import pdf
from .sitting_papers import minutes

HEADER = ("so", "tep", "noi_dung", "sha256")


def package(dossier: Dossier) -> bytes:
    """Return the ZIP: forms as handed in, documents, minutes, history, and an index with hashes."""
    written = BytesIO()
    rows: list[tuple[str, ...]] = []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, title, content) in enumerate(_files(dossier), 1):
            archive.writestr(name, content)
            rows.append((str(number), name, title, hashlib.sha256(content).hexdigest()))
        archive.writestr("muc-luc.csv", _index(dossier, rows))
    return written.getvalue()


def _files(dossier: Dossier) -> Iterator[tuple[str, str, bytes]]:
    latest = {v.sheet: v for v in dossier.versions.select_related("record").order_by("number")}
    for number, version in enumerate(latest.values(), 1):
        made = form(dossier, version)
        yield f"bieu/{number:02d}-{made.key}.pdf", made.title, pdf(made)
    kept = dossier.documents.filter(replaced_by=None, size__gt=0).exclude(submitted_in=None)
    for number, document in enumerate(kept.select_related("item"), 1):
        with document.file.open("rb") as file:
            name = f"giay-to/{number:02d}-{document.item.code}{_ending(document.name)}"
            yield name, document.item.name, file.read()
    items = dossier.agenda.filter(status=AgendaItem.Status.CONCLUDED).order_by("pk")
    for item in items.select_related("sitting__council__unit", "sitting__council__secretary"):
        made = minutes(item.sitting)
        name = f"hoi-dong/{item.sitting.level}-{made.key}.pdf"
        yield name, f"{made.title}: {item.sitting.council.name}", pdf(made)
    yield "lich-su.jsonl", "Nhật ký xử lý, mỗi dòng một bản ghi", _history(dossier)


def _ending(name: str) -> str:
    """Return a file name's ending, if it is one of those that are taken in."""
    ending = name.rpartition(".")[2].lower()
    return f".{ending}" if ending in ("pdf", "png", "jpg", "jpeg", "webp") else ""


def _history(dossier: Dossier) -> bytes:
    bodies = dossier.records.order_by("seq").values_list("body", flat=True)
    return "\n".join(bodies).encode()


def _index(dossier: Dossier, rows: list[tuple[str, ...]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow((dossier.code, dossier.product.name, dossier.organisation.name, ""))
    writer.writerow(HEADER)
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()  # so that spreadsheet programs read the marks
