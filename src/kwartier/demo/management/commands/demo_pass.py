"""``kwartier demo pass --days 30``: let time pass in the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from energycore.clocks import date_of
from energycore.profiles import OutsideProfile
from kwartier.demo.calendar import NotADemonstration, pass_days
from kwartier.platform import brands
from kwartier.platform.asked_brand import get_asked_brand

_MOST_DAYS = 1_100  # Three years: further than the figures of any demonstration reach.


class Command(BaseCommand):
    """Days pass on every brand of the demonstration, or on one."""

    help = "Let days pass in the demonstration: meters are read, invoices issued, people pay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare how many days, and for whom."""
        parser.add_argument(
            "--days",
            type=int,
            default=1,
            help="how many days pass, one after the other (default: %(default)s)",
        )
        parser.add_argument(
            "--brand", default="", help="key of the only brand that lives on, for example merel"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Pass the days and say which day it is."""
        if options["days"] < 1:
            raise CommandError("Time passes forward only: give --days a number above zero.")
        if options["days"] > _MOST_DAYS:
            raise CommandError(f"At most {_MOST_DAYS} days pass at once: give --days fewer.")
        known = [brand.key for brand in brands.list_brands()]
        if not known:
            raise CommandError(
                "Nobody lives here yet: fill the database with `kwartier demo load`."
            )
        living = [get_asked_brand(options["brand"]).key] if options["brand"] else known
        # Day by day everywhere, so that the brands are on one day whenever this is stopped.
        for _day in range(options["days"]):
            for key in living:
                self._pass_a_day(key)
        for key in living:
            brand = brands.get_brand(key)
            self.stdout.write(f"{brand.name}: it is {brand.demo_today}.")

    def _pass_a_day(self, key: str) -> None:
        try:
            pass_days(brand_key=key, day_count=1)
        except NotADemonstration:
            raise CommandError(
                f"{key} lives on the real calendar, where time passes by itself. Give --brand "
                "one of the demonstration's."
            ) from None
        except OutsideProfile as reached:
            raise CommandError(
                f"For {key} it is {brands.get_brand(key).demo_today}, and the demonstration goes no "
                f"further: its load profiles end on {date_of(reached.last_day)}. What passed, stays."
            ) from None
