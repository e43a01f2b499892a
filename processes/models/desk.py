"""What a person keeps of the own desk: views of the inbox under a name."""

from django.db import models

from .people import Appointment


class SavedView(models.Model):
    """Filters of the inbox under a name; ``query`` is the address's own, read anew each time.

    A shared one is seen by everybody with the same ``waiting`` key; it shows each of them what that
    one may see, and nothing of its maker.
    """

    owner = models.ForeignKey(Appointment, models.CASCADE, related_name="views")
    name = models.CharField("tên", max_length=60)
    query = models.CharField("bộ lọc", max_length=300)
    shared = models.BooleanField("cả đơn vị cùng dùng", default=False)

    class Meta:
        verbose_name = "danh sách đã lưu"
        verbose_name_plural = "danh sách đã lưu"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="view_once")]

    def __str__(self) -> str:
        return self.name
