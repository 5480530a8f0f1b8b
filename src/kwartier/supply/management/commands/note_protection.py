"""``kwartier manage note_protection C-000123 --brand merel --from 2026-10-01 --document "..."``."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply._asked_contract import get_asked_contract
from kwartier.supply.operations import correct_protection, end_protection, note_protection


class Command(BaseCommand):
    """The social tariff of a contract: its days, and the document behind them."""

    help = "Note on which days a household is a protected customer; correct or end it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare which contract, which days, and by what document."""
        day = date.fromisoformat
        parser.add_argument("contract", help="number of the contract, for example C-000123")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--from", required=True, type=day, dest="from_", help="the first day")
        parser.add_argument(
            "--until", type=day, help="the first day after it; left out: no end yet"
        )
        parser.add_argument(
            "--document", default="", help="the attestation, or the list and its day"
        )
        parser.add_argument("--end", action="store_true", help="set the end of what began --from")
        parser.add_argument(
            "--corrects", type=day, help="correct what began on this day, in place of noting anew"
        )
        parser.add_argument("--reason", default="", help="why: it goes on the record")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Note it and say what stands now."""
        brand = get_asked_brand(options["brand"])
        contract = get_asked_contract(brand, options["contract"])
        who = Actor(
            kind=ActorKind.SYSTEM, name="kwartier manage note_protection", reason=options["reason"]
        )
        given = {
            "contract_id": contract.id,
            "from_": options["from_"],
            "until": options["until"],
            "actor": who,
            "now": clock.now(brand),
        }
        if options["end"] and options["until"] is None:
            raise CommandError("Give --until: the first day without the social tariff.")
        try:
            if options["end"]:
                row = end_protection(**given)
            elif options["corrects"]:
                row = correct_protection(
                    began_on=options["corrects"], document=options["document"], **given
                )
            else:
                row = note_protection(document=options["document"], **given)
        except Refusal as refused:
            raise CommandError(refused.say_all()) from None
        for each in row.protections:
            self.stdout.write(f"{each.from_} until {each.until or 'no end yet'}: {each.document}")
