"""The shape of a price card's terms: decimals in euro come in, exact integers are stored.

Stored: ``{"fixed_fee_micro_eur": 61320000, "offtake_nano_eur_per_kwh": {"total": 131200000},
"injection_nano_eur_per_kwh": {}, "contributions_nano_eur_per_kwh": {"green": 11700000}}``, all
excluding VAT, and under ``promises`` what the card holds besides (see ``promises``). Nine decimals of a euro per kWh and six of a euro per year are kept exactly; more
are refused rather than rounded.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from energycore.bundle import DocumentInvalid
from energycore.tariff import (
    INJECTION_KINDS,
    MOST_FEE_MICRO_EUR,
    MOST_NANO_EUR_PER_KWH,
    OFFTAKE_KINDS,
    CardPrices,
    SliceTerm,
    TierTerm,
)
from kwartier.pricing.promises import CardPromise, check_together, promise_to_json, read_promise
from kwartier.pricing.refusals import PriceCardInvalid

_PROMISES = "promises"
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
    promises: Sequence[CardPromise] = (),
) -> CardPrices:
    """The prices of a card from euro per year and euro per kWh, as a card prints them.

    ``promises`` are only looked at for a scale that prices the kWh instead.

    Raises:
        PriceCardInvalid: not a number, too many decimals, or beyond what a price can be.
    """
    return check_prices(
        CardPrices(
            fixed_fee_micro_eur=_exact("fixed_fee", fixed_fee, places=6),
            offtake=_exact_all("offtake", offtake),
            injection=_exact_all("injection", injection or {}),
            contributions=_exact_all("contributions", contributions or {}),
        ),
        promises,
    )


def to_json(prices: CardPrices, promises: Sequence[CardPromise] = ()) -> dict[str, Any]:
    """The stored form of checked prices, and of the promises beside them."""
    written = {_PROMISES: [promise_to_json(each) for each in promises]} if promises else {}
    return {
        **written,
        "fixed_fee_micro_eur": prices.fixed_fee_micro_eur,
        "offtake_nano_eur_per_kwh": prices.offtake,
        "injection_nano_eur_per_kwh": prices.injection,
        "contributions_nano_eur_per_kwh": prices.contributions,
    }


def from_json(terms: Mapping[str, Any], promises: Sequence[CardPromise] = ()) -> CardPrices:
    """The prices behind a stored form; ``promises`` are those of the card.

    Raises:
        PriceCardInvalid: a part is missing, unknown, or no whole number.
    """
    if set(terms) - {_PROMISES} != _KEYS:
        _refuse(f"it must hold exactly {', '.join(sorted(_KEYS))}")
    return check_prices(
        CardPrices(
            fixed_fee_micro_eur=terms["fixed_fee_micro_eur"],
            offtake=dict(terms["offtake_nano_eur_per_kwh"]),
            injection=dict(terms["injection_nano_eur_per_kwh"]),
            contributions=dict(terms["contributions_nano_eur_per_kwh"]),
        ),
        promises,
    )


def promises_from_json(terms: Mapping[str, Any]) -> tuple[CardPromise, ...]:
    """The promises in the stored form of a card.

    Raises:
        DocumentInvalid: one of them is none.
    """
    return tuple(
        read_promise(each, f"promises[{number}]")
        for number, each in enumerate(terms.get(_PROMISES, ()))
    )


def check_promises(promises: Sequence[CardPromise]) -> None:
    """Refuse promises that do not go together on a card.

    Raises:
        PriceCardInvalid: with the first thing that is wrong.
    """
    try:
        check_together(promises)
    except DocumentInvalid as invalid:
        _refuse(f"{invalid.place}: {invalid.problem}")


def check_prices(prices: CardPrices, promises: Sequence[CardPromise] = ()) -> CardPrices:
    """The same prices, when they are ones: known registers, whole numbers, within reason.

    Where a scale among the promises prices the kWh, the card need not.

    Raises:
        PriceCardInvalid: with the first thing that is wrong.
    """
    has_scale = any(isinstance(each.term, SliceTerm | TierTerm) for each in promises)
    if not prices.offtake and not has_scale:
        _refuse("it has no price per kWh")
    _check_names("offtake", prices.offtake, OFFTAKE_KINDS)
    _check_names("injection", prices.injection, INJECTION_KINDS)
    _check_amount("fixed_fee", prices.fixed_fee_micro_eur, 0, MOST_FEE_MICRO_EUR)
    most = MOST_NANO_EUR_PER_KWH
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
