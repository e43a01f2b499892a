"""Make a person anonymous by law; the history still verifies."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.engine import Refused
from processes.models import Appointment, Document, User
from processes.roles import Role
from processes.services import clock
from processes.services.anonymise import SECONDS, Order, anonymise


class Command(BaseCommand):
    """``anonymise_person USERNAME --reason … --decision … --by … --second …``; see docs/privacy.md."""

    help = (
        "Throw away what names a person: by an administrator, with a second person, on a decision."
        " On PostgreSQL run it as the owner of the tables. It cannot be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--decision", required=True, help="number of the deciding paper")
        parser.add_argument("--by", required=True, help="user name of the administrator")
        parser.add_argument("--second", required=True, help="user name of who agreed")
        parser.add_argument(
            "--also", action="append", default=[], metavar="WORD",
            help="another word that names the person: the number of a card, another name",
        )  # fmt: skip
        parser.add_argument(
            "--document", action="append", default=[], metavar="ID", help="a file to delete with it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no user {options['username']}.")
        files = tuple(Document.objects.filter(public_id__in=options["document"]))
        if len(files) != len(set(options["document"])):
            raise CommandError("There is no such document.")
        order = Order(
            options["decision"],
            options["reason"],
            _post(options["by"], frozenset({Role.ADMINISTRATOR})),
            _post(options["second"], SECONDS),
            files,
            tuple(options["also"]),
        )
        try:
            done = anonymise(person, order)
        except Refused as refused:
            raise CommandError("\n".join(str(r) for r in refused.reasons)) from None
        if done.namesakes:
            self.stdout.write(
                f"namesakes={done.namesakes} the name was looked for in the person's own dossiers only"
            )
        self.stdout.write(f"texts={done.texts} rows={done.rows} files={done.files}")


def _post(username: str, roles: frozenset[Role]) -> Appointment:
    """Return an appointment to one of the roles that somebody holds today."""
    held = Appointment.objects.active(clock.today()).filter(user__username=username)
    found = held.filter(role__in=roles).select_related("user").first()
    if found is None:
        raise CommandError(f"{username} has no appointment today that allows this.")
    return found
