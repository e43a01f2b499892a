"""What happens to accounts: the log of signing in and of keys, and the codes for a lost telephone."""

from django.db import models

from processes.words import gettext_noop as _

from .people import User
from .record import WrittenOnce


class AccountEntry(WrittenOnce):
    """One thing that happened to an account (nhật ký tài khoản); the database refuses to change it.

    A name that was tried and is nobody's is not kept: people type passwords into the wrong field.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Đăng nhập bằng mật khẩu")
        FAILED = "failed", _("Đăng nhập không thành công")
        LOCKED = "locked", _("Tạm khóa sau nhiều lần sai")
        UNLOCKED = "unlocked", _("Gỡ tạm khóa")
        FACTOR_SET = "factor_set", _("Cài đặt xác thực hai bước")
        FACTOR_PASSED = "factor_passed", _("Xác thực bước hai")
        FACTOR_FAILED = "factor_failed", _("Mã xác thực không đúng")
        FACTOR_RESET = "factor_reset", _("Gỡ xác thực hai bước")
        CODES_MADE = "codes_made", _("Tạo mã dự phòng mới")
        CODE_USED = "code_used", _("Dùng một mã dự phòng")
        PASSWORD_CHANGED = "password_changed", _("Đổi mật khẩu")
        PASSWORD_RESET = "password_reset", _("Cấp mật khẩu mới")
        WITHDRAWN = "withdrawn", _("Thu hồi tài khoản")
        RESTORED = "restored", _("Mở lại tài khoản")

    at = models.DateTimeField("lúc", db_index=True)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="account_entries", verbose_name="tài khoản"
    )
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người thực hiện"
    )
    kind = models.CharField("việc", max_length=20, choices=Kind.choices)
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True)

    class Meta:
        verbose_name = "nhật ký tài khoản"
        verbose_name_plural = "nhật ký tài khoản"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class RecoveryCode(models.Model):
    """A code that stands in for a lost telephone, once; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã dự phòng"
        verbose_name_plural = "mã dự phòng"
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.made_at:%Y-%m-%d}"
