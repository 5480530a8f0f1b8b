"""What a file of price cards holds, and what can be wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from energycore.tariff import CardPrices
from kwartier.pricing.promises import CardPromise
from kwartier.pricing.types import Energy, PriceKind


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong with a file: on which line, in which field, what."""

    line: int
    field: str
    told: str


class CardFileInvalid(ValueError):
    """A file of price cards that cannot be published; ``problems`` are in order of lines."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = sorted(problems, key=lambda each: (each.line, each.field))
        super().__init__("; ".join(f"line {p.line}: {p.field}: {p.told}" for p in self.problems))


@dataclass(frozen=True, slots=True)
class DatedFilePrices:
    """Prices that hold from a day, until the next index is known."""

    valid_from: date
    known_until: date | None
    prices: CardPrices


@dataclass(frozen=True, slots=True)
class FileCard:
    """A card of a file: its prices, and those that its index gave later."""

    version: str
    dated: tuple[DatedFilePrices, ...]
    promises: tuple[CardPromise, ...]


@dataclass(frozen=True, slots=True)
class CardFile:
    """A product of a file with its cards, in order of their first days."""

    key: str
    name: str
    energy: Energy
    price_kind: PriceKind
    cards: tuple[FileCard, ...]
    region: str = ""
