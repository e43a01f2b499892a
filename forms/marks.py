"""A score sheet as it is shown, and as it comes back: every criterion with its options and claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from processes.criteria import marking
from processes.criteria.definition import CriteriaSet, Criterion, Option
from processes.models import (
    AdvisoryCheck,
    AgendaItem,
    CriteriaEdition,
    Document,
    Dossier,
    MarkSheet,
    SelfAssessment,
)
from processes.queries.assessed import handed_in
from processes.queries.certified import certified
from processes.services.marks import Given


@dataclass(frozen=True)
class Choice:
    """One option: its index, and whether the member marked it."""

    index: int
    option: Option | None  # None: reaches none of them
    marked: bool
    claimed: bool
    advised: bool
    certified: bool


@dataclass(frozen=True)
class Question:
    """One criterion with everything that helps to judge it."""

    criterion: Criterion
    name: str  # of the form's field
    choices: list[Choice]
    note: str
    excluding: bool
    document: Document | None
    page: str
    claim_note: str
    advice: str
    is_certified: bool
    case_marked: bool

    @property
    def is_marked(self) -> bool:
        """Whether the member chose an option."""
        return any(choice.marked for choice in self.choices)


@dataclass(frozen=True)
class SectionShown:
    """A heading and its questions."""

    title: str
    code: str
    max: int
    notes: tuple[str, ...]
    questions: list[Question]


@dataclass(frozen=True)
class PartShown:
    """Part A, B or C with what its marks come to."""

    code: str
    title: str
    max: int
    points: int
    marked: int
    asked: int
    sections: list[SectionShown]


@dataclass(frozen=True)
class Sheet:
    """The whole sheet."""

    parts: list[PartShown]
    doubts: list[str]
    excludes: tuple[str, ...]
    excluding_all: bool
    total: int
    marked: int
    asked: int
    first_open: str


def field_name(number: int) -> str:
    """Return the name of a criterion's field: its place, since codes hold dots and signs."""
    return f"m{number}"


@dataclass(frozen=True)
class Filled:
    """What somebody filled in so far, by the criteria's keys."""

    marks: Mapping[str, int]
    notes: Mapping[str, str] = field(default_factory=dict)
    excludes: Sequence[str] = ()


def member_sheet(item: AgendaItem, sheet: MarkSheet) -> Sheet:
    """Return a member's sheet as its page shows it: claims, advice and certificates beside it."""
    beside = beside_of(item.dossier, item.edition, handed_in(item.dossier), item.sitting.level)
    return shown(item.edition, Filled(sheet.marks, sheet.notes, sheet.excludes), beside)


def beside_of(
    dossier: Dossier,
    edition: CriteriaEdition,
    claims: SelfAssessment | None,
    level: str = "",
) -> "Beside":
    """Return what stands beside somebody's own judgement; advice of one level, if told which."""
    found = AdvisoryCheck.objects.filter(dossier=dossier, level=level)
    documents = dossier.documents.filter(replaced_by=None)
    return Beside(
        claims=claims,
        checks={c.criterion: c for c in found},
        decided=marking.decided(edition.definition, certified(dossier)),
        documents={str(d.public_id): d for d in documents},
    )


def shown(edition: CriteriaEdition, sheet: Filled, beside: "Beside") -> Sheet:
    """Return a sheet of a criteria set as a page shows it."""
    known = edition.definition
    numbers = {c.key: n for n, c in enumerate(known.criteria)}
    parts = []
    for part in known.parts:
        sections = [
            SectionShown(
                s.title,
                s.code,
                s.max,
                s.notes,
                [_question(c, field_name(numbers[c.key]), sheet, beside) for c in s.criteria],
            )
            for s in part.sections
        ]
        asked = part.criteria
        marked = sum(c.key in sheet.marks for c in asked)
        points = marking.points(known, sheet.marks)[part.code.lower()]
        parts.append(
            PartShown(part.code, part.title, part.max, points, marked, len(asked), sections)
        )
    missing = marking.missing(known, sheet.marks)
    return Sheet(
        parts=parts,
        doubts=edition.doubts,
        excludes=known.excludes,
        excluding_all="" in sheet.excludes,
        total=sum(p.points for p in parts),
        marked=len(known.criteria) - len(missing),
        asked=len(known.criteria),
        first_open=field_name(numbers[missing[0].key]) if missing else "",
    )


@dataclass(frozen=True)
class Beside:
    """What stands beside the member's own judgement."""

    claims: SelfAssessment | None
    checks: Mapping[str, AdvisoryCheck]
    decided: Mapping[str, int]
    documents: Mapping[str, Document]

    def claim(self, key: str) -> int | None:
        """Return the option that the applicant claims."""
        found: int | None = self.claims.marks.get(key) if self.claims else None
        return found

    def evidence(self, key: str) -> Mapping[str, Any]:
        """Return what the applicant ties to its claim."""
        found: Mapping[str, Any] = self.claims.evidence.get(key, {}) if self.claims else {}
        return found


def _question(criterion: Criterion, name: str, sheet: Filled, beside: Beside) -> Question:
    key = criterion.key
    check, mark, evidence = beside.checks.get(key), sheet.marks.get(key), beside.evidence(key)
    indexes = [
        *range(len(criterion.options)),
        *([marking.NOTHING] if criterion.has_nothing else []),
    ]
    choices = [
        Choice(
            index=i,
            option=criterion.options[i] if i >= 0 else None,
            marked=mark == i,
            claimed=beside.claim(key) == i,
            advised=check is not None and check.mark == i,
            certified=beside.decided.get(key) == i,
        )
        for i in indexes
    ]
    return Question(
        criterion=criterion,
        name=name,
        choices=choices,
        note=sheet.notes.get(key, ""),
        excluding=key in sheet.excludes,
        document=beside.documents.get(str(evidence.get("document", ""))),
        page=str(evidence.get("page") or ""),
        claim_note=str(evidence.get("note") or ""),
        advice=check.note if check else "",
        is_certified=key in beside.decided,
        case_marked=len({o.case for o in criterion.options}) > 1,
    )


def read_marks(posted: QueryDict, known: CriteriaSet) -> dict[str, int]:
    """Return the marks that a page sent; what is no mark is left out."""
    sent = {c.key: posted.get(field_name(n), "") for n, c in enumerate(known.criteria)}
    return {
        key: int(mark)
        for key, mark in sent.items()
        if mark.removeprefix("-").isdecimal() and len(mark) <= len("-99")
    }


def read(posted: QueryDict, known: CriteriaSet) -> Given:
    """Read what a member's page sent; only what it shows, so that nothing else is touched."""
    notes: dict[str, str] = {}
    excludes: dict[str, bool] = {}
    for number, criterion in enumerate(known.criteria):
        name = field_name(number)
        if f"{name}n" in posted:
            notes[criterion.key] = posted[f"{name}n"].strip()
            if criterion.excludes:
                excludes[criterion.key] = f"{name}x" in posted
    if "comment" in posted and known.excludes:
        excludes[""] = "mx" in posted
    return Given(read_marks(posted, known), notes, excludes, posted.get("comment"))
