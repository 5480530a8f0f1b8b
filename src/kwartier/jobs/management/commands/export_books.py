"""``kwartier ledger export 2026-10 --brand merel``: the journals of a month or a year as a file."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.documents.queries import get_issuer
from kwartier.ledger.formats.csv_journal import write_csv
from kwartier.ledger.formats.fec import name_fec, write_fec
from kwartier.ledger.queries import get_chart, iterate_journal_lines
from kwartier.ledger.types import JournalLine
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.wording import speak_money

_PERIOD = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


class Command(BaseCommand):
    """What the accountant takes over at the end of a month, or hands to the administration."""

    help = "Write the journals of a month or a year to a file: CSV, or the French FEC."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare of when, of whom, in which form and where."""
        parser.add_argument("period", help="a month, 2026-10, or a year, 2026")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--format", choices=("csv", "fec"), default="csv")
        parser.add_argument(
            "--to",
            type=Path,
            default=Path(),
            help="folder of the file; without it, the current one",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file and say what is in it."""
        brand = get_asked_brand(options["brand"])
        first, end = _read_period(options["period"])
        last = date.fromordinal(end.toordinal() - 1)
        if options["format"] == "fec":
            siren = get_issuer(brand_id=brand.id, on=last).enterprise_number
            try:
                name, write = name_fec(siren=siren, last_day=last), write_fec
            except ValueError as wrong:
                raise CommandError(f"The FEC is of French brands: {wrong}.") from None
        else:
            name, write = f"{brand.key}-journals-{options['period']}.csv", write_csv
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


def _read_period(written: str) -> tuple[date, date]:
    """The first day of a month or a year, and the first one after it."""
    found = _PERIOD.fullmatch(written)
    if not found:
        raise CommandError(f"{written} is no month (2026-10) and no year (2026).")
    year, month = int(found[1]), int(found[2] or 0)
    if not month:
        return date(year, 1, 1), date(year + 1, 1, 1)
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


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
