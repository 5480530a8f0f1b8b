"""``kwartier mail bounced NUMBER ADDRESS --brand merel``: a mail about a document came back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.delivery.operations import record_bounce
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import NotFound


class Command(BaseCommand):
    """For the program that reads the mailbox of returned mails."""

    help = "Note that the mail about a document came back; a letter follows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare which document, from where, and why."""
        parser.add_argument("number", help="number of the bill, for example S26-0000012")
        parser.add_argument("address", help="the address that the mail came back from")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--reason", default="", help="what the returning server said")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Note it."""
        brand = get_asked_brand(options["brand"])
        try:
            record_bounce(
                brand_id=brand.id,
                number=options["number"],
                address=options["address"],
                detail=options["reason"],
                now=clock.now(brand),
            )
        except NotFound:
            raise CommandError(
                f"No mail about {options['number']} went to {options['address']}, "
                "or it came back before."
            ) from None
        self.stdout.write("Noted.")
