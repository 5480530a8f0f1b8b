"""The shape of a price card's terms: decimals in euro come in, exact integers are stored.

Stored: ``{"fixed_fee_micro_eur": 61320000, "offtake_nano_eur_per_kwh": {"total": 131200000},
"injection_nano_eur_per_kwh": {}, "contributions_nano_eur_per_kwh": {"green": 11700000}}``, all
excluding VAT. Nine decimals of a euro per kWh and six of a euro per year are kept exactly; more
are refused rather than rounded.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from energycore.tariff import INJECTION_KINDS, OFFTAKE_KINDS, CardPrices
from kwartier.pricing.refusals import PriceCardInvalid

_MOST_EUR_PER_KWH = Decimal(10)
_MOST_EUR_PER_YEAR = Decimal(10_000)
_KEYS = {
    "fixed_fee_micro_eur",
    "offtake_nano_eur_per_kwh",
    "injection_nano_eur_per_kwh",
    "contributions_nano_eur_per_kwh",
}


def prices_from_euro(
    *,
    fixed_fee: str | Decimal,
    offtake: Mapping[str, str | Decimal],
    injection: Mapping[str, str | Decimal] | None = None,
    contributions: Mapping[str, str | Decimal] | None = None,
) -> CardPrices:
    """The prices of a card from euro per year and euro per kWh, as a card prints them.

    Raises:
        PriceCardInvalid: not a number, too many decimals, or beyond what a price can be.
    """
    return check_prices(
        CardPrices(
            fixed_fee_micro_eur=_exact("fixed_fee", fixed_fee, places=6),
            offtake=_exact_all("offtake", offtake),
            injection=_exact_all("injection", injection or {}),
            contributions=_exact_all("contributions", contributions or {}),
        )
    )


def to_json(prices: CardPrices) -> dict[str, Any]:
    """The stored form of checked prices."""
    return {
        "fixed_fee_micro_eur": prices.fixed_fee_micro_eur,
        "offtake_nano_eur_per_kwh": prices.offtake,
        "injection_nano_eur_per_kwh": prices.injection,
        "contributions_nano_eur_per_kwh": prices.contributions,
    }


def from_json(terms: Mapping[str, Any]) -> CardPrices:
    """The prices behind a stored form.

    Raises:
        PriceCardInvalid: a part is missing, unknown, or no whole number.
    """
    if set(terms) != _KEYS:
        _refuse(f"it must hold exactly {', '.join(sorted(_KEYS))}")
    return check_prices(
        CardPrices(
            fixed_fee_micro_eur=terms["fixed_fee_micro_eur"],
            offtake=dict(terms["offtake_nano_eur_per_kwh"]),
            injection=dict(terms["injection_nano_eur_per_kwh"]),
            contributions=dict(terms["contributions_nano_eur_per_kwh"]),
        )
    )


def check_prices(prices: CardPrices) -> CardPrices:
    """The same prices, when they are ones: known registers, whole numbers, within reason.

    Raises:
        PriceCardInvalid: with the first thing that is wrong.
    """
    if not prices.offtake:
        _refuse("it has no price per kWh")
    _check_names("offtake", prices.offtake, OFFTAKE_KINDS)
    _check_names("injection", prices.injection, INJECTION_KINDS)
    _check_amount("fixed_fee", prices.fixed_fee_micro_eur, 0, int(_MOST_EUR_PER_YEAR * 10**6))
    most = int(_MOST_EUR_PER_KWH * 10**9)
    for name, nano_eur in (*prices.offtake.items(), *prices.injection.items()):
        # Negative prices exist: whole days of 2024 and 2025 had them.
        _check_amount(name, nano_eur, -most, most)
    for name, nano_eur in prices.contributions.items():
        _check_amount(name, nano_eur, 0, most)
    return prices


def _check_names(part: str, prices: Mapping[str, int], known: tuple[str, ...]) -> None:
    for name in prices:
        if name not in known:
            _refuse(f"{part} names a register that does not exist: {name}")


def _check_amount(name: str, amount: object, lowest: int, highest: int) -> None:
    if not isinstance(amount, int) or isinstance(amount, bool):
        _refuse(f"{name} is not a whole number")
    elif not lowest <= amount <= highest:
        _refuse(f"{name} is beyond what a price can be")


def _exact_all(part: str, prices: Mapping[str, str | Decimal]) -> dict[str, int]:
    return {name: _exact(f"{part}.{name}", price, places=9) for name, price in prices.items()}


def _exact(name: str, price: str | Decimal, *, places: int) -> int:
    try:
        scaled = Decimal(price).scaleb(places)
    except InvalidOperation:
        scaled = Decimal("NaN")
    if not scaled.is_finite():
        _refuse(f"{name} is not a number")
    if scaled != scaled.to_integral_value():
        _refuse(f"{name} has more than {places} decimals")
    return int(scaled)


def _refuse(problem: str) -> None:
    raise PriceCardInvalid(params={"problem": problem})
