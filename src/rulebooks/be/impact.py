"""The Walloon IMPACT slots on a price card that knows day and night only.

The grid charges PIC, MEDIUM and ECO. A contract may have a price for each; where it has none, the
price by day counts in PIC and MEDIUM and the price by night in ECO, and a single price everywhere.
"""

from collections.abc import Iterable
from dataclasses import replace

from energycore.tariff import Term, UnitTerm
from rulebooks.be.connection import IMPACT

FALLBACK: dict[str, tuple[str, ...]] = {
    "total": IMPACT,
    "day": ("pic", "medium"),
    "night": ("eco",),
}
"""The slots that a price of an ordinary register stands in for."""


def covering(kind: str, slots: Iterable[str] = IMPACT) -> tuple[str, ...]:
    """Return a register kind and those of the slots that its price stands in for."""
    return (kind, *(slot for slot in FALLBACK.get(kind, ()) if slot in slots))


def price_impact_slots(terms: Iterable[Term]) -> list[Term]:
    """Return a card's terms with the IMPACT slots that it leaves unpriced covered by the fallback.

    A slot with a price of its own keeps it, and a price of all registers (green certificates, say)
    covers the slots already. A single price stands in only where the card has none by day and
    night. Only a card's own terms are passed here, not those of the grid and the levies.
    """
    card = list(terms)
    volume = [term for term in card if isinstance(term, UnitTerm)]
    own = {kind for term in volume if set(term.registers) <= set(IMPACT) for kind in term.registers}
    ordinary = [term for term in volume if not set(term.registers) & set(IMPACT)]
    has_day = any("day" in term.registers for term in ordinary)
    missing = [slot for slot in IMPACT if slot not in own]
    widened: dict[int, Term] = {}
    for term in ordinary:
        kinds = [kind for kind in term.registers if kind != "total" or not has_day]
        found = [slot for kind in kinds for slot in covering(kind, missing)[1:]]
        widened[id(term)] = replace(term, registers=(*term.registers, *found))
    return [widened.get(id(term), term) for term in card]
