"""Proving single dossiers to be in the newest head, without reading the whole log."""

from collections.abc import Iterable

from processes.models import Dossier, Head, LogKey, LogLeaf, Record

from .log import inclusions, newest, size
from .log_verification import LATE, LOG, LogFindings
from .signatures import head_holds, head_json
from .verification import Problem


def verify_in_log(dossiers: Iterable[Dossier]) -> LogFindings:
    """Prove every record of some dossiers to be in the newest head, and none of theirs to be gone."""
    findings, head = LogFindings(), newest()
    if head is None:
        return findings
    keys = {key.key: key.public for key in LogKey.objects.all()}
    findings.heads = 1
    if not head_holds(head_json(head), keys):
        findings.problems.append(Problem(LOG, head.number, "the head does not bear its signature"))
    if size() < head.size:
        findings.problems.append(Problem(LOG, head.number, "the log is shorter than the head"))
        return findings
    for dossier in dossiers:
        _prove(dossier, head, findings)
    return findings


def _prove(dossier: Dossier, head: Head, findings: LogFindings) -> None:
    def say(seq: int, text: str) -> None:
        findings.problems.append(Problem(dossier.code, seq, text))

    leaves = list(LogLeaf.objects.filter(dossier=dossier.code).order_by("seq"))
    records = {r.pk: r for r in Record.objects.filter(dossier=dossier)}
    try:
        proofs = inclusions(leaves, head)
    except LookupError as error:
        say(0, f"the log cannot be read: {error}")
        return
    for leaf in leaves:
        record = records.pop(leaf.record_id, None)
        if record is None:
            say(leaf.seq, f"is in the log at {leaf.position}, and gone")
        elif (record.seq, record.hash) != (leaf.seq, leaf.hash):
            say(record.seq, f"is not what the log has at {leaf.position}")
    by_position = {leaf.position: leaf for leaf in leaves}
    for proof in proofs:
        if not proof.holds:
            say(by_position[proof.position].seq, f"is not in head {head.number}")
    for record in records.values():
        if record.at < head.at - LATE:
            say(record.seq, f"is older than head {head.number}, and not in the log")
    findings.leaves += len(proofs)
