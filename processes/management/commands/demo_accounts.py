"""Tell the accounts of the rehearsed province."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from processes.models import Cycle, User
from processes.rehearsal import demo, season


class Command(BaseCommand):
    """``demo_accounts``: username, password, role and scope; for training data only."""

    help = "Print the demonstration accounts of a rehearsed province."

    def handle(self, *args: Any, **options: Any) -> None:
        cycles = Cycle.objects.values_list("is_training", flat=True)
        if not cycles or not all(cycles):
            raise CommandError("There are no training data, or there are real ones beside them.")
        secret = season.password()
        for username, role, scope in demo.accounts():
            known = User.objects.get(username=username).check_password(secret)
            shown = secret if known else "(đã đổi)"
            self.stdout.write(f"{username:10} {shown:20} {role}, {scope}".rstrip(", "))
