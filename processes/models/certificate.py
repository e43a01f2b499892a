"""Certificates (giấy chứng nhận) and their revocation."""

import secrets
from datetime import date
from enum import StrEnum

from django.db import models

from .dossier import Dossier

# no letter or digit that could be read as another
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Standing(StrEnum):
    """How a certificate stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


def public_code() -> str:
    """Return the code by which anybody may look a certificate up; it is printed as a QR."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class Certificate(models.Model):
    """A certificate of three to five stars; a dossier has another where a decision was annulled."""

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="certificates", related_query_name="certificate"
    )
    number = models.CharField("số giấy chứng nhận", max_length=60, unique=True)
    code = models.CharField("mã tra cứu", max_length=12, unique=True, default=public_code)
    decision_number = models.CharField("số quyết định", max_length=60)
    decision_on = models.DateField("ngày quyết định")
    star = models.PositiveSmallIntegerField("sao")
    valid_until = models.DateField("có giá trị đến hết ngày")
    record = models.OneToOneField("processes.Record", models.PROTECT)

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"

    def __str__(self) -> str:
        return self.number

    def is_valid(self, on: date) -> bool:
        """Return whether the certificate is in force on the day ``on``."""
        return self.standing(on) is Standing.VALID

    def standing(self, on: date) -> "Standing":
        """Return how the certificate stands on the day ``on``."""
        revocation = getattr(self, "revocation", None)
        if revocation is not None and revocation.paper_on <= on:
            return Standing.REVOKED
        return Standing.VALID if self.decision_on <= on <= self.valid_until else Standing.EXPIRED


class Revocation(models.Model):
    """A certificate withdrawn by the province, with its paper and its cause (thu hồi)."""

    ANNULLED = "annulled"  # the cause where the decision itself was wrong

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    cause = models.CharField("căn cứ thu hồi", max_length=30)
    paper_number = models.CharField("số quyết định", max_length=60)
    paper_on = models.DateField("ngày quyết định")
    record = models.OneToOneField("processes.Record", models.PROTECT)

    class Meta:
        verbose_name = "thu hồi giấy chứng nhận"
        verbose_name_plural = "thu hồi giấy chứng nhận"

    def __str__(self) -> str:
        return f"{self.certificate}: {self.paper_number}"
