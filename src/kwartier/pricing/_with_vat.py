"""A card's prices with and without VAT, as they are shown to whom they are charged.

Every price is taxed for itself, rounded once to the nano- or micro-euro: a page shows four decimals
of a cent. What is billed is taxed on its total (see ``energycore.tax``), never from these.
"""

from collections.abc import Mapping
from datetime import date

from energycore.clocks import day_number
from energycore.tariff import INJECTION_VAT_BP, CardPrices
from energycore.units import apply_vat
from kwartier.pricing.types import PriceWithVat, ShownPrices, VatRates
from rulebooks.dated_terms import BP_PER_PERCENT, exact_integer
from rulebooks.parameters import list_versions

# France taxed the subscription at another rate than the energy until August 2025.
_KEYS = {
    "BE": ("be.vat.{energy}.{category}", "be.vat.{energy}.{category}"),
    "FR": ("fr.vat.subscription", "fr.vat.energy"),
}


def get_vat_rates(*, country: str, energy: str, category: str, on: date) -> VatRates:
    """The rates on a day; past the last known one it is carried on.

    Raises:
        MissingParameter: before the first known rate.
        KeyError: a country without VAT rules.
    """
    fee_key, unit_key = (key.format(energy=energy, category=category) for key in _KEYS[country])
    return VatRates(fee_bp=_rate(fee_key, on), unit_bp=_rate(unit_key, on))


def _rate(key: str, on: date) -> int:
    day = day_number(on)
    (rate, *_later) = list_versions(key, day, day + 1, carry_forward=True)
    return exact_integer(rate.number() * BP_PER_PERCENT)


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
        injection=_each(prices.injection, INJECTION_VAT_BP),
        contributions=_each(prices.contributions, rates.unit_bp),
    )


def _each(named: Mapping[str, int], vat_bp: int) -> dict[str, PriceWithVat]:
    return {
        name: PriceWithVat(price, apply_vat(price, vat_bp), vat_bp) for name, price in named.items()
    }
