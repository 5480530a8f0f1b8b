"""Under which numbers and names general accounting keeps our books."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from kwartier.ledger.models import ChartAccount

type _Row = tuple[str, int | None, str | None, date, str, str]


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of accounts of a brand: the country's, and what the brand says of its own."""

    defaults: dict[str, tuple[str, str]]
    own: tuple[_Row, ...]

    def find(
        self, *, book: str, vat_bp: int | None, bank_iban: str | None, on: date
    ) -> tuple[str, str]:
        """Number and name of the account on a day: the row that says most, and of those the newest."""
        best: tuple[tuple[bool, bool, date], tuple[str, str]] | None = None
        for of_book, of_rate, of_iban, from_day, code, label in self.own:
            fits = of_book == book and of_rate in (None, vat_bp) and of_iban in (None, bank_iban)
            if fits and from_day <= on:
                rank = (of_rate is not None, of_iban is not None, from_day)
                if best is None or rank > best[0]:
                    best = rank, (code, label)
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
    return Chart(_read_defaults(country), tuple(own.values_list(*columns)))
