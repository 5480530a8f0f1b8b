"""``kwartier archive strays``: files of the archive that nothing names, and their deletion."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kwartier.platform import clock
from kwartier.platform.leaving import delete_leaving, find_strays, let_go

# What a transaction that runs is about to name is younger.
_YOUNGEST = timedelta(days=1)


class Command(BaseCommand):
    """Without ``--delete`` a list."""

    help = "List the files of the archive that nothing names, older than a day; with --delete, delete them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whether to delete."""
        parser.add_argument("--delete", action="store_true", help="delete them")

    def handle(self, *_args: Any, **options: Any) -> None:
        """List, or delete."""
        strays = list(find_strays(before=clock.real_now() - _YOUNGEST))
        if options["delete"]:
            let_go(strays)
            self.stdout.write(f"Deleted: {delete_leaving()}.")
            return
        for name in strays:
            self.stdout.write(name)
        self.stdout.write(
            f"Files that nothing names: {len(strays)}."
            " If no other database uses this archive, --delete deletes them."
        )
