"""The social tariff: one price that replaces what the supplier and the grid ask of a household.

A protected customer pays it whoever supplies, in every region: no standing charge, no capacity, no
data management, no prosumer tariff. Beside it stand the excise for protected customers and, in
Wallonia, the connection fee. What is given to the grid is the supplier's own price, not ours.
"""

from energycore.tariff import Term
from rulebooks.be.connection import IMPACT, Connection
from rulebooks.be.impact import covering
from rulebooks.be.wallonia import connection_fee
from rulebooks.dated_pieces import Scope
from rulebooks.dated_terms import slice_terms, unit_terms

PRICES: dict[str, dict[str, tuple[str, ...]]] = {
    "electricity": {
        kind: covering(kind, IMPACT if kind in {"day", "night"} else ())
        for kind in ("total", "day", "night", "exclusive_night")
    },
    "gas": {"total": ("total",)},
}
"""Which registers each published price covers: day also PIC and MEDIUM, night also ECO."""


def social_terms(scope: Scope, connection: Connection) -> list[Term]:
    """Return the social tariff per register, the protected excise and the connection fee."""
    terms: list[Term] = []
    for kind, registers in PRICES[connection.energy].items():
        if connection.has(*registers):
            key = f"be.social.{connection.energy}.{kind}"
            terms += unit_terms(scope, f"social_{kind}", "energy", key, registers=registers)
    terms += slice_terms(scope, "excise", "taxes", f"be.{connection.energy}.excise.protected")
    if connection.region == "wallonia":
        terms += connection_fee(scope, connection.energy)
    return terms
