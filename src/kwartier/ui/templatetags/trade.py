"""The trade's words for stored keys, in the active language. ``{% load trade %}``."""

from django import template

from kwartier.billing.types import Rhythm
from kwartier.ledger.types import JournalKind
from kwartier.metering.types import Energy, MeterKind, ReadingState, Region, RegisterKind, Unit
from kwartier.parties.types import AccountKind, Role, TokenScope
from kwartier.pricing.types import PriceKind
from kwartier.supply.types import ArrangementKind, BillingRhythm, CustomerCategory
from kwartier.ui.browsers import name_browser

register = template.Library()

_LONGEST_ABBREVIATION = 5  # AIEG, AIESH, ORES, RESA, REW

_WORDS = {
    "account": AccountKind,
    "arrangement": ArrangementKind,
    "category": CustomerCategory,
    "energy": Energy,
    "meter": MeterKind,
    "movement": JournalKind,
    "price": PriceKind,
    "reading_state": ReadingState,
    "region": Region,
    "register": RegisterKind,
    "rhythm": BillingRhythm,
    "advance_rhythm": Rhythm,
    "role": Role,
    "scope": TokenScope,
    "unit": Unit,
}


@register.filter
def operator(key: str) -> str:
    """A grid operator's name from its key: ``fluvius_zenne_dijle``, ``ores`` (an abbreviation)."""
    parts = key.split("_")
    if len(parts) == 1 and len(key) <= _LONGEST_ABBREVIATION:
        return key.upper()
    return " ".join(part.capitalize() for part in parts)


@register.filter
def in_fours(number: str) -> str:
    """A long number in groups of four, as an IBAN is written."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


@register.filter
def browser(user_agent: str) -> str:
    """A browser and its system, from what it says of itself: ``Firefox, Windows``."""
    return name_browser(user_agent)


@register.filter
def word(key: str, family: str) -> str:
    """The word for a key of a family: ``{{ contract.energy|word:"energy" }}``.

    Raises:
        KeyError: there is no such family.
        ValueError: the family has no such key.
    """
    return str(_WORDS[family](key).label)
