"""Who sets what a line of a bill costs, and by which rule it is worked out."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from energycore.tariff import Condition
from kwartier.billing.naming import COMPONENT_WORDS, name_component, name_line
from kwartier.pricing.wording import say_came_of

__all__ = [
    "COMPONENT_WORDS",
    "name_component",
    "name_line",
    "say_condition",
    "say_rule",
    "say_who_sets",
]

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
    "dynamic": gettext_lazy(
        "Every quarter-hour or hour at its own index: what your kWh came to at it, times a factor."
    ),
    "percentage": gettext_lazy("A share of what other lines come to on the same days."),
    "at_least": gettext_lazy("What is missing to the least that other lines cost together."),
    "at_most": gettext_lazy("What is too much above the most that other lines cost together."),
}


def say_who_sets(component: str, supplier: str) -> str:
    """Who decides what a block costs."""
    if component == "energy":
        return _("set by %(supplier)s") % {"supplier": supplier}
    return _("set by the regulator") if component == "network" else _("set by law")


def say_condition(condition: Condition) -> str:
    """Whether what a promise hangs on came true, and why."""
    return say_came_of(condition)


def say_rule(rule: str) -> str:
    """By which rule a price becomes an amount, in a sentence."""
    return str(_RULES[rule])
