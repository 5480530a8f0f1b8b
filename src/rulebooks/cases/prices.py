"""The prices of a case alone: what its supplier asks, to be charged for somebody else's consumption.

Whatever a case says of one supply point and what was measured there is left aside, and named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from energycore.bundle.decimals import from_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import as_list, as_mapping, as_text, refuse_unknown, required
from energycore.clocks import DayRange, date_of, quarters_in_day
from energycore.tariff import Term
from energycore.units import IntArray
from rulebooks.cases.cards import list_card_terms
from rulebooks.cases.dates import read_days
from rulebooks.cases.inputs import KNOWN
from rulebooks.cases.promises import list_further_terms
from rulebooks.cases.quarters import KNOWN_OF_INTERVALS, TIMEZONES, UNIT_PLACES
from rulebooks.vat import VatRates

# What only says something of the supply point that the case was written for.
_OF_ANOTHER = ("volumes", "annual_kwh", "peaks", "monthly_peaks", "lines")
_QUARTERS_PER_HOUR = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexSeries:
    """An index on some days: `nano_eur_per_kwh` int64[Q], one price for each quarter-hour of them."""

    index: str
    days: DayRange
    nano_eur_per_kwh: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CasePrices:
    """What a supplier asks over some days: its terms, the series that they follow.

    `left_aside` names the fields of the case that are of another supply point.
    """

    name: str
    terms: tuple[Term, ...]
    series: tuple[IndexSeries, ...]
    left_aside: tuple[str, ...]


def read_prices(
    document: object,
    *,
    country: str,
    energy: str,
    rates: Sequence[VatRates],
    period: DayRange,
) -> CasePrices:
    """Return the prices of a case over the days of `period`, at the rates of VAT of who would pay.

    `intervals` need no `wh` here. Raises DocumentInvalid with the place and the problem of the
    first thing that is wrong, such as a case for another country or the other energy.
    """
    case = as_mapping(document, "case")
    refuse_unknown(case, KNOWN, "")
    name = as_text(case.get("title", ""), "title")
    _check_point(case, country=country, energy=energy)
    cards = as_list(case.get("cards", []), "cards")
    further = as_list(case.get("terms", []), "terms")
    if not cards and not further:
        raise DocumentInvalid("cards", "it is missing: there is no price")
    terms = [
        *(list_card_terms(cards, rates, period) if cards else ()),
        *list_further_terms(further, rates, period),
    ]
    written = as_list(case.get("intervals", []), "intervals")
    usual = _usual_days(case, period)
    series = tuple(
        _read_series(each, f"intervals[{number}]", usual, country)
        for number, each in enumerate(written)
    )
    _check_once(series)
    return CasePrices(
        name=name or _name_of(cards),
        terms=tuple(terms),
        series=series,
        left_aside=tuple(each for each in _OF_ANOTHER if each in case),
    )


def _name_of(cards: Sequence[Any]) -> str:
    names = [str(card.get("name", "")) for card in cards if isinstance(card, Mapping)]
    return names[-1] if names else ""


def _check_point(case: Mapping[str, Any], *, country: str, energy: str) -> None:
    """Prices of another market, or of the other energy, are no prices here."""
    point = as_mapping(case.get("supply_point", {}), "supply_point")
    for name, own in (("country", country), ("energy", energy)):
        written = as_text(point.get(name, own), f"supply_point.{name}")
        if written != own:
            told = f"the prices are for {written!r}, and this supply point is for {own!r}"
            raise DocumentInvalid(f"supply_point.{name}", told)


def _usual_days(case: Mapping[str, Any], period: DayRange) -> DayRange:
    """The days of a series that names none: the period of the case, if it has one."""
    if "period" not in case:
        return period
    written = as_mapping(case["period"], "period")
    refuse_unknown(written, ("from", "until"), "period")
    return read_days(written, "period")


def _read_series(document: object, place: str, usual: DayRange, country: str) -> IndexSeries:
    mapping = as_mapping(document, place)
    refuse_unknown(mapping, KNOWN_OF_INTERVALS, place)
    index = as_text(required(mapping, "index", place), f"{place}.index")
    days = read_days(mapping, place) if {"from", "until"} & set(mapping) else usual
    field = f"{place}.index_eur_per_kwh"
    written = as_list(required(mapping, "index_eur_per_kwh", place), field)
    prices = np.array([from_decimal(each, UNIT_PLACES, field) for each in written], dtype=np.int64)
    quarters = _count_quarters(days, TIMEZONES[country], len(prices))
    if len(prices) == quarters:
        return IndexSeries(index=index, days=days, nano_eur_per_kwh=prices)
    if len(prices) * _QUARTERS_PER_HOUR == quarters:
        hourly = np.repeat(prices, _QUARTERS_PER_HOUR)
        return IndexSeries(index=index, days=days, nano_eur_per_kwh=hourly)
    told = (
        f"{len(prices)} prices are neither the {quarters} quarter-hours nor the "
        f"{quarters // _QUARTERS_PER_HOUR} hours of its days"
    )
    raise DocumentInvalid(field, told)


def _count_quarters(days: DayRange, timezone: str, most: int) -> int:
    """The quarter-hours of some days; days that nobody could have written prices for are not counted."""
    if days.days_count > most + 1:
        return days.days_count * 24 * _QUARTERS_PER_HOUR
    return sum(quarters_in_day(day, timezone) for day in days)


def _check_once(series: Sequence[IndexSeries]) -> None:
    """Two registers may tell the same days of an index, if they tell the same prices."""
    ordered = sorted(enumerate(series), key=lambda each: (each[1].index, each[1].days.from_))
    for (_, earlier), (number, later) in pairwise(ordered):
        if earlier.index != later.index or later.days.from_ >= earlier.days.until:
            continue
        is_same = earlier.days == later.days and np.array_equal(
            earlier.nano_eur_per_kwh, later.nano_eur_per_kwh
        )
        if not is_same:
            day = date_of(later.days.from_).isoformat()
            told = f"{later.index!r} has other prices for {day} already"
            raise DocumentInvalid(f"intervals[{number}]", told)
