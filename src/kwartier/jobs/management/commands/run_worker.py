"""``kwartier worker``: the background worker; any number may run."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection


class Command(BaseCommand):
    """Runs the queue's worker until it is stopped; ``--once`` empties the queue and ends."""

    help = "Run the background worker: mails, daily duties."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare ``--once`` and ``--concurrency``."""
        parser.add_argument("--once", action="store_true", help="empty the queue, then stop")
        parser.add_argument(
            "--concurrency",
            type=int,
            default=2,
            help="tasks at the same time (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Hand over to the queue's own worker."""
        if options["concurrency"] < 1:
            raise CommandError("Give --concurrency a number above zero.")
        connection.ensure_connection()  # Else the queue tries for half a minute, and says little.
        connection.close()
        call_command(
            "procrastinate",
            "worker",
            "--one-shot" if options["once"] else "--wait",
            f"--concurrency={options['concurrency']}",
        )
