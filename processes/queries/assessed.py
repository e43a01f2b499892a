"""The self-assessment as it was handed in: what everybody but its applicant may read."""

from processes.models import CriteriaEdition, Dossier, SelfAssessment


def handed_in(dossier: Dossier) -> SelfAssessment | None:
    """Return the self-assessment of the rating file handed in last, or ``None``."""
    version = dossier.versions.filter(sheet="rating").order_by("-number").first()
    said = version.data.get("assessment") if version else None
    if not said:
        return None
    law, number, edition_version = said["edition"].rsplit("/", 2)
    edition = CriteriaEdition.objects.filter(
        law=law, number=int(number), version=int(edition_version)
    ).first()
    if edition is None:
        return None
    return SelfAssessment(
        dossier=dossier, edition=edition, marks=said["marks"], evidence=said["evidence"]
    )
