"""``kwartier documents make --brand merel --from 2026-11-01``: the documents that are missing."""

from collections import Counter
from datetime import date
from itertools import batched
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.billing.queries import list_issued
from kwartier.documents.operations import make_documents, make_missing_documents
from kwartier.documents.queries import list_missing
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import BrandInfo

_FIRST = date(2000, 1, 1)
_BATCH = 500


class Command(BaseCommand):
    """The PDF of every bill, credit note and advance invoice that has none, or of one of them.

    Without a day or a number a report: nobody makes ten years of documents by leaving a word out.
    """

    help = "Make the PDF of every bill and advance invoice that has none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare of whom, since when, or which one."""
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--from",
            dest="issued_from",
            type=date.fromisoformat,
            metavar="DAY",
            help="make what was issued since this day (2026-11-01); without it only count",
        )
        parser.add_argument("--number", help="only this bill or advance invoice")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make what is missing, and say what could not be made."""
        brand = get_asked_brand(options["brand"])
        if options["number"]:
            self._make_one(brand, options["number"])
        elif options["issued_from"]:
            self._make_missing(brand, options["issued_from"])
        else:
            self._report(brand)

    def _make_missing(self, brand: BrandInfo, issued_from: date) -> None:
        made = make_missing_documents(
            brand_id=brand.id, issued_from=issued_from, now=clock.now(brand)
        )
        for number, refusal in made.refused:
            self.stderr.write(f"{number}: {refusal.say()}")
        self.stdout.write(f"Made: {made.made_count}. Not made: {len(made.refused)}.")
        if made.refused:
            raise CommandError("Some documents could not be made; the others are kept.")

    def _make_one(self, brand: BrandInfo, number: str) -> None:
        try:
            kept = make_documents(brand_id=brand.id, number=number, now=clock.now(brand))
        except Refusal as refused:
            raise CommandError(refused.say_all()) from None
        for each in kept:
            self.stdout.write(f"{each.file_name}  {each.size_bytes} bytes  {each.sha256}")

    def _report(self, brand: BrandInfo) -> None:
        missing = list_missing(brand_id=brand.id, issued_from=_FIRST)
        years = Counter(
            issued.issued_on.year
            for numbers in batched(missing, _BATCH)
            for issued in list_issued(brand_id=brand.id, numbers=numbers)
        )
        for year, count in sorted(years.items()):
            self.stdout.write(f"{year}: {count}")
        self.stdout.write("To make them: --from DAY." if years else "Nothing is missing.")
