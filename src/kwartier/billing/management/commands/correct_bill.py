"""``kwartier bill correct NUMBER --brand merel --reason "..."``: a wrong bill, taken back and replaced."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.billing.operations import correct_bill
from kwartier.platform import brands, clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.types import Actor, ActorKind


class Command(BaseCommand):
    """A credit note for the bill as it was, and the bill as it comes out today."""

    help = "Take a bill back by a credit note, and issue the one that is right today."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare which bill, of whom, and why."""
        parser.add_argument("number", help="number of the bill, for example S26-0000001")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--reason", required=True, help="why: it goes on the record")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Correct the bill and say what took its place."""
        brand = get_asked_brand(options["brand"])
        if not options["reason"].strip():
            raise CommandError("Give a --reason: a correction stands on the record with it.")
        actor = Actor(kind=ActorKind.SYSTEM, name="kwartier bill correct", reason=options["reason"])
        try:
            bill = correct_bill(
                brand_id=brand.id,
                number=options["number"],
                today=clock.today(brand),
                now=clock.now(brand),
                actor=actor,
            )
        except NotFound:
            raise CommandError(
                f"{brand.name} has no bill {options['number']}. Look its number up on the page of "
                f"the bill, or give another --brand: {', '.join(each.key for each in brands.list_brands())}."
            ) from None
        except Refusal as refused:
            raise CommandError(refused.say_all()) from None
        self.stdout.write(f"{options['number']} was taken back; {bill.number} stands in its place.")
