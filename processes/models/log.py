"""The log of all records: its leaves, kept nodes, signed heads, keys, and what was sent outside."""

from django.db import models

from .record import Record, WrittenOnce


class LogLeaf(WrittenOnce):
    """The place of a record in the log; with the code and number by which a lost one is named.

    No foreign key of the database: a leaf whose record is gone is the evidence of it.
    """

    position = models.BigIntegerField(primary_key=True, db_column="id")  # from 0 on
    record = models.OneToOneField(Record, models.PROTECT, related_name="leaf", db_constraint=False)
    dossier = models.CharField("mã hồ sơ", max_length=20)
    seq = models.PositiveIntegerField("số")
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["hash"], name="leaf_hash")]

    def __str__(self) -> str:
        return f"{self.position}: {self.dossier}/{self.seq}"


class LogNode(WrittenOnce):
    """A whole subtree of the log: of ``2**level`` leaves, the ``index``-th of that size."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_node")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LogKey(WrittenOnce):
    """A public key that heads are signed with; the one before vouches for it (``voucher``).

    ``key`` is the SHA-256 of the 32 bytes ``public``; all in hexadecimal.
    """

    key = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=64)
    at = models.DateTimeField("từ lúc")
    vouched_by = models.CharField(max_length=64, blank=True)
    voucher = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key[:16]


class Head(WrittenOnce):
    """What the log was at a moment, signed; it names the signature of the head before."""

    number = models.PositiveIntegerField("số", unique=True)
    size = models.BigIntegerField("số bản ghi")
    root = models.CharField(max_length=64)
    at = models.DateTimeField("lúc")
    previous = models.CharField(max_length=128, blank=True)
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        verbose_name = "mốc lịch sử"
        verbose_name_plural = "mốc lịch sử"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.size}"


class HeadDelivery(WrittenOnce):
    """One try to send a head out of the house, and what came of it."""

    class Channel(models.TextChoices):
        MAIL = "mail", "thư"
        POST = "post", "HTTP"

    head = models.ForeignKey(Head, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField("gửi tới", max_length=300)
    at = models.DateTimeField("lúc")
    ok = models.BooleanField("đã nhận")
    said = models.CharField("lý do", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["channel", "address", "-id"], name="head_delivered")]

    def __str__(self) -> str:
        return f"{self.head_id}: {self.channel}, {self.address}"
