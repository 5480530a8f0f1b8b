"""A card's prices with and without VAT, as they are shown to whom they are charged.

Every price is taxed for itself, rounded once to the nano- or micro-euro: a page shows four decimals
of a cent. What is billed is taxed on its total (see ``energycore.tax``), never from these.
"""

from collections.abc import Mapping
from datetime import date

from energycore.clocks import DayRange, day_number
from energycore.tariff import CardPrices
from energycore.units import apply_vat
from kwartier.pricing.types import PriceWithVat, ShownPrices
from rulebooks.vat import VatRates, list_vat_rates


def get_vat_rates(*, country: str, energy: str, category: str, on: date) -> VatRates:
    """The rates on a day; past the last known one it is carried on.

    Raises:
        MissingParameter: before the first known rate.
        ValueError: a country without VAT rules.
    """
    day = day_number(on)
    (rates,) = list_vat_rates(
        country=country,
        energy=energy,
        category=category,
        period=DayRange(day, day + 1),
        carry_forward=True,
    )
    return rates


def show_with_vat(prices: CardPrices, rates: VatRates) -> ShownPrices:
    """Every price of a card, without and with VAT."""
    return ShownPrices(
        rates=rates,
        fixed_fee=PriceWithVat(
            prices.fixed_fee_micro_eur,
            apply_vat(prices.fixed_fee_micro_eur, rates.fee_bp),
            rates.fee_bp,
        ),
        offtake=_each(prices.offtake, rates.unit_bp),
        injection=_each(prices.injection, rates.injection_bp),
        contributions=_each(prices.contributions, rates.unit_bp),
    )


def _each(named: Mapping[str, int], vat_bp: int) -> dict[str, PriceWithVat]:
    return {
        name: PriceWithVat(price, apply_vat(price, vat_bp), vat_bp) for name, price in named.items()
    }
