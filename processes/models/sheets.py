"""What applicants write and attach: drafts, frozen versions, documents."""

import json
import uuid
from typing import Any

from django.core.files.storage import FileSystemStorage, storages
from django.db import models

from .dossier import Dossier
from .people import User
from .products import ChecklistItem


def private_storage() -> FileSystemStorage:
    """Return the storage of uploads: outside static files, served by our own view only."""
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        raise TypeError("the private storage has to be a file system")
    return storage


class Scan(models.TextChoices):
    """What a virus scanner said of a file when it came in."""

    UNKNOWN = "", "nhận trước khi có kiểm tra"
    NONE = "none", "chưa quét mã độc"
    CLEAN = "clean", "đã quét, không thấy mã độc"
    OWN = "own", "do hệ thống lập"


class Draft(models.Model):
    """A sheet being written; nobody but the applicant reads it. ``version`` counts its saves."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="drafts")
    sheet = models.CharField(max_length=20)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "sheet"], name="one_draft")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.sheet}"


class Version(models.Model):
    """A sheet as it was submitted; frozen. ``content`` is canonical JSON, hashed with ``salt``."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="versions")
    sheet = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    content = models.TextField()
    salt = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    record = models.OneToOneField("processes.Record", models.PROTECT, related_name="frozen")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "sheet", "number"], name="one_version")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.sheet} {self.number}"

    @property
    def data(self) -> dict[str, Any]:
        """The content, read back: ``fields`` and ``documents``; none where it was thrown away."""
        loaded: dict[str, Any] = json.loads(self.content or '{"fields":{},"documents":[]}')
        return loaded


class Document(models.Model):
    """One file for one line of the checklist. A newer file replaces it; none is ever lost.

    ``submitted_in`` is the first version that included it: before that it is the applicant's own.
    ``sha256`` and ``size`` are of what is kept, which of a picture is what was written anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="documents")
    item = models.ForeignKey(ChecklistItem, models.PROTECT)
    file = models.FileField(storage=private_storage, max_length=200)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    rewritten = models.BooleanField("ảnh đã được ghi lại", default=False)
    scan = models.CharField("quét mã độc", max_length=5, choices=Scan.choices, blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")
    submitted_in = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="new_documents"
    )
    record = models.OneToOneField("processes.Record", models.PROTECT, related_name="document")

    class Meta:
        ordering = ["item__number", "pk"]

    def __str__(self) -> str:
        return self.name
