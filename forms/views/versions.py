"""What was handed in, each time as it was, and what changed from one time to the next."""

import difflib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.loaders import dossier_or_404
from forms.reading import reads
from forms.wording import Names, spoken
from processes.models import ChecklistItem, Dossier, Version


@dataclass(frozen=True)
class Line:
    """One field as it was handed in; ``changed`` shows the words that came and went."""

    label: str
    words: str
    changed: SafeString | None


@dataclass(frozen=True)
class Paper:
    """One document of a version; ``was``: the one it replaced."""

    name: str
    id: str
    mark: str
    was: str


@reads("dossier")
@require_safe
def versions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List everything that was handed in."""
    dossier = dossier_or_404(request, public_id)
    found = Version.objects.filter(dossier=dossier).select_related("record").order_by("-pk")
    listed = [(v, _(dossier.ruleset.sheets[v.sheet].title)) for v in found]
    return render(request, "forms/versions.html", {"dossier": dossier, "versions": listed})


@reads("dossier")
@require_safe
def version(request: HttpRequest, public_id: UUID, sheet: str, number: int) -> HttpResponse:
    """Show one version, with what changed since the one before."""
    dossier = dossier_or_404(request, public_id)
    found = {
        v.number: v
        for v in Version.objects.filter(
            dossier=dossier, sheet=sheet, number__in=(number, number - 1)
        ).select_related("record")
    }
    if number not in found:
        raise Http404
    shown, before = found[number], found.get(number - 1)
    context = {
        "dossier": dossier,
        "version": shown,
        "before": before,
        "title": _(dossier.ruleset.sheets[sheet].title),
        "sections": sections_of(dossier, shown, before),
        "documents": papers_of(shown, before),
    }
    return render(request, "forms/version.html", context)


def sections_of(
    dossier: Dossier, shown: Version, before: Version | None
) -> list[tuple[str, list[Line]]]:
    """Return the parts of a version's sheet, each field with what changed since the one before."""
    names, new = Names(), shown.data["fields"]
    old = before.data["fields"] if before else None
    return [
        (_(title), [_line(f, new, old, names) for f in fields])
        for title, fields in dossier.ruleset.sheets[shown.sheet].sections
    ]


def _line(field: Any, new: dict[str, Any], old: dict[str, Any] | None, names: Names) -> Line:
    words = spoken(field, new[field.key], names) if new.get(field.key) else ""
    changed = None
    if old is not None and (old.get(field.key) or "") != (new.get(field.key) or ""):
        was = spoken(field, old[field.key], names) if old.get(field.key) else ""
        changed = _difference(was, words)
    return Line(_(field.label), words, changed)


def _difference(was: str, now: str) -> SafeString:
    """Return the words of both, those that went and those that came marked; all escaped."""
    before, after = was.split(), now.split()
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    parts: list[tuple[SafeString]] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            parts.append((format_html("{}", " ".join(after[b1:b2])),))
            continue
        if a2 > a1:
            parts.append((format_html("<del>{}</del>", " ".join(before[a1:a2])),))
        if b2 > b1:
            parts.append((format_html("<ins>{}</ins>", " ".join(after[b1:b2])),))
    return format_html_join(" ", "{}", parts)


def papers_of(shown: Version, before: Version | None) -> list[Paper]:
    """Return each document of a version, and how it differs from the version before."""
    names = dict(ChecklistItem.objects.values_list("code", "name"))
    old = {d["item"]: d["id"] for d in before.data["documents"]} if before else {}
    listed = shown.data["documents"]
    return [_paper(d, names.get(d["item"], d["item"]), old, before is not None) for d in listed]


def _paper(document: dict[str, str], name: str, old: dict[str, str], compared: bool) -> Paper:
    was, now = old.get(document["item"], ""), document["id"]
    mark = "" if not compared or was == now else _("thay tệp") if was else _("mới")
    return Paper(name, now, mark, was if mark else "")
