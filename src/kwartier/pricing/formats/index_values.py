"""The values of indexes that a file of price cards brings along, period by period."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from energycore.bundle.decimals import from_decimal
from energycore.bundle.reading import required
from kwartier.pricing.formats.file_notes import FileNotes

UNIT_PLACES = 9
"""Decimals of a price per kWh that are kept: whole nano-euro."""


@dataclass(frozen=True, slots=True)
class IndexPeriod:
    """What an index was worth per kWh on the days [from, until)."""

    from_: date
    until: date
    nano_eur: int


type Indexes = Mapping[str, Sequence[IndexPeriod]]
"""The periods of each index, by its name, in the order of the file."""


def read_indexes(document: Mapping[str, Any], notes: FileNotes) -> Indexes:
    """The indexes of a file; a hole or an overlap between two periods is noted."""
    written = notes.table(document, "indexes")
    indexes = {}
    for name in written:
        place = f"indexes.{name}"
        found = [
            each
            for number, period in enumerate(notes.entries(written, name, "indexes"))
            if (each := _read_period(period, f"{place}[{number}]", notes)) is not None
        ]
        _check_order(found, place, notes)
        indexes[name] = found
    return indexes


def list_values(
    indexes: Indexes, names: Collection[str], from_: date
) -> Iterator[tuple[date, date, dict[str, int]]]:
    """The values of some indexes from a day on, period by period, as far as all are known."""
    periods = [each for name in names for each in indexes[name]]
    edges = {day for each in periods for day in (each.from_, each.until) if day > from_}
    for start, end in pairwise(sorted({from_, *edges})):
        values = {
            name: each.nano_eur
            for name in names
            for each in indexes[name]
            if each.from_ <= start < each.until
        }
        if set(values) != set(names):
            return
        yield start, end, values


def _read_period(written: object, place: str, notes: FileNotes) -> IndexPeriod | None:
    period = notes.as_table(written, place)
    from_, until = (notes.day(period, each, place) for each in ("from", "until"))
    path = f"{place}.eur_per_kwh"
    price = notes.noting(
        path, lambda: from_decimal(required(period, "eur_per_kwh", place), UNIT_PLACES, path)
    )
    if from_ is None or until is None or price is None:
        return None
    if until <= from_:
        notes.note(f"{place}.until", "it ends before it begins")
    return IndexPeriod(from_, until, price)


def _check_order(periods: Sequence[IndexPeriod], place: str, notes: FileNotes) -> None:
    for number, (earlier, later) in enumerate(pairwise(periods), start=1):
        path = f"{place}[{number}].from"
        if later.from_ > earlier.until:
            notes.note(path, f"nothing is known from {earlier.until}: a hole")
        elif later.from_ < earlier.until:
            notes.note(path, f"the period before it lasts until {earlier.until}: an overlap")
