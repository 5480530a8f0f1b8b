"""``kwartier demo`` loads the demonstration into an empty database."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kwartier.demo.generator.build import HOME_COUNT, build_demonstration
from kwartier.demo.generator.stories import FIRST_TODAY
from kwartier.platform import brands


def read_day(text: str) -> date:
    """A day as it is typed.

    Raises:
        ArgumentTypeError: there is no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write one as 2026-11-21") from None


class Command(BaseCommand):
    """Writes both brands; does nothing where a brand is already there."""

    help = "Load the demonstration into an empty database; the same seed gives the same house."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the demonstration's first day and its size."""
        parser.add_argument(
            "--today",
            type=read_day,
            default=FIRST_TODAY,
            help="the first day of its calendar, as YYYY-MM-DD (default: %(default)s)",
        )
        parser.add_argument(
            "--homes",
            type=int,
            default=HOME_COUNT,
            help="Belgian customers besides the stories (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build in one transaction: a load that was killed leaves nothing behind."""
        if options["homes"] < 0:
            raise CommandError("Give --homes a number from 0 on.")
        if brands.list_brands():
            self.stdout.write("The demonstration is already there; nothing was changed.")
            return
        with transaction.atomic():
            build_demonstration(today=options["today"], home_count=options["homes"])
        self.stdout.write("The demonstration is loaded.")
