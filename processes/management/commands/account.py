"""Help somebody with their account from the server, where no administrator can sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.models import AccountEntry, User
from processes.services import accounts

Kind = AccountEntry.Kind
LAST = 10
DOES = {
    "unlock": Kind.UNLOCKED,
    "factor": Kind.FACTOR_RESET,
    "password": Kind.PASSWORD_RESET,
    "withdraw": Kind.WITHDRAWN,
    "restore": Kind.RESTORED,
}


class Command(BaseCommand):
    """``account NAME [unlock|factor|password|withdraw|restore]``; without, show its last lines."""

    help = "Show an account's log, or unlock, reset, withdraw or restore it; it is written down."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("do", nargs="?", choices=DOES)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"Nobody is called {options['name']}.")
        if options["do"]:
            self._do(user, options["do"])
        for entry in user.account_entries.select_related("by").order_by("-pk")[:LAST]:
            by = entry.by.username if entry.by else "-"
            self.stdout.write(
                f"{entry.at:%Y-%m-%d %H:%M} UTC  {entry.kind:16} {by:12} {entry.address}"
            )

    def _do(self, user: User, what: str) -> None:
        match what:
            case "unlock":
                accounts.unlock(user)
            case "factor":
                accounts.reset_factor(user)
            case "password":
                self.stdout.write(f"New password, shown once: {accounts.reset_password(user)}")
            case _:
                accounts.open_or_close(user, active=what == "restore")
        accounts.note(DOES[what], user)
