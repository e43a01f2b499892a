"""The read log: who was shown personal data or sealed material, when, and acting as whom."""

from django.db import models

from processes.words import gettext_noop as _

from .dossier import Dossier
from .people import Appointment, Organisation, User
from .record import WrittenOnce

SLOT_SECONDS = 600  # the same thing shown again to the same person within a slot is one row


class Reading(WrittenOnce):
    """Somebody was shown something (lượt xem). Written by ``@reads`` alone, never changed.

    ``appointment`` says under which role, and for whom where it stands in for somebody. ``thing``
    names what was shown by code or number: no name of a person stands here. ``address`` is a keyed
    hash of the client's address: two rows can be compared, the address cannot be read back.
    ``slot`` is the moment in units of :data:`SLOT_SECONDS`.
    """

    class Kind(models.TextChoices):
        DOSSIER = "dossier", _("hồ sơ")
        DOCUMENT = "document", _("giấy tờ, tệp tải về")
        PAPER = "paper", _("văn bản xuất ra")
        SHEET = "sheet", _("phiếu chấm điểm")
        SITTING = "sitting", _("phiên họp")
        PERSON = "person", _("thông tin người dùng")
        ORGANISATION = "organisation", _("thông tin chủ thể")
        MESSAGES = "messages", _("tin đã gửi cho người dùng")
        WATCH = "watch", _("danh sách của người theo dõi, kiểm tra")
        READINGS = "readings", _("nhật ký xem dữ liệu")

    reader = models.ForeignKey(User, models.PROTECT, related_name="readings", db_index=False)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    thing = models.CharField("nội dung", max_length=100)
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, related_name="readings", db_index=False
    )
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="read_by", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    address = models.CharField("địa chỉ máy, đã băm", max_length=32, blank=True)
    at = models.DateTimeField("lúc")
    slot = models.BigIntegerField()

    class Meta:
        verbose_name = "lượt xem dữ liệu"
        verbose_name_plural = "lượt xem dữ liệu"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["dossier", "id"], name="reading_of_dossier"),
            models.Index(fields=["person", "id"], name="reading_of_person"),
            models.Index(fields=["organisation", "id"], name="reading_of_organisation"),
            models.Index(fields=["at"], name="reading_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "appointment", "kind", "thing", "slot"], name="reading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.thing}"
