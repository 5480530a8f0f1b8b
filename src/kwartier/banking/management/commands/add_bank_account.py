"""``kwartier bank add IBAN --brand merel``: an account of the supplier's, whose statements are loaded."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.banking.operations import add_own_account
from kwartier.banking.refusals import IbanInvalid
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.types import SYSTEM


class Command(BaseCommand):
    """The first statement of an account brings the balance with which its books begin."""

    help = "Load the statements of one of the supplier's accounts at a bank from now on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare account, name, first day and brand."""
        parser.add_argument("iban", help="account number, with or without spaces")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--name", default="Current account", help="what agents call it")
        parser.add_argument(
            "--from", dest="from_day", type=date.fromisoformat, help="first day (default: today)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add it, or say that it is there."""
        brand = get_asked_brand(options["brand"])
        try:
            is_new = add_own_account(
                brand_id=brand.id,
                iban=options["iban"],
                name=options["name"],
                opened_on=options["from_day"] or clock.today(brand),
                actor=SYSTEM,
                now=clock.now(brand),
            )
        except IbanInvalid as refusal:
            raise CommandError(refusal.say_all()) from None
        self.stdout.write("Added." if is_new else "It was added before; nothing changed.")
