"""The rates of VAT of a contract, dated: one rule for price cards, advances, bills and quotes."""

from dataclasses import dataclass

from energycore.clocks import DayRange
from energycore.tariff import CardVat
from rulebooks.dated_pieces import BP_PER_PERCENT, exact_integer
from rulebooks.parameters import ParameterValue, list_versions

# The parameters of the fee, of the unit prices and of the credit for injection: France taxed the
# subscription at another rate than the energy until August 2025.
_KEYS = {
    "BE": (
        "be.vat.{energy}.{category}",
        "be.vat.{energy}.{category}",
        "be.vat.injection.{category}",
    ),
    "FR": ("fr.vat.subscription", "fr.vat.energy", "fr.vat.injection.{category}"),
}


@dataclass(frozen=True, slots=True)
class VatRates:
    """The rates of VAT on a supplier's card that hold on some days, with their parameters."""

    valid: DayRange
    on: CardVat

    @property
    def fee_bp(self) -> int:
        """The rate on fixed fees, in basis points."""
        return self.on.fee_bp

    @property
    def unit_bp(self) -> int:
        """The rate on unit prices, in basis points."""
        return self.on.unit_bp

    @property
    def injection_bp(self) -> int:
        """The rate on the credit for injection, in basis points."""
        return self.on.injection_bp


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
    fees, units, credited = (
        list_versions(
            key.format(energy=energy, category=category),
            period.from_,
            period.until,
            carry_forward=carry_forward,
        )
        for key in _KEYS[country]
    )
    return [
        VatRates(days, _of_card(fee, unit, credit))
        for fee in fees
        for unit in units
        if (both := fee.valid.overlap(unit.valid)) is not None
        for credit in credited
        if (days := both.overlap(credit.valid)) is not None
    ]


def _of_card(fee: ParameterValue, unit: ParameterValue, credit: ParameterValue) -> CardVat:
    return CardVat(
        fee_bp=_basis_points(fee),
        unit_bp=_basis_points(unit),
        injection_bp=_basis_points(credit),
        fee_key=fee.key,
        unit_key=unit.key,
        injection_key=credit.key,
    )


def _basis_points(rate: ParameterValue) -> int:
    return exact_integer(rate.number() * BP_PER_PERCENT)
