"""``kwartier demo`` loads the demonstration into an empty database."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from kwartier.demo.generator.build import HOME_COUNT, build_demonstration
from kwartier.demo.generator.stories import FIRST_TODAY
from kwartier.platform import brands


class Command(BaseCommand):
    """Writes both brands; does nothing where a brand is already there."""

    help = "Load the demonstration into an empty database; the same seed gives the same house."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the demonstration's first day and its size."""
        parser.add_argument("--today", type=date.fromisoformat, default=FIRST_TODAY)
        parser.add_argument(
            "--homes", type=int, default=HOME_COUNT, help="Belgian customers besides the stories"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build in one transaction: a load that was killed leaves nothing behind."""
        if brands.list_brands():
            self.stdout.write("The demonstration is already there; nothing was changed.")
            return
        with transaction.atomic():
            build_demonstration(today=options["today"], home_count=options["homes"])
        self.stdout.write("The demonstration is loaded.")
