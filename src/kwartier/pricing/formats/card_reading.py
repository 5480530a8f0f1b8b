"""One document of price cards read: what is wrong is noted by line and field, and reading goes on."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from energycore.bundle import DocumentInvalid
from energycore.bundle.decimals import from_decimal
from energycore.bundle.reading import as_mapping, required
from energycore.tariff import CardPrices, SliceTerm, TierTerm, indexed_price
from kwartier.pricing.formats.card_file_types import (
    CardFile,
    DatedFilePrices,
    FileCard,
    FileProblem,
)
from kwartier.pricing.formats.file_notes import FileNotes
from kwartier.pricing.formats.index_values import UNIT_PLACES, Indexes, list_values, read_indexes
from kwartier.pricing.promises import CardPromise, check_together, read_promise
from kwartier.pricing.schema import check_prices
from kwartier.pricing.types import Energy, PriceKind
from rulebooks.be.connection import OPERATORS

_FEE_PLACES = 6
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PARTS = ("product", "cards", "indexes")
_PRODUCT = ("key", "name", "energy", "price_kind", "registers", "region")
_REGIONS = (*OPERATORS, "france")
_FORMULAS = ("formulas", "injection_formulas")
_CARD = (
    *("version", "from", "until", "fixed_fee_eur_per_year", "eur_per_kwh", "formulas"),
    *("injection_eur_per_kwh", "injection_formulas", "contributions_eur_per_kwh", "promises"),
)
# As many signs as the tables keep.
_KEY_LENGTH, _NAME_LENGTH, _VERSION_LENGTH = 50, 80, 40


def read_document(
    document: Mapping[str, Any], line_of: Callable[[str], int], problems: list[FileProblem]
) -> CardFile | None:
    """The product of a document with its cards; None where something is wrong, which is noted."""
    before = len(problems)
    notes = FileNotes(line_of, problems)
    for name in document:
        if name not in _PARTS:
            notes.note(name, "this part is not known in a file of price cards")
    key, name, energy, kind, registers = _read_product(document, notes)
    region = _read_region(document, notes)
    indexes = read_indexes(document, notes)
    written = notes.entries(document, "cards")
    if not written:
        notes.note("cards", "there is no card")
    reader = _CardReader(notes, indexes)
    found = (reader.read(each, f"cards[{number}]") for number, each in enumerate(written))
    cards = [card for card in found if card is not None]
    _check_cards(cards, kind, registers, notes)
    if len(problems) > before:
        return None
    return CardFile(key, name, Energy(energy), PriceKind(kind), tuple(cards), region)


def _read_product(
    document: Mapping[str, Any], notes: FileNotes
) -> tuple[str, str, str, str, list[str]]:
    """Key, name, energy, kind of price and registers of the product."""
    if "product" not in document:
        notes.note("product", "it is missing")
        return "", "", "", "", []
    product = notes.table(document, "product")
    notes.check_names(product, _PRODUCT, "product")
    key = notes.text(product, "key", "product", most=_KEY_LENGTH)
    if key.strip() and not _KEY.fullmatch(key):
        notes.note("product.key", f"{key!r} is no key: letters, digits, - and _ are expected")
    name = notes.text(product, "name", "product", most=_NAME_LENGTH)
    energy = notes.choice(product, "energy", "product", known=Energy.values)
    kinds = (PriceKind.FIXED, PriceKind.VARIABLE)
    kind = notes.choice(product, "price_kind", "product", known=kinds)
    registers = notes.entries(product, "registers", "product")
    if not registers:
        notes.note("product.registers", "there is no register")
    return key, name, energy, kind, [str(each) for each in registers]


def _read_region(document: Mapping[str, Any], notes: FileNotes) -> str:
    """Where the product is sold; empty: everywhere."""
    product = document.get("product")
    if not isinstance(product, Mapping) or "region" not in product:
        return ""
    return notes.choice(product, "region", "product", known=_REGIONS)


class _CardReader:
    """Reads the cards of a document, whose formulas follow its indexes."""

    def __init__(self, notes: FileNotes, indexes: Indexes) -> None:
        self.notes, self.indexes = notes, indexes

    def read(self, written: object, place: str) -> FileCard | None:
        """A card with its prices, or nothing where they cannot be told."""
        notes = self.notes
        card = notes.as_table(written, place)
        notes.check_names(card, _CARD, place)
        version = notes.text(card, "version", place, most=_VERSION_LENGTH)
        from_ = notes.day(card, "from", place)
        until = notes.day(card, "until", place) if "until" in card else None
        promises = [
            promise
            for number, each in enumerate(notes.entries(card, "promises", place))
            if (promise := self._promise(each, f"{place}.promises[{number}]")) is not None
        ]
        self._check_promises(promises, place)
        names = self._list_indexes(card, place)
        if from_ is None or names is None:
            return None
        dated = self._date(card, place, (from_, until), names, promises)
        return FileCard(version, tuple(dated), tuple(promises)) if dated else None

    def _promise(self, written: object, place: str) -> CardPromise | None:
        return self.notes.noting(place, lambda: read_promise(as_mapping(written, place), place))

    def _check_promises(self, promises: Sequence[CardPromise], place: str) -> None:
        try:
            check_together(promises)
        except DocumentInvalid as invalid:
            self.notes.note(f"{place}.{invalid.place}", invalid.problem)

    def _list_indexes(self, card: Mapping[str, Any], place: str) -> set[str] | None:
        """The indexes that the formulas of a card follow; None where one of them says nothing."""
        before = len(self.notes.problems)
        names = set()
        for part in _FORMULAS:
            for register, formula in self.notes.table(card, part, place).items():
                name = self._name_index(formula, f"{place}.{part}.{register}")
                if name and name not in self.indexes:
                    known = ", ".join(self.indexes) or "none"
                    told = f"the index {name!r} has no values in this file, only {known}"
                    self.notes.note(f"{place}.{part}", told)
                names.add(name)
        return names if len(self.notes.problems) == before else None

    def _name_index(self, formula: object, place: str) -> str:
        table = self.notes.noting(place, lambda: as_mapping(formula, place))
        return "" if table is None else self.notes.text(table, "index", place)

    def _date(
        self,
        card: Mapping[str, Any],
        place: str,
        days: tuple[date, date | None],
        names: set[str],
        promises: Sequence[CardPromise],
    ) -> list[DatedFilePrices]:
        """The prices of a card, and those that its index gave for each period since."""
        from_, until = days
        if not names:
            prices = self._price(card, place, {}, promises)
            return [DatedFilePrices(from_, until, prices)] if prices is not None else []
        found = []
        for start, end, values in list_values(self.indexes, names, from_):
            prices = self._price(card, place, values, promises)
            if prices is None:
                return []
            found.append(DatedFilePrices(start, end, prices))
        if not found:
            self.notes.note(f"{place}.from", "its index has no value on this day")
        return found

    def _price(
        self,
        card: Mapping[str, Any],
        place: str,
        values: Mapping[str, int],
        promises: Sequence[CardPromise],
    ) -> CardPrices | None:
        def read() -> CardPrices:
            fee = required(card, "fixed_fee_eur_per_year", place)
            prices = CardPrices(
                fixed_fee_micro_eur=from_decimal(
                    fee, _FEE_PLACES, f"{place}.fixed_fee_eur_per_year"
                ),
                offtake=dict(_list_prices(card, "eur_per_kwh", place))
                | dict(_list_formulas(card, "formulas", place, values)),
                injection=dict(_list_prices(card, "injection_eur_per_kwh", place))
                | dict(_list_formulas(card, "injection_formulas", place, values)),
                contributions=dict(_list_prices(card, "contributions_eur_per_kwh", place)),
            )
            return check_prices(prices, promises)

        return self.notes.noting(place, read)


def _check_cards(
    cards: Sequence[FileCard], kind: str, registers: Sequence[str], notes: FileNotes
) -> None:
    """What only shows beside the product: its registers, its dates, what follows an index."""
    for number, card in enumerate(cards):
        place = f"cards[{number}]"
        priced = {*card.dated[0].prices.offtake, *card.dated[0].prices.injection}
        for promise in card.promises:
            if isinstance(promise.term, SliceTerm | TierTerm):
                priced.update(promise.term.registers)
        for register in registers:
            if register not in priced:
                notes.note(f"{place}.eur_per_kwh", f"the register {register} has no price")
        if (card.dated[0].known_until is None) != (kind == PriceKind.FIXED):
            told = "a fixed price has no end, and the price of an index has one"
            notes.note(f"{place}.until", told)
    for number, (earlier, later) in enumerate(pairwise(cards), start=1):
        if later.dated[0].valid_from <= earlier.dated[0].valid_from:
            told = f"it must begin after the card before it: {earlier.dated[0].valid_from}"
            notes.note(f"cards[{number}].from", told)
        if later.version == earlier.version:
            notes.note(f"cards[{number}].version", "the card before it has this version")


def _list_prices(card: Mapping[str, Any], part: str, place: str) -> Iterator[tuple[str, int]]:
    for name, price in as_mapping(card.get(part, {}), f"{place}.{part}").items():
        yield name, from_decimal(price, UNIT_PLACES, f"{place}.{part}.{name}")


def _list_formulas(
    card: Mapping[str, Any], part: str, place: str, values: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """The price that each formula gives; its index was looked up before."""
    for register, formula in card.get(part, {}).items():
        path = f"{place}.{part}.{register}"
        factor, addend = (
            from_decimal(required(formula, name, path), UNIT_PLACES, f"{path}.{name}")
            for name in ("factor", "addend")
        )
        least, most = (
            from_decimal(formula[name], UNIT_PLACES, f"{path}.{name}") if name in formula else None
            for name in ("at_least", "at_most")
        )
        try:
            price = indexed_price(
                factor, values[formula["index"]], addend, at_least_nano=least, at_most_nano=most
            )
        except ValueError as crossed:
            raise DocumentInvalid(path, str(crossed)) from None
        yield register, price
