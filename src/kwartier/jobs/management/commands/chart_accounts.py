"""``kwartier ledger chart --brand merel``: under which numbers general accounting keeps our books."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.ledger.operations import set_chart_account
from kwartier.ledger.queries import get_chart
from kwartier.ledger.queries.chart import ChartRow
from kwartier.ledger.types import Book
from kwartier.parties.asked_agent import get_asked_actor
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import BrandInfo


class Command(BaseCommand):
    """Without a number it shows; with one it says it, from a day on and on the record."""

    help = "Show the chart of accounts of the export, or say an account of the brand's own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare which book, and under which number and name it is kept."""
        parser.add_argument(
            "book", nargs="?", choices=[str(book) for book in Book], help="a book, for example vat"
        )
        parser.add_argument("number", nargs="?", default="", help="its number, for example 451001")
        parser.add_argument("name", nargs="?", default="", help="what general accounting calls it")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--from", dest="from_day", type=date.fromisoformat, help="first day")
        parser.add_argument(
            "--vat", dest="vat_bp", type=int, help="only of this rate, in hundredths of a percent"
        )
        parser.add_argument("--iban", dest="bank_iban", help="only of this account at a bank")
        parser.add_argument(
            "--as", dest="agent", default="", help="e-mail address of the agent who notes it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say what is asked, then show how it stands."""
        brand, book = get_asked_brand(options["brand"]), options["book"]
        if options["number"]:
            self._say(brand, options)
        chart = get_chart(brand_id=brand.id, country=brand.country)
        for row in chart.list_rows():
            if book in {None, row.book}:
                self.stdout.write(_line_of(row))

    def _say(self, brand: BrandInfo, options: dict[str, Any]) -> None:
        try:
            set_chart_account(
                brand_id=brand.id,
                book=options["book"],
                code=options["number"],
                label=options["name"],
                from_day=options["from_day"] or clock.today(brand),
                vat_bp=options["vat_bp"],
                bank_iban=options["bank_iban"],
                now=clock.now(brand),
                actor=get_asked_actor(brand, options["agent"]),
            )
        except Refusal as refused:
            raise CommandError(refused.say_all()) from None


def _line_of(row: ChartRow) -> str:
    """A row as a line: of the country's chart, or the brand's own with its first day."""
    rate = "" if row.vat_bp is None else f" at {row.vat_bp / 100:g} %"
    since = f" (from {row.from_day})" if row.from_day else ""
    return f"{row.book}{rate}{f' {row.bank_iban}' if row.bank_iban else ''}: {row.code} {row.label}{since}"
