"""Print the accounts of a rehearsed province."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from processes.models import Appointment, Cycle
from processes.rehearsal.province import DEMO
from processes.services import clock

from .rehearse import PASSWORD


class Command(BaseCommand):
    """``demo_accounts``: user name, role and scope; nothing where real data are."""

    help = "Print the demonstration accounts of a training instance."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Cycle.objects.filter(is_training=True).exists():
            return
        held = Appointment.objects.active(clock.today()).filter(user__username__in=DEMO)
        password = os.environ.get("OCOP_DEMO_PASSWORD", PASSWORD)
        self.stdout.write(f"\nTài khoản dùng thử (mật khẩu: {password})")
        for one in held.select_related("user", "unit", "organisation", "council", "department"):
            self.stdout.write(f"  {one.user.username:<10} {one}")
