"""A last look before something is handed in: every answer, what is missing, where to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from processes.engine import Field, Sheet, Transition
from processes.engine.sheet import objection
from processes.models import Appointment, ChecklistItem, Document, Dossier
from processes.queries.facts import Facts
from processes.queries.options import transitions_for
from processes.roles import Role
from processes.services import clock

from .wording import Names, Step, spoken

SUPPLEMENT = "submit_supplement"  # hands in documents only


@dataclass(frozen=True)
class Line:
    """One thing of the file: what is there, and where to mend it.

    Args:
        missing: The law asks for it and it is not there.
        asked: An office asked for another one, and that is not there yet.
    """

    key: str
    label: str
    words: str
    url: str
    missing: bool
    asked: bool = False


@dataclass(frozen=True)
class Review:
    """All that a step would hand in."""

    sections: list[tuple[str, list[Line]]]

    @property
    def missing(self) -> list[Line]:
        """What is still to be given."""
        return [line for line in self._lines if line.missing]

    @property
    def asked(self) -> list[Line]:
        """What an office asked for and has not got yet."""
        return [line for line in self._lines if line.asked]

    @property
    def _lines(self) -> list[Line]:
        return [line for _title, lines in self.sections for line in lines]


def missing(sheet: Sheet, content: Mapping[str, Any]) -> list[Field]:
    """Return the fields that ``content`` leaves empty or fills wrongly."""
    return [f for f in sheet.fields if objection(f, content.get(f.key)) is not None]


def submission(dossier: Dossier, sheet: str, by: Appointment) -> Transition | None:
    """Return the step that hands the sheet in from where the dossier stands, open or closed."""
    options = transitions_for(dossier, by, clock.now())
    return next((o.step for o in options if getattr(o.step, "submits", "") == sheet), None)


def review(dossier: Dossier, step: Step, by: Appointment) -> Review | None:
    """Return what the applicant would hand in by ``step``; ``None`` where that is nothing."""
    if by.role != Role.APPLICANT or getattr(step, "by", "") != by.role:
        return None
    sheet = dossier.ruleset.sheets.get(getattr(step, "submits", ""))
    sections = _answers(dossier, sheet) if sheet is not None else []
    if dossier.current.phase == "rating" and (sheet is not None or step.name == SUPPLEMENT):
        sections.append((_("Giấy tờ"), _documents(dossier)))
    return Review(sections) if sections else None


def _answers(dossier: Dossier, sheet: Sheet) -> list[tuple[str, list[Line]]]:
    content, names = dossier.drafts.get(sheet=sheet.key).content, Names()
    owed, url = missing(sheet, content), reverse("sheet", args=[dossier.public_id, sheet.key])
    return [
        (_(title), [_answer(f, content, names, url, missing=f in owed) for f in fields])
        for title, fields in sheet.sections
    ]


def _answer(
    field: Field, content: Mapping[str, Any], names: Names, url: str, *, missing: bool
) -> Line:
    value = content.get(field.key)
    words = spoken(field, value, names) if value not in (None, "", []) else ""
    return Line(field.key, _(field.label), words, f"{url}#q_{field.key}", missing)


def _documents(dossier: Dossier) -> list[Line]:
    """The documents that are there, and those that are owed; the optional ones are passed over."""
    facts, url = Facts(dossier, clock.today()), reverse("documents", args=[dossier.public_id])
    asked, since = facts.asked_documents()
    found = dossier.documents.select_related("item", "record").order_by("pk")
    newest = {d.item.code: d for d in found}
    lines = [_paper(i, newest.get(i.code), url, since, i.code in asked) for i in wanted(facts)]
    return [line for line in lines if line.words or line.missing or line.asked]


def wanted(facts: Facts) -> list[ChecklistItem]:
    """Return the lines of the checklist that are handed in as files for this kind of product."""
    items = ChecklistItem.objects.filter(satisfied_by="")
    return list(items.exclude(goods_only=True) if facts.is_service else items)


def _paper(item: ChecklistItem, file: Document | None, url: str, since: int, asked: bool) -> Line:
    """``since``: the number of the record that asked for documents."""
    return Line(
        item.code,
        _(item.name),
        file.name if file else "",
        f"{url}#{item.code}",
        missing=file is None and item.mandatory,
        asked=asked and (file is None or file.record.seq < since),
    )
