"""Django's ``migrate``, which raises the walls of the history afterwards.

A release may bring new walls. Their absence stops every server, but not the command that raises them.
"""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from processes.services import walls


class Command(Migrate):
    """``migrate``: not stopped by walls that it is about to raise."""

    def check(self, *args: Any, **kwargs: Any) -> None:
        """Run the system checks, but for the one on the walls."""
        with walls.about_to_be_raised():
            super().check(*args, **kwargs)
