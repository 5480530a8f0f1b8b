"""Why no tariff can be chosen for a supply point, in whole sentences; the rulebooks give codes."""

from collections.abc import Callable, Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kwartier.metering.types import Energy, MeterKind, Region, RegisterKind, name_operator

SENTENCES: dict[str, Promise] = {
    "no_region": _("There is no region %(region)s, only %(known)s."),
    "no_operator": _("There is no grid operator %(operator)s in %(region)s, only %(known)s."),
    "no_meter": _("This kind of meter is not known here: %(meter)s. Known are: %(known)s."),
    "protected_business": _("Only a household can be a protected customer."),
    "no_such_registers": _("The registers %(registers)s do not go together on a meter."),
    "backwards_with_injection": _(
        "A meter that runs backwards has no register for what is given to the grid."
    ),
    "impact_registers": _(
        "The IMPACT tariff asks a digital meter in Wallonia with the three registers %(known)s and no "
        "other."
    ),
    "no_power": _("The power of the connection (kVA) is missing."),
    "no_formula": _("There is no formula %(formula)s of the grid, only %(known)s."),
    "no_option": _("There is no option %(option)s, only %(known)s."),
    "power_not_sold": _("A power of %(power)s kVA is not sold, only %(known)s."),
    "no_formula_of_registers": _(
        "The grid has no formula for the registers %(registers)s, only for %(known)s."
    ),
    "no_rules_of_energy": _("For %(energy)s no rules are known here."),
    "no_social_tariff": _("There is no social tariff here: the energy voucher is a payment."),
}
"""One sentence per code of `rulebooks.unclear.FactsUnclear`."""


# What a figure of a sentence is: its codes become words. ``known`` is of the same kind as what it is
# told beside; formulas, options and powers are written as the grid writes them.
_WORDS: dict[str, Callable[[str], str]] = {
    "region": lambda code: _label(Region, code),
    "operator": name_operator,
    "meter": lambda code: _label(MeterKind, code),
    "registers": lambda code: _label(RegisterKind, code),
    "energy": lambda code: _label(Energy, code),
}
_KNOWN = {
    "no_region": "region",
    "no_operator": "operator",
    "no_meter": "meter",
    "impact_registers": "registers",
    "no_formula_of_registers": "registers",
}


def say_unclear(code: str, told: Mapping[str, object]) -> str:
    """The sentence about what is wrong, in the active language."""
    spoken = {
        name: _speak(_KNOWN.get(code, "") if name == "known" else name, str(figure))
        for name, figure in told.items()
    }
    return str(SENTENCES[code]) % spoken


def _speak(family: str, codes: str) -> str:
    """Codes in words; registers that go together are joined by +, as their names hold commas."""
    say = _WORDS.get(family)
    if say is None:
        return codes
    between = " + " if family == "registers" else ", "
    mixes = (between.join(map(say, mix.split(", "))) for mix in codes.split("; "))
    return "; ".join(mixes)


def _label(family: type[TextChoices], code: str) -> str:
    return str(family(code).label) if code in family else code
