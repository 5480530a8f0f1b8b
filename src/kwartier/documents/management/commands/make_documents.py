"""``kwartier documents make --brand merel [--from 2026-11-01]``: the documents that are missing."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.documents.operations import make_documents, make_missing_documents
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import BrandInfo

_FIRST = date(2000, 1, 1)


class Command(BaseCommand):
    """The PDF of every bill, credit note and advance invoice that has none, or of one of them."""

    help = "Make the PDF of every bill and advance invoice that has none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare of whom, since when, or which one."""
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--from",
            dest="issued_from",
            type=date.fromisoformat,
            default=_FIRST,
            metavar="DAY",
            help="only what was issued since this day (2026-11-01)",
        )
        parser.add_argument("--number", help="only this bill or advance invoice")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make what is missing, and say what could not be made."""
        brand = get_asked_brand(options["brand"])
        if options["number"]:
            self._make_one(brand, options["number"])
            return
        made = make_missing_documents(
            brand_id=brand.id, issued_from=options["issued_from"], now=clock.now(brand)
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
