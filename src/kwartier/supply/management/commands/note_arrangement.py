"""``kwartier manage note_arrangement C-000123 e_billing --brand merel --from 2026-10-01 ...``."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply._asked_contract import get_asked_contract
from kwartier.supply.operations import end_arrangement, note_arrangement
from kwartier.supply.types import ArrangementKind


class Command(BaseCommand):
    """What discounts of a contract hang on: its days, and the document behind them."""

    help = "Note on which days a contract is billed by e-mail, or set the end. Direct debit follows mandates."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare which contract, what, which days, and by what document."""
        day = date.fromisoformat
        parser.add_argument("contract", help="number of the contract, for example C-000123")
        parser.add_argument(
            "kind", choices=[ArrangementKind.E_BILLING.value], help="what is arranged"
        )
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--from", required=True, type=day, dest="from_", help="the first day")
        parser.add_argument("--until", type=day, help="the first day without it; left out: no end")
        parser.add_argument("--document", default="", help="how it was asked for")
        parser.add_argument("--end", action="store_true", help="set the end of what began --from")
        parser.add_argument("--reason", default="", help="why: it goes on the record")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Note it and say what stands now."""
        brand = get_asked_brand(options["brand"])
        contract = get_asked_contract(brand, options["contract"])
        if options["end"] and options["until"] is None:
            raise CommandError("Give --until: the first day on which it no longer holds.")
        given = {
            "contract_id": contract.id,
            "kind": ArrangementKind(options["kind"]),
            "from_": options["from_"],
            "until": options["until"],
            "actor": Actor(
                kind=ActorKind.SYSTEM,
                name="kwartier manage note_arrangement",
                reason=options["reason"],
            ),
            "now": clock.now(brand),
        }
        try:
            if options["end"]:
                row = end_arrangement(**given)
            else:
                row = note_arrangement(document=options["document"], **given)
        except Refusal as refused:
            raise CommandError(refused.say_all()) from None
        for each in row.arrangements:
            until = each.until or "no end yet"
            self.stdout.write(f"{each.kind}, {each.from_} until {until}: {each.document}")
