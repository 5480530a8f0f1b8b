"""``kwartier demo pass --days 30``: let time pass in the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.demo.calendar import NotADemonstration, pass_days
from kwartier.platform import brands


class Command(BaseCommand):
    """Days pass on every brand of the demonstration, or on one."""

    help = "Let days pass in the demonstration: meters are read, invoices issued, people pay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare how many days, and for whom."""
        parser.add_argument("--days", type=int, default=1)
        parser.add_argument("--brand", default="", help="only this brand")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Pass the days and say which day it is."""
        keys = (
            [options["brand"]] if options["brand"] else [each.key for each in brands.list_brands()]
        )
        for key in keys:
            try:
                brand = pass_days(brand_key=key, day_count=options["days"])
            except NotADemonstration:
                raise CommandError(
                    f"{key} lives on the real calendar: time cannot be passed."
                ) from None
            except ValueError as error:
                raise CommandError(str(error)) from None
            self.stdout.write(f"{brand.name}: it is {brand.demo_today}.")
