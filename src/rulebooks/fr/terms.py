"""The French rules as price terms: TURPE, CTA, excise and VAT of a point up to 36 kVA."""

from collections.abc import Collection
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from energycore.clocks import DayRange
from energycore.tariff import INJECTION_KINDS, FixedTerm, Term
from rulebooks.dated_pieces import (
    MICRO_PER_YEAR,
    Piece,
    Scope,
    exact_integer,
    list_pieces,
    scaled,
)
from rulebooks.dated_terms import fixed_terms, unit_terms
from rulebooks.unclear import FactsUnclear

Formula = Literal["cust", "lu", "mudt", "cu4", "mu4"]
"""The grid's formulas: short or long use on one register, peak and off-peak, four quadrants."""

QUADRANTS = (
    "peak_high_season",
    "off_peak_high_season",
    "peak_low_season",
    "off_peak_low_season",
)
"""The registers of the formulas with seasons: HPH, HCH, HPB and HCB."""

REGISTERS: dict[str, tuple[str, ...]] = {
    "cust": ("base",),
    "lu": ("base",),
    "mudt": ("peak_hours", "off_peak_hours"),
    "cu4": QUADRANTS,
    "mu4": QUADRANTS,
}

STEPS_KVA = tuple(map(Decimal, (3, 6, 9, 12, 15, 18, 24, 30, 36)))
"""The powers that are sold up to 36 kVA; above it the grid asks power per quadrant."""

_FORMULAS: dict[frozenset[str], Formula] = {
    frozenset({"base"}): "cust",
    frozenset({"peak_hours", "off_peak_hours"}): "mudt",
    frozenset(QUADRANTS): "cu4",
}


class SupplyUnclear(FactsUnclear):
    """The French rules cannot be chosen; `code` says which fact is missing or wrong."""

    whose = "of France"


_PERCENT = Decimal(100)


def build_terms(
    *,
    formula: Formula,
    subscribed_kva: Decimal,
    from_day: int,
    until_day: int,
    carry_forward: bool = False,
) -> list[Term]:
    """Return the terms of network and levies over [from_day, until_day).

    The subscription's part (management, metering, power, CTA) had 5.5 % VAT until 31 July 2025.
    `carry_forward` is for forecasts only. Raises SupplyUnclear for another formula (naming the
    known ones) or a power that is not sold, MissingParameter or ExpiredParameter naming key, day and
    file for a figure that is not known.
    """
    if formula not in REGISTERS:
        known = ", ".join(REGISTERS)
        what = f"no formula {formula}, only {known}"
        raise SupplyUnclear("no_formula", what, formula=formula, known=known)
    check_power(subscribed_kva)
    registers = REGISTERS[formula]
    period = DayRange(from_day, until_day)
    fixed = Scope(period=period, vat_key="fr.vat.subscription", carry_forward=carry_forward)
    energy = Scope(period=period, vat_key="fr.vat.energy", carry_forward=carry_forward)
    power = f"fr.turpe.{formula}.power"
    terms = [
        *fixed_terms(fixed, "turpe_management", "network", "fr.turpe.management"),
        *fixed_terms(fixed, "turpe_metering", "network", "fr.turpe.metering"),
        *fixed_terms(fixed, "turpe_power", "network", power, quantity=subscribed_kva),
        *contribution_terms(fixed, power, subscribed_kva),
        *unit_terms(
            energy, "electricity_excise", "taxes", "fr.excise.household", registers=registers
        ),
    ]
    for register in registers:
        key = f"fr.turpe.{formula}.kwh_{register}"
        terms += unit_terms(energy, f"turpe_kwh_{register}", "network", key, registers=(register,))
    return terms


def check_power(subscribed_kva: Decimal) -> None:
    """Raise SupplyUnclear for a power that is not one of the steps, and name them."""
    if subscribed_kva not in STEPS_KVA:
        steps = ", ".join(map(str, STEPS_KVA))
        what = f"a power of {subscribed_kva} kVA is not one of {steps}"
        raise SupplyUnclear("power_not_sold", what, power=str(subscribed_kva), known=steps)


def choose_formula(registers: Collection[str]) -> Formula:
    """Return the formula of a meter's registers: short use, on one, two or four of them.

    Registers of injection make no difference. Raises SupplyUnclear for a mix that no formula has.
    """
    counted = frozenset(registers).difference(INJECTION_KINDS)
    formula = _FORMULAS.get(counted)
    if formula is None:
        known = "; ".join(", ".join(REGISTERS[each]) for each in _FORMULAS.values())
        told = ", ".join(sorted(counted)) or "none"
        what = f"the registers are {told}, and have to be {known}"
        raise SupplyUnclear("no_formula_of_registers", what, registers=told, known=known)
    return formula


def build_supply_terms(
    *,
    energy: str,
    registers: Collection[str],
    subscribed_kva: Decimal | None,
    is_protected: bool,
    from_day: int,
    until_day: int,
    carry_forward: bool = False,
) -> list[Term]:
    """Return the terms of network and levies of a supply point as a contract describes it.

    Raises SupplyUnclear for gas, for a social tariff (which France has not: its energy voucher is
    a payment), for a power that is missing or not sold, for registers without a formula, and what
    `build_terms` raises.
    """
    if energy != "electricity":
        what = f"no rules are known for {energy}, only for electricity"
        raise SupplyUnclear("no_rules_of_energy", what, energy=energy)
    if is_protected:
        what = "there is no social tariff in France: the energy voucher is a payment"
        raise SupplyUnclear("no_social_tariff", what)
    if subscribed_kva is None:
        raise SupplyUnclear("no_power", "the subscribed power (kVA) is missing")
    return build_terms(
        formula=choose_formula(registers),
        subscribed_kva=subscribed_kva.normalize(),
        from_day=from_day,
        until_day=until_day,
        carry_forward=carry_forward,
    )


def contribution_terms(scope: Scope, power_key: str, subscribed_kva: Decimal) -> list[Term]:
    """Return the CTA: a share of the fixed part of TURPE, cut where the share or a part changes."""
    shares = list(list_pieces(scope, "fr.cta.distribution"))
    parts = [
        (list(list_pieces(scope, "fr.turpe.management")), Decimal(1)),
        (list(list_pieces(scope, "fr.turpe.metering")), Decimal(1)),
        (list(list_pieces(scope, power_key)), subscribed_kva),
    ]
    every = [*shares, *(piece for pieces, _ in parts for piece in pieces)]
    days = sorted({day for piece in every for day in (piece.valid.from_, piece.valid.until)})
    terms: list[Term] = []
    for first, until in pairwise(days):
        share = _piece_at(shares, first)
        found = [(_piece_at(pieces, first), quantity) for pieces, quantity in parts]
        yearly = sum(
            scaled(piece.value, piece.value.number() * quantity, MICRO_PER_YEAR)
            for piece, quantity in found
        )
        about = share.about("cta", "taxes") | {
            "valid": DayRange(first, until),
            "parameters": (share.value.key, *(piece.value.key for piece, _ in found)),
            "provisional": share.provisional or any(piece.provisional for piece, _ in found),
        }
        amount = exact_integer(yearly * share.value.number() / _PERCENT)
        terms.append(FixedTerm(**about, micro_eur_per_year=amount))
    return terms


def _piece_at(pieces: list[Piece], day: int) -> Piece:
    return next(piece for piece in pieces if piece.valid.from_ <= day < piece.valid.until)
