"""The rates of VAT of a contract, dated: one rule for price cards, advances, bills and quotes."""

from dataclasses import dataclass

from energycore.clocks import DayRange
from rulebooks.dated_pieces import BP_PER_PERCENT, exact_integer
from rulebooks.parameters import ParameterValue, list_versions

# The parameters of the fee and of the unit prices: France taxed the subscription at another rate
# than the energy until August 2025.
_KEYS = {
    "BE": ("be.vat.{energy}.{category}", "be.vat.{energy}.{category}"),
    "FR": ("fr.vat.subscription", "fr.vat.energy"),
}


@dataclass(frozen=True, slots=True)
class VatRates:
    """The rates, in basis points, that hold on some days: of fixed fees, and of unit prices."""

    valid: DayRange
    fee_bp: int
    unit_bp: int


def list_vat_rates(
    *, country: str, energy: str, category: str, period: DayRange, carry_forward: bool = False
) -> list[VatRates]:
    """Return the rates over a period, oldest first, without a gap.

    `carry_forward` is for forecasts: the last known rate goes on. Raises MissingParameter before
    the first known rate, ExpiredParameter past the last one, ValueError for a country whose rates
    are not known.
    """
    if country not in _KEYS:
        raise ValueError(f"no rates of VAT are known for {country}, only for {', '.join(_KEYS)}")
    fees, units = (
        list_versions(
            key.format(energy=energy, category=category),
            period.from_,
            period.until,
            carry_forward=carry_forward,
        )
        for key in _KEYS[country]
    )
    return [
        VatRates(both, _basis_points(fee), _basis_points(unit))
        for fee in fees
        for unit in units
        if (both := fee.valid.overlap(unit.valid)) is not None
    ]


def _basis_points(rate: ParameterValue) -> int:
    return exact_integer(rate.number() * BP_PER_PERCENT)
