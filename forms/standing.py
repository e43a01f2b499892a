"""How the certificate of a dossier stands, for its pages and papers: in force, expired or revoked."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from processes.models import Certificate, Dossier, Revocation, Standing
from processes.phases.national import REVOCATION_CAUSES
from processes.words import gettext_noop

STANDINGS = {
    Standing.VALID: gettext_noop("Còn hiệu lực"),
    Standing.EXPIRED: gettext_noop("Hết hiệu lực"),
    Standing.REVOKED: gettext_noop("Đã thu hồi"),
}
CAUSES = {
    **dict(REVOCATION_CAUSES),
    Revocation.ANNULLED: gettext_noop("Quyết định công nhận bị hủy vì ban hành sai"),
}
TONES = {Standing.VALID: "calm", Standing.EXPIRED: "soon", Standing.REVOKED: "late"}


@dataclass(frozen=True)
class Given:
    """A certificate and how it stands on a day.

    Args:
        revocation: What took it back, from the day of its paper on; an annulment at once, as the
            dossier has gone back already.
    """

    certificate: Certificate
    standing: Standing
    revocation: Revocation | None

    @property
    def tone(self) -> str:
        """The colour of the standing, as the suffix of a CSS class."""
        return TONES[self.standing]

    @property
    def is_valid(self) -> bool:
        """Whether nothing has to be said of it."""
        return self.standing is Standing.VALID

    @property
    def is_annulled(self) -> bool:
        """Whether the decision itself was wrong from the first day."""
        return self.revocation is not None and self.revocation.cause == Revocation.ANNULLED

    @property
    def cause(self) -> str:
        """Why it was revoked, in words."""
        return _(CAUSES.get(self.revocation.cause, "")) if self.revocation else ""


def standing_of(certificate: Certificate, on: date) -> Given:
    """Return how a certificate stands on a day."""
    standing = certificate.standing(on)
    revocation = getattr(certificate, "revocation", None)
    if revocation is not None and revocation.cause == Revocation.ANNULLED:
        standing = Standing.REVOKED
    return Given(certificate, standing, revocation if standing is Standing.REVOKED else None)


def given_to(dossier: Dossier, on: date) -> Given | None:
    """Return how the last certificate of a dossier stands; ``None``: it never had one."""
    last = dossier.certificates.select_related("revocation").order_by("-pk").first()
    return standing_of(last, on) if last else None
