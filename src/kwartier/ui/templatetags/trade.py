"""The trade's words for stored keys, in the active language. ``{% load trade %}``."""

from django import template

from kwartier.arrears.types import CostPart
from kwartier.billing.types import Rhythm
from kwartier.ledger.references import show_reference
from kwartier.ledger.types import JournalKind, Movement, OpenItem
from kwartier.metering.types import (
    Energy,
    MeterKind,
    ReadingState,
    Region,
    RegisterKind,
    Unit,
    name_operator,
)
from kwartier.parties.types import AccountKind, AgentScope, Role, TokenScope
from kwartier.payments.queries import explain_code
from kwartier.payments.types import EndReason as MandateEnd
from kwartier.platform.formats import group_in_fours
from kwartier.pricing.types import PriceKind
from kwartier.supply.types import ArrangementKind, BillingRhythm, CustomerCategory
from kwartier.ui.browsers import name_browser

register = template.Library()

_WORDS = {
    "account": AccountKind,
    "arrangement": ArrangementKind,
    "category": CustomerCategory,
    "energy": Energy,
    "mandate_end": MandateEnd,
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
    "agent_scope": AgentScope,
    "unit": Unit,
}


register.filter("operator", name_operator)
register.filter("in_fours", group_in_fours)
register.filter("reference", show_reference)
register.filter("bank_code", explain_code)


@register.filter
def booked(entry: OpenItem | Movement) -> str:
    """What was booked: the kind of a movement; of a reminder's cost the part that it is."""
    return str(CostPart(entry.cost).label) if entry.cost else word(entry.kind, "movement")


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
