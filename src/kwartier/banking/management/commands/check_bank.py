"""``kwartier bank check --brand merel``: bank, books and customers' balances, compared to the cent."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.banking.formats.sums import as_euro
from kwartier.banking.operations import close_day
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.types import SYSTEM


class Command(BaseCommand):
    """Ends with an error where something does not agree, so that a program can watch it."""

    help = "Check that bank, books and customers' balances agree at the end of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare brand and day."""
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--on", type=date.fromisoformat, help="the day (default: today)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare, and say what does not agree."""
        brand = get_asked_brand(options["brand"])
        day = options["on"] or clock.today(brand)
        findings = close_day(brand_id=brand.id, on=day, actor=SYSTEM, now=clock.now(brand))
        for each in findings:
            self.stderr.write(
                f"{each.subject}: {each.label} (expected {as_euro(each.expected_cents)}, "
                f"found {as_euro(each.found_cents)})."
            )
        if findings:
            raise CommandError(f"{len(findings)} findings.")
        self.stdout.write("Bank, books and customers agree to the cent.")
