"""The demonstration supplier's price list: subscription by power and option, energy per register.

French households read one price with everything inside: network, contribution, excise, certificates
and VAT. So these terms stand alone; those of `fr.terms` explain them and are not added to them.
"""

from decimal import Decimal
from typing import Literal

from energycore.clocks import DayRange
from energycore.tariff import Term
from rulebooks.dated_pieces import Scope
from rulebooks.dated_terms import banded_fixed_terms, banded_unit_terms, fixed_terms, unit_terms
from rulebooks.fr.terms import STEPS_KVA, SupplyUnclear, check_power

Option = Literal["base", "hphc"]

REGISTERS: dict[str, tuple[str, ...]] = {
    "base": ("base",),
    "hphc": ("peak_hours", "off_peak_hours"),
}
"""The supplier's registers of each option; they are independent of the grid's formula."""


def price_list_terms(
    *,
    option: Option,
    subscribed_kva: Decimal,
    storage_kwc: Decimal | None = None,
    from_day: int,
    until_day: int,
    carry_forward: bool = False,
) -> list[Term]:
    """Return subscription and energy, and the storage of a virtual battery where there is one.

    `storage_kwc` is the power of the panels' modules. Raises SupplyUnclear for another option or a
    power above 36 kVA, MissingParameter or ExpiredParameter for days that the list does not cover.
    """
    scope = _scope(
        option, subscribed_kva, DayRange(from_day, until_day), carry_forward=carry_forward
    )
    terms = banded_fixed_terms(
        scope,
        "subscription",
        "energy",
        f"fr.demo.subscription.{option}",
        quantity=subscribed_kva,
    )
    for register in REGISTERS[option]:
        terms += banded_unit_terms(
            scope,
            f"energy_{register}",
            "energy",
            f"fr.demo.energy.{register}",
            quantity=subscribed_kva,
            registers=(register,),
        )
    if storage_kwc is not None:
        key = "fr.demo.storage.subscription"
        terms += fixed_terms(scope, "storage", "energy", key, quantity=storage_kwc)
    return terms


def returned_terms(*, option: Option, from_day: int, until_day: int) -> list[Term]:
    """Return the prices of energy that comes back from the virtual battery, per register.

    The supplier waives its energy price: network, excise, certificates and VAT remain due.
    """
    scope = _scope(option, STEPS_KVA[0], DayRange(from_day, until_day), carry_forward=False)
    terms: list[Term] = []
    for register in REGISTERS[option]:
        key = f"fr.demo.storage.returned_{register}"
        terms += unit_terms(scope, f"returned_{register}", "energy", key, registers=(register,))
    return terms


def _scope(option: str, kva: Decimal, period: DayRange, *, carry_forward: bool) -> Scope:
    if option not in REGISTERS:
        known = ", ".join(REGISTERS)
        raise SupplyUnclear(
            "no_option", f"no option {option}, only {known}", option=option, known=known
        )
    check_power(kva)
    return Scope(period=period, vat_key="fr.vat.energy", carry_forward=carry_forward)
