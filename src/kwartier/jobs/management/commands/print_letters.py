"""``kwartier letters print --brand merel``: the print batch of today, at once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.jobs.duties import make_print_batch
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand


class Command(BaseCommand):
    """What the worker does every morning, for one brand; also for a demonstration."""

    help = "Drop the letters that wait into the folder of the print house."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare of whom."""
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the batch and say what is in it."""
        brand = get_asked_brand(options["brand"])
        if not settings.KWARTIER_PRINT:
            raise CommandError("Name the folder of the print house: KWARTIER_PRINT=/srv/print.")
        try:
            batch = make_print_batch(brand, clock.today(brand))
        except OSError as problem:
            raise CommandError(f"The folder cannot be written: {problem}") from None
        if batch is None:
            self.stdout.write("No letter waits, or today's batch was handed over already.")
            return
        self.stdout.write(
            f"{batch.number}: {batch.document_count} letters, {batch.page_count} pages, "
            f"{batch.sha256}"
        )
