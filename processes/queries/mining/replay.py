"""Every history played again on the table it began under; needs nothing but the standard library."""

from collections.abc import Iterator

from django.db.models import QuerySet

from processes.engine.replay import Entry, departures
from processes.models import Dossier, Record
from processes.phases.ending import OPEN_DOSSIER
from processes.queries.verification import Findings, Problem

from .traces import histories


def replay(dossiers: QuerySet[Dossier]) -> Findings:
    """Play the histories of ``dossiers`` again and name each that departs from its table.

    Unlike the verifier this asks no hash: it tells whether what is written could have happened,
    by step, states and role; conditions and windows are not asked again.

    Args:
        dossiers: Ordered by their keys.
    """
    findings = Findings(0, 0, [])
    for dossier, records in histories(dossiers):
        findings.dossiers += 1
        findings.records += len(records)
        found = departures(dossier.ruleset, OPEN_DOSSIER, _entries(records), str(dossier.state))
        findings.problems += [Problem(dossier.code, d.seq, d.text) for d in found]
    return findings


def _entries(records: list[Record]) -> Iterator[Entry]:
    for record in records:
        yield Entry(
            seq=record.seq,
            at=record.at,
            is_act=record.kind == Record.Kind.ACT,
            name=record.name,
            source=record.source,
            target=record.target,
            role=record.role,
        )
