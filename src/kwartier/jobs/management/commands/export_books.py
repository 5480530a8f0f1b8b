"""``kwartier ledger export 2026-10 --brand merel``: the journals of a month or a year as a file."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.documents.queries import get_issuer
from kwartier.ledger.formats.files import choose_form, read_period
from kwartier.ledger.queries import get_chart, iterate_journal_lines
from kwartier.ledger.types import JournalLine
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.wording import speak_money


class Command(BaseCommand):
    """What the accountant takes over at the end of a month, or hands to the administration."""

    help = "Write the journals of a month or a year to a file: CSV, or the French FEC."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare of when, of whom, in which form and where."""
        parser.add_argument("period", help="a month, 2026-10, or a year, 2026")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--format",
            choices=("csv", "fec"),
            default="csv",
            help="a table, or the French file of accounting entries; csv unless you say otherwise",
        )
        parser.add_argument(
            "--to",
            type=Path,
            default=Path(),
            help="folder of the file; without it, the current one",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file and say what is in it."""
        brand = get_asked_brand(options["brand"])
        period = options["period"]
        try:
            first, end = read_period(period)
            siren = ""
            if options["format"] == "fec":
                last = end - timedelta(days=1)
                siren = get_issuer(brand_id=brand.id, on=last).enterprise_number
            name, write = choose_form(
                options["format"], brand_key=brand.key, period=period, siren=siren
            )
        except ValueError as wrong:
            raise CommandError(f"{wrong}.") from None
        chart = get_chart(brand_id=brand.id, country=brand.country)
        counted = _Counted(
            iterate_journal_lines(brand_id=brand.id, chart=chart, first=first, end=end)
        )
        path = options["to"] / name
        try:
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(write(counted))
        except OSError as problem:
            raise CommandError(f"{path} cannot be written: {problem}") from None
        self.stdout.write(
            f"{path}: {counted.line_count} lines, debit {speak_money(counted.debit_cents)}, "
            f"credit {speak_money(counted.credit_cents)}."
        )


class _Counted:
    """Lines on their way into a file, counted and summed as they pass."""

    def __init__(self, lines: Iterable[JournalLine]) -> None:
        self._lines = lines
        self.line_count = self.debit_cents = self.credit_cents = 0

    def __iter__(self) -> Iterator[JournalLine]:
        for line in self._lines:
            self.line_count += 1
            self.debit_cents += max(line.amount_cents, 0)
            self.credit_cents += max(-line.amount_cents, 0)
            yield line
