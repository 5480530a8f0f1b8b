"""A supplier's price card as price terms, and the price that an index makes."""

from dataclasses import dataclass
from typing import Any, Final

from energycore.clocks import DayRange
from energycore.tariff.terms import FixedTerm, InjectionTerm, Term, UnitTerm
from energycore.units import divide_half_away

_PARTS = 10**9

MOST_NANO_EUR_PER_KWH: Final = 10 * 10**9
MOST_FEE_MICRO_EUR: Final = 10_000 * 10**6
"""Beyond these a price is a slip, most often cents for euro: 10 euro per kWh, 10,000 euro a year."""


@dataclass(frozen=True, slots=True)
class CardPrices:
    """The supplier's own prices, excluding VAT.

    `offtake` and `injection` map a register kind to nano-euro per kWh (an injection price is a
    credit); `contributions` map a name (`green`, `cogeneration`) to the nano-euro that the supplier
    passes on for every kWh taken.
    """

    fixed_fee_micro_eur: int
    offtake: dict[str, int]
    injection: dict[str, int]
    contributions: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVat:
    """The rates of VAT on a card, in basis points, with the keys of the figures behind them.

    The fee, the unit prices and the credit for injection may each stand at their own: a French
    subscription did until 2025, and what a household gives to the grid has none.
    """

    fee_bp: int
    unit_bp: int
    injection_bp: int
    fee_key: str = ""
    unit_key: str = ""
    injection_key: str = ""


def card_terms(
    prices: CardPrices, valid: DayRange, *, vat: CardVat, source: str, provisional: bool = False
) -> list[Term]:
    """Return the terms of a card's prices over some days, at one rate of VAT each."""

    def about(vat_bp: int, key: str) -> dict[str, Any]:
        return {
            "component": "energy",
            "vat_bp": vat_bp,
            "valid": valid,
            "parameters": (key,) if key else (),
            "source": source,
            "provisional": provisional,
        }

    fee = about(vat.fee_bp, vat.fee_key)
    unit = about(vat.unit_bp, vat.unit_key)
    credit = about(vat.injection_bp, vat.injection_key)
    return [
        FixedTerm(code="supplier_fee", micro_eur_per_year=prices.fixed_fee_micro_eur, **fee),
        *(
            UnitTerm(
                code=f"energy_{register}",
                nano_eur_per_kwh=nano_eur,
                registers=(register,),
                **unit,
            )
            for register, nano_eur in prices.offtake.items()
        ),
        *(
            UnitTerm(
                code=f"contribution_{name}", nano_eur_per_kwh=nano_eur, is_surcharge=True, **unit
            )
            for name, nano_eur in prices.contributions.items()
        ),
        *(
            InjectionTerm(
                code=f"credit_{register}",
                nano_eur_per_kwh=nano_eur,
                registers=(register,),
                **credit,
            )
            for register, nano_eur in prices.injection.items()
        ),
    ]


def indexed_price(
    factor_nano: int,
    index_nano: int,
    addend_nano: int,
    *,
    at_least_nano: int | None = None,
    at_most_nano: int | None = None,
) -> int:
    """Return a x INDEX + b in nano-euro per kWh, rounded half away from zero to the nano-euro.

    `factor_nano` is a in thousand-millionths (0.1096 is 109_600_000), `index_nano` the published
    value and `addend_nano` b, both in nano-euro per kWh (95.75 euro per MWh is 95_750_000). The
    index enters in the unit of the price: a formula that is printed for an index in euro per MWh
    and a price in eurocent per kWh is ten times smaller than the a that is meant here. A price
    card may bound the price from below (`at_least_nano`) and from above (`at_most_nano`). Raises
    ValueError for bounds that cross.

    >>> indexed_price(1_096_000_000, 95_750_000, 42_102_000)
    147044000
    """
    price = divide_half_away(factor_nano * index_nano, _PARTS) + addend_nano
    lowest = price if at_least_nano is None else at_least_nano
    highest = price if at_most_nano is None else at_most_nano
    if at_least_nano is not None and at_most_nano is not None and lowest > highest:
        raise ValueError("the least that a price may be lies above the most")
    return min(max(price, lowest), highest)
