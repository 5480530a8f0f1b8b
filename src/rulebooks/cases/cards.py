"""The supplier's prices of a case: fixed ones, and those that a formula makes of an index."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from energycore.bundle.decimals import from_decimal, to_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import as_mapping, as_text, refuse_unknown, required
from energycore.clocks import DayRange, date_of
from energycore.tariff import (
    MOST_FEE_MICRO_EUR,
    MOST_NANO_EUR_PER_KWH,
    CardPrices,
    Term,
    card_terms,
    indexed_price,
)
from rulebooks.cases.dates import read_day
from rulebooks.vat import VatRates

_UNIT_PLACES = 9
_FEE_PLACES = 6
_KNOWN = frozenset(
    {
        *("name", "from", "fixed_fee_eur_per_year", "eur_per_kwh", "formulas"),
        *("injection_eur_per_kwh", "injection_formulas", "contributions_eur_per_kwh"),
    }
)
_FORMULA = frozenset({"index", "factor", "value", "addend", "at_least", "at_most"})


def list_card_terms(
    cards: Sequence[Any], rates: Sequence[VatRates], period: DayRange
) -> list[Term]:
    """Return the terms of the cards of a case, each from its day until the next one.

    Raises DocumentInvalid for a card that cannot be read, and when the first one begins after the
    period does.
    """
    starts = [_start_of(card, f"cards[{number}]") for number, card in enumerate(cards)]
    if not starts or starts[0] > period.from_:
        first = date_of(period.from_).isoformat()
        raise DocumentInvalid("cards", f"no card has a price for {first}, the first day")
    for number, (earlier, later) in enumerate(pairwise(starts), start=1):
        if later <= earlier:
            after = date_of(earlier).isoformat()
            told = f"it must begin after the card before it, which begins on {after}"
            raise DocumentInvalid(f"cards[{number}].from", told)
    terms: list[Term] = []
    for number, (start, card) in enumerate(zip(starts, cards, strict=True)):
        until = starts[number + 1] if number + 1 < len(starts) else period.until
        days = DayRange(start, max(until, start)).overlap(period)
        if days is not None:
            terms += _terms_of(as_mapping(card, "cards"), f"cards[{number}]", days, rates)
    return terms


def _start_of(card: object, place: str) -> int:
    mapping = as_mapping(card, place)
    refuse_unknown(mapping, _KNOWN, place)
    return read_day(required(mapping, "from", place), f"{place}.from")


def _terms_of(
    card: Mapping[str, Any], place: str, days: DayRange, rates: Sequence[VatRates]
) -> list[Term]:
    prices = _prices_of(card, place)
    source = " ".join(
        [as_text(card.get("name", "card of the case"), f"{place}.name"), *_told(card)]
    )
    terms: list[Term] = []
    for rate in rates:
        both = rate.valid.overlap(days)
        if both is not None:
            terms += card_terms(prices, both, vat=rate.on, source=source)
    return terms


def _prices_of(card: Mapping[str, Any], place: str) -> CardPrices:
    fee = required(card, "fixed_fee_eur_per_year", place)
    offtake = _plain(card, "eur_per_kwh", place) | _indexed(card, "formulas", place)
    if not offtake:
        raise DocumentInvalid(f"{place}.eur_per_kwh", "it is missing, and so are formulas")
    fee_place = f"{place}.fixed_fee_eur_per_year"
    fee_micro_eur = from_decimal(fee, _FEE_PLACES, fee_place)
    if abs(fee_micro_eur) > MOST_FEE_MICRO_EUR:
        raise DocumentInvalid(fee_place, "it is beyond what a fee can be: 10,000 euro a year")
    return CardPrices(
        fixed_fee_micro_eur=fee_micro_eur,
        offtake=offtake,
        injection=_plain(card, "injection_eur_per_kwh", place)
        | _indexed(card, "injection_formulas", place),
        contributions=_plain(card, "contributions_eur_per_kwh", place),
    )


def _plain(card: Mapping[str, Any], name: str, place: str) -> dict[str, int]:
    prices = as_mapping(card.get(name, {}), f"{place}.{name}")
    return {
        each: _within(from_decimal(price, _UNIT_PLACES, where), where)
        for each, price in prices.items()
        for where in [f"{place}.{name}.{each}"]
    }


def _indexed(card: Mapping[str, Any], name: str, place: str) -> dict[str, int]:
    formulas = as_mapping(card.get(name, {}), f"{place}.{name}")
    return {
        register: _within(_formula(as_mapping(formula, where), where), where)
        for register, formula in formulas.items()
        for where in [f"{place}.{name}.{register}"]
    }


def _within(nano_eur_per_kwh: int, place: str) -> int:
    """The same price, if it is one."""
    if abs(nano_eur_per_kwh) > MOST_NANO_EUR_PER_KWH:
        told = "it is beyond what a price can be, 10 euro per kWh: prices are in euro, not in cents"
        raise DocumentInvalid(place, told)
    return nano_eur_per_kwh


def _formula(formula: Mapping[str, Any], place: str) -> int:
    """The price of `factor` x `value` + `addend`, within `at_least` and `at_most`: euro per kWh."""
    refuse_unknown(formula, _FORMULA, place)
    as_text(formula.get("index", ""), f"{place}.index")
    if "value" not in formula:
        told = "it is missing: without the published value of its index there is no price yet"
        raise DocumentInvalid(f"{place}.value", told)
    factor, value, addend = (
        from_decimal(required(formula, name, place), _UNIT_PLACES, f"{place}.{name}")
        for name in ("factor", "value", "addend")
    )
    at_least, at_most = (
        from_decimal(formula[name], _UNIT_PLACES, f"{place}.{name}") if name in formula else None
        for name in ("at_least", "at_most")
    )
    try:
        return indexed_price(factor, value, addend, at_least_nano=at_least, at_most_nano=at_most)
    except ValueError as crossed:
        raise DocumentInvalid(place, str(crossed)) from None


def _told(card: Mapping[str, Any]) -> list[str]:
    """How each indexed price came about, for the line that shows it."""
    told = []
    for name in ("formulas", "injection_formulas"):
        for register, formula in card.get(name, {}).items():
            price = to_decimal(_formula(formula, name), _UNIT_PLACES)
            index = formula.get("index", "index")
            bounds = "".join(
                f", {words} {formula[bound]}"
                for bound, words in (("at_least", "at least"), ("at_most", "at most"))
                if bound in formula
            )
            told.append(
                f"({register}: {formula['factor']} x {index} {formula['value']} + "
                f"{formula['addend']}{bounds} = {price} EUR/kWh)"
            )
    return told
