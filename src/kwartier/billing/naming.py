"""What the lines of a bill are called: one name for the page, the paper, the mail and the machine."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kwartier.billing.types import BillView
from kwartier.ledger.types import TaxedCents
from kwartier.metering.types import RegisterKind

COMPONENT_WORDS: dict[str, Promise] = {
    "energy": gettext_lazy("Energy and supply"),
    "network": gettext_lazy("Network"),
    "taxes": gettext_lazy("Taxes and levies"),
}

_NAMES: dict[str, Promise] = {
    "supplier_fee": gettext_lazy("Fixed fee of the supplier"),
    "contribution_green": gettext_lazy("Green certificates"),
    "contribution_cogeneration": gettext_lazy("Cogeneration certificates"),
    "public_service": gettext_lazy("Public service obligations"),
    "public_service_exclusive_night": gettext_lazy("Public service obligations, exclusive night"),
    "grid_surcharges": gettext_lazy("Surcharges of the grid"),
    "data_management": gettext_lazy("Meter and data management"),
    "grid_fixed": gettext_lazy("Grid, fixed amount"),
    "grid_kwh": gettext_lazy("Use of the grid, per kWh"),
    "capacity": gettext_lazy("Capacity: the peaks of your months"),
    "prosumer": gettext_lazy("Use of the grid with solar panels (prosumer tariff)"),
    "transport": gettext_lazy("Transport of electricity"),
    "gas_transport": gettext_lazy("Transport of gas"),
    "gas_distribution": gettext_lazy("Distribution of gas"),
    "gas_public_service": gettext_lazy("Public service obligations"),
    "gas_surcharges": gettext_lazy("Surcharges of the grid"),
    "gas_pensions": gettext_lazy("Pensions of the grid's civil servants"),
    "metering": gettext_lazy("Metering"),
    "energy_fund": gettext_lazy("Energy fund"),
    "excise": gettext_lazy("Federal excise"),
    "electricity_excise": gettext_lazy("Excise on electricity"),
    "energy_contribution": gettext_lazy("Energy contribution"),
    "connection_fee": gettext_lazy("Connection fee, per kWh"),
    "connection_fee_lump": gettext_lazy("Connection fee, first 100 kWh"),
    "turpe_power": gettext_lazy("Grid, for the subscribed power"),
    "turpe_management": gettext_lazy("Grid, management"),
    "turpe_metering": gettext_lazy("Grid, metering"),
    "cta": gettext_lazy("Contribution to grid pensions (CTA)"),
    "subscription": gettext_lazy("Subscription"),
    "storage": gettext_lazy("Virtual battery, per kWh stored"),
    "storage_subscription": gettext_lazy("Virtual battery, subscription"),
    "discount_direct_debit": gettext_lazy("Discount for direct debit"),
    "discount_e_billing": gettext_lazy("Discount for bills by e-mail"),
    "discount_both_energies": gettext_lazy("Discount for electricity and gas together"),
    "discount_loyalty": gettext_lazy("Loyalty discount"),
    "discount_welcome": gettext_lazy("Discount for new customers"),
    "welcome_bonus": gettext_lazy("Welcome bonus"),
    "price_cap": gettext_lazy("Price cap"),
    "price_floor": gettext_lazy("Lowest price"),
}


_OF_REGISTERS: dict[str, Promise] = {
    "energy": gettext_lazy("Energy, %(register)s"),
    "credit": gettext_lazy("Credit for what you gave to the grid, %(register)s"),
    "grid_kwh": gettext_lazy("Use of the grid, %(register)s"),
    "turpe_kwh": gettext_lazy("Use of the grid, %(register)s"),
    "social": gettext_lazy("Social tariff, %(register)s"),
}


def name_line(code: str) -> str:
    """The name of a promise on a bill, in the active language."""
    if code in _NAMES:
        return str(_NAMES[code])
    kind, register = _split(code)
    if register in RegisterKind:
        return str(_OF_REGISTERS[kind]) % {"register": str(RegisterKind(register).label)}
    return capfirst(code.replace("_", " "))


def has_name(code: str) -> bool:
    """Whether a promise has a name of its own; what has none is called after its code."""
    return code in _NAMES or _split(code)[1] in RegisterKind


def _split(code: str) -> tuple[str, str]:
    """A promise about one register: what it is, and which; no register where it is about none."""
    for kind in _OF_REGISTERS:
        if code.startswith(f"{kind}_"):
            return kind, code.removeprefix(f"{kind}_")
    return code, ""


def name_component(component: str) -> str:
    """The name of one of the three blocks."""
    return str(COMPONENT_WORDS[component])


def name_replaced_part(number: str) -> str:
    """The name of the provisional part of an earlier bill, on the one that takes it off."""
    return _("Provisional part of %(number)s") % {"number": number}


def name_parts(bill: BillView) -> list[tuple[str, int, tuple[TaxedCents, ...]]]:
    """The provisional parts on a bill, its own and the one taken off: name, sign, rates."""
    own, replaced = bill.provisional_part, bill.replaced_part
    named = [(_("Provisional part"), 1, own.vat)] if own else []
    if replaced:
        named.append((name_replaced_part(replaced.number), -1, replaced.vat))
    return named


def say_part(*, first: str, last: str, amount: str) -> str:
    """What the provisional part of a bill is, and what becomes of it."""
    return _(
        "From %(first)s to %(last)s nobody has read the meter yet. What these days are expected to "
        "cost, %(amount)s, is an estimate: your consumption so far, divided as the load profile divides "
        "the year. Your next bill takes it off again to the cent and charges what was read."
    ) % {"first": first, "last": last, "amount": amount}
