"""One document of price cards read: what is wrong is noted by line and field, and reading goes on."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from energycore.bundle import DocumentInvalid
from energycore.bundle.decimals import from_decimal
from energycore.bundle.reading import as_list, as_mapping, as_text, required
from energycore.tariff import CardPrices, SliceTerm, TierTerm, indexed_price
from kwartier.pricing.formats.card_file_types import (
    CardFile,
    DatedFilePrices,
    FileCard,
    FileProblem,
)
from kwartier.pricing.promises import CardPromise, check_together, read_promise
from kwartier.pricing.refusals import PriceCardInvalid
from kwartier.pricing.schema import check_prices
from kwartier.pricing.types import Energy, PriceKind

_UNIT_PLACES, _FEE_PLACES = 9, 6
_PRODUCT = ("key", "name", "energy", "price_kind", "registers")
_CARD = (
    *("version", "from", "until", "fixed_fee_eur_per_year", "eur_per_kwh", "formulas"),
    *("injection_eur_per_kwh", "injection_formulas", "contributions_eur_per_kwh", "promises"),
)


@dataclass(frozen=True, slots=True)
class _Period:
    from_: date
    until: date
    nano_eur: int

    @property
    def days(self) -> tuple[date, date]:
        """The days on which it begins and ends."""
        return self.from_, self.until


class CardReader:
    """Reads one document; what is wrong is noted, and reading goes on."""

    def __init__(
        self,
        document: Mapping[str, Any],
        line_of: Callable[[str], int],
        problems: list[FileProblem],
    ) -> None:
        self.document, self.line_of, self.problems = document, line_of, problems
        self.indexes: dict[str, list[_Period]] = {}

    def note(self, path: str, told: str) -> None:
        """Note what is wrong at a path of the file; reading goes on."""
        self.problems.append(FileProblem(self.line_of(path), path, told))

    def noting[Found](self, path: str, read: Callable[[], Found]) -> Found | None:
        """What a reader gives, or nothing where it refuses."""
        try:
            return read()
        except DocumentInvalid as invalid:
            self.note(invalid.place or path, invalid.problem)
        except PriceCardInvalid as invalid:
            self.note(path, str(invalid.params["problem"]))
        return None

    def read(self) -> CardFile | None:
        """The product with its cards; None where something is wrong."""
        before = len(self.problems)
        for name in self.document:
            if name not in {"product", "cards", "indexes"}:
                self.note(name, "this part is not known in a file of price cards")
        product = self.noting("product", lambda: as_mapping(self._required(), "product")) or {}
        self._check_names(product, _PRODUCT, "product")
        key, name = (self._text(product, each, "product") for each in ("key", "name"))
        energy = self._choice(product, "energy", Energy.values)
        kind = self._choice(product, "price_kind", (PriceKind.FIXED, PriceKind.VARIABLE))
        registers = self.noting(
            "product.registers",
            lambda: as_list(required(product, "registers", "product"), "product.registers"),
        )
        self._read_indexes()
        written = self.noting("cards", lambda: as_list(self.document.get("cards", []), "cards"))
        if not written:
            self.note("cards", "there is no card")
        cards = [self._card(each, f"cards[{n}]") for n, each in enumerate(written or ())]
        known = [card for card in cards if card is not None]
        self._check_cards(known, kind, [str(each) for each in registers or ()])
        if len(self.problems) > before:
            return None
        return CardFile(key, name, Energy(energy), PriceKind(kind), tuple(known))

    def _required(self) -> object:
        return required(self.document, "product", "")

    def _check_names(self, part: Mapping[str, Any], known: Sequence[str], place: str) -> None:
        for name in part:
            if name not in known:
                self.note(f"{place}.{name}", f"it is not known here, only {', '.join(known)}")

    def _text(self, part: Mapping[str, Any], name: str, place: str) -> str:
        path = f"{place}.{name}"
        return self.noting(path, lambda: as_text(required(part, name, place), path)) or ""

    def _choice(self, product: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
        chosen = self._text(product, name, "product")
        if chosen and chosen not in known:
            self.note(f"product.{name}", f"{chosen!r} is not one of {', '.join(known)}")
        return chosen

    def _read_indexes(self) -> None:
        for name, periods in self.document.get("indexes", {}).items():
            found = [
                each
                for number, period in enumerate(periods)
                if (each := self._period(period, f"indexes.{name}[{number}]")) is not None
            ]
            for number, (earlier, later) in enumerate(pairwise(found), start=1):
                place = f"indexes.{name}[{number}].from"
                if later.from_ > earlier.until:
                    self.note(place, f"nothing is known from {earlier.until}: a hole")
                elif later.from_ < earlier.until:
                    self.note(
                        place, f"the period before it lasts until {earlier.until}: an overlap"
                    )
            self.indexes[name] = found

    def _period(self, written: object, place: str) -> _Period | None:
        period = self.noting(place, lambda: as_mapping(written, place)) or {}
        from_, until = (self._day(period, each, place) for each in ("from", "until"))
        path = f"{place}.eur_per_kwh"
        price = self.noting(
            path,
            lambda: from_decimal(required(period, "eur_per_kwh", place), _UNIT_PLACES, path),
        )
        if from_ is None or until is None or price is None:
            return None
        if until <= from_:
            self.note(f"{place}.until", "it ends before it begins")
        return _Period(from_, until, price)

    def _day(self, part: Mapping[str, Any], name: str, place: str) -> date | None:
        written = part.get(name)
        if isinstance(written, date):
            return written
        try:
            return date.fromisoformat(str(written))
        except ValueError:
            told = "it is missing" if written is None else f"{written!r} is no day (2026-01-31)"
            self.note(f"{place}.{name}", told)
            return None

    def _card(self, written: object, place: str) -> FileCard | None:
        card = self.noting(place, lambda: as_mapping(written, place)) or {}
        self._check_names(card, _CARD, place)
        version = self._text(card, "version", place)
        from_ = self._day(card, "from", place)
        until = self._day(card, "until", place) if "until" in card else None
        promises = [
            promise
            for number, each in enumerate(card.get("promises", ()))
            if (promise := self._promise(each, f"{place}.promises[{number}]")) is not None
        ]
        self._check_promises(promises, place)
        dated = self._dated(card, place, from_, until, promises)
        if from_ is None or not dated:
            return None
        return FileCard(version, tuple(dated), tuple(promises))

    def _promise(self, written: object, place: str) -> CardPromise | None:
        return self.noting(place, lambda: read_promise(as_mapping(written, place), place))

    def _check_promises(self, promises: Sequence[CardPromise], place: str) -> None:
        try:
            check_together(promises)
        except DocumentInvalid as invalid:
            self.note(f"{place}.{invalid.place}", invalid.problem)

    def _dated(
        self,
        card: Mapping[str, Any],
        place: str,
        from_: date | None,
        until: date | None,
        promises: Sequence[CardPromise],
    ) -> list[DatedFilePrices]:
        """The prices of a card, and those that its index gave for each period since."""
        names = {
            str(formula.get("index", ""))
            for part in ("formulas", "injection_formulas")
            for formula in card.get(part, {}).values()
        }
        unknown = sorted(names - set(self.indexes))
        for name in unknown:
            known = ", ".join(self.indexes) or "none"
            told = f"the index {name!r} has no values in this file, only {known}"
            self.note(f"{place}.formulas", told)
        if unknown or from_ is None:
            return []
        if not names:
            prices = self._prices(card, place, {}, promises)
            return [DatedFilePrices(from_, until, prices)] if prices is not None else []
        found = []
        for start, end, values in self._values(names, from_):
            prices = self._prices(card, place, values, promises)
            if prices is None:
                return []
            found.append(DatedFilePrices(start, end, prices))
        if not found:
            self.note(f"{place}.from", "its index has no value on this day")
        return found

    def _values(
        self, names: Collection[str], from_: date
    ) -> Iterator[tuple[date, date, dict[str, int]]]:
        """The values of some indexes from a day on, period by period, as far as all are known."""
        edges = {day for name in names for each in self.indexes[name] for day in each.days}
        for start, end in pairwise(sorted({from_, *(day for day in edges if day > from_)})):
            values = {
                name: each.nano_eur
                for name in names
                for each in self.indexes[name]
                if each.from_ <= start < each.until
            }
            if set(values) != set(names):
                return
            yield start, end, values

    def _prices(
        self,
        card: Mapping[str, Any],
        place: str,
        values: Mapping[str, int],
        promises: Sequence[CardPromise],
    ) -> CardPrices | None:
        fee = f"{place}.fixed_fee_eur_per_year"
        return self.noting(
            place,
            lambda: check_prices(
                CardPrices(
                    fixed_fee_micro_eur=from_decimal(
                        required(card, "fixed_fee_eur_per_year", place), _FEE_PLACES, fee
                    ),
                    offtake=dict(_list_prices(card, "eur_per_kwh", place))
                    | dict(_list_formulas(card, "formulas", place, values)),
                    injection=dict(_list_prices(card, "injection_eur_per_kwh", place))
                    | dict(_list_formulas(card, "injection_formulas", place, values)),
                    contributions=dict(_list_prices(card, "contributions_eur_per_kwh", place)),
                ),
                promises,
            ),
        )

    def _check_cards(self, cards: Sequence[FileCard], kind: str, registers: Sequence[str]) -> None:
        """What only shows beside the product: its registers, its dates, what follows an index."""
        for number, card in enumerate(cards):
            place = f"cards[{number}]"
            priced = {*card.dated[0].prices.offtake, *card.dated[0].prices.injection}
            for promise in card.promises:
                if isinstance(promise.term, SliceTerm | TierTerm):
                    priced.update(promise.term.registers)
            for register in registers:
                if register not in priced:
                    self.note(f"{place}.eur_per_kwh", f"the register {register} has no price")
            if (card.dated[0].known_until is None) != (kind == PriceKind.FIXED):
                told = "a fixed price has no end, and the price of an index has one"
                self.note(f"{place}.until", told)
        for number, (earlier, later) in enumerate(pairwise(cards), start=1):
            if later.dated[0].valid_from <= earlier.dated[0].valid_from:
                told = f"it must begin after the card before it: {earlier.dated[0].valid_from}"
                self.note(f"cards[{number}].from", told)
            if later.version == earlier.version:
                self.note(f"cards[{number}].version", "the card before it has this version")


def _list_prices(card: Mapping[str, Any], part: str, place: str) -> Iterator[tuple[str, int]]:
    for name, price in as_mapping(card.get(part, {}), f"{place}.{part}").items():
        yield name, from_decimal(price, _UNIT_PLACES, f"{place}.{part}.{name}")


def _list_formulas(
    card: Mapping[str, Any], part: str, place: str, values: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    for register, written in as_mapping(card.get(part, {}), f"{place}.{part}").items():
        path = f"{place}.{part}.{register}"
        formula = as_mapping(written, path)
        factor, addend = (
            from_decimal(required(formula, name, path), _UNIT_PLACES, f"{path}.{name}")
            for name in ("factor", "addend")
        )
        least, most = (
            from_decimal(formula[name], _UNIT_PLACES, f"{path}.{name}") if name in formula else None
            for name in ("at_least", "at_most")
        )
        try:
            price = indexed_price(
                factor, values[formula["index"]], addend, at_least_nano=least, at_most_nano=most
            )
        except ValueError as crossed:
            raise DocumentInvalid(path, str(crossed)) from None
        yield register, price
