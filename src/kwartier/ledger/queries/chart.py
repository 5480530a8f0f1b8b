"""Under which numbers and names general accounting keeps our books."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from kwartier.ledger.models import ChartAccount


@dataclass(frozen=True, slots=True)
class ChartRow:
    """An account of general accounting for a book; of the country's chart without ``from_day``."""

    book: str
    vat_bp: int | None
    bank_iban: str | None
    from_day: date | None
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of accounts of a brand: the country's, and what the brand says of its own."""

    defaults: dict[str, tuple[str, str]]
    own: tuple[ChartRow, ...]

    def list_rows(self) -> list[ChartRow]:
        """Book by book, the country's account and those that the brand said, as they were said."""
        rows = []
        for book, (code, label) in self.defaults.items():
            rows.append(ChartRow(book, None, None, None, code, label))
            rows += [each for each in self.own if each.book == book]
        return rows

    def find(
        self, *, book: str, vat_bp: int | None, bank_iban: str | None, on: date
    ) -> tuple[str, str]:
        """Number and name of the account on a day: the row that says most, and of those the newest."""
        best: tuple[tuple[bool, bool, date], tuple[str, str]] | None = None
        for each in self.own:
            fits = each.vat_bp in (None, vat_bp) and each.bank_iban in (None, bank_iban)
            if each.book == book and fits and each.from_day and each.from_day <= on:
                rank = (each.vat_bp is not None, each.bank_iban is not None, each.from_day)
                if best is None or rank > best[0]:
                    best = rank, (each.code, each.label)
        return best[1] if best else self.defaults[book]


@lru_cache
def _read_defaults(country: str) -> dict[str, tuple[str, str]]:
    name = f"{country.lower()}.toml"
    text = (files("kwartier.ledger._charts") / name).read_text("utf-8")
    accounts = tomllib.loads(text)["accounts"]
    return {book: (code, label) for book, (code, label) in accounts.items()}


def get_chart(*, brand_id: int, country: str) -> Chart:
    """The chart of accounts of a brand in a country, for every day.

    Raises:
        FileNotFoundError: no chart is known for the country.
    """
    own = ChartAccount.objects.filter(brand_id=brand_id).order_by("pk")
    columns = ("book", "vat_bp", "bank_iban", "from_day", "code", "label")
    rows = tuple(ChartRow(*row) for row in own.values_list(*columns))
    return Chart(_read_defaults(country), rows)
