"""What the lines of a bill are called, who sets them, and by which rule they are worked out."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "energy_contribution": gettext_lazy("Energy contribution"),
    "connection_fee": gettext_lazy("Connection fee, per kWh"),
    "connection_fee_lump": gettext_lazy("Connection fee, first 100 kWh"),
    "turpe_power": gettext_lazy("Grid, for the subscribed power"),
    "turpe_management": gettext_lazy("Grid, management"),
    "turpe_metering": gettext_lazy("Grid, metering"),
    "cta": gettext_lazy("Contribution to grid pensions (CTA)"),
}

_RULES: dict[str, Promise] = {
    "fixed": gettext_lazy(
        "An amount per year, counted by the day; your consumption plays no part."
    ),
    "one_off": gettext_lazy("An amount that falls due once."),
    "unit": gettext_lazy("Every kWh at the price of its own period."),
    "slice": gettext_lazy(
        "In slices: each part of your yearly consumption has its own price, and every price holds "
        "for its own period."
    ),
    "tier": gettext_lazy("Your yearly consumption decides which price holds for every kWh."),
    "capacity": gettext_lazy(
        "The mean of your monthly peaks, at a price per kW and year, counted by the day. The tariff "
        "has a smallest peak, and where it applies a highest amount."
    ),
    "injection": gettext_lazy("A credit for every kWh that you gave to the grid."),
}


def name_line(code: str) -> str:
    """The name of a promise on a bill, in the active language."""
    if code in _NAMES:
        return str(_NAMES[code])
    kind, _underscore, register = code.partition("_")
    if kind in {"energy", "credit"} and register in RegisterKind:
        told = {"register": str(RegisterKind(register).label)}
        if kind == "credit":
            return _("Credit for what you gave to the grid, %(register)s") % told
        return _("Energy, %(register)s") % told
    return capfirst(code.replace("_", " "))


def name_component(component: str) -> str:
    """The name of one of the three blocks."""
    return str(COMPONENT_WORDS[component])


def say_who_sets(component: str, supplier: str) -> str:
    """Who decides what a block costs."""
    if component == "energy":
        return _("set by %(supplier)s") % {"supplier": supplier}
    return _("set by the regulator") if component == "network" else _("set by law")


def say_rule(rule: str) -> str:
    """By which rule a price becomes an amount, in a sentence."""
    return str(_RULES[rule])
