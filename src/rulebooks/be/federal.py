"""Federal levies: the special excise duty and the contribution on energy."""

from energycore.tariff import Term
from rulebooks.be.connection import Connection
from rulebooks.dated_terms import Scope, slice_terms, unit_terms


def federal_terms(scope: Scope, connection: Connection) -> list[Term]:
    """Return excise (progressive on the yearly volume) and energy contribution.

    "Residential" is the contract's category: consumption that is not for business.
    """
    prefix = f"be.{connection.energy}"
    category = connection.category
    return [
        *slice_terms(scope, "excise", "taxes", f"{prefix}.excise.{category}"),
        *unit_terms(
            scope, "energy_contribution", "taxes", f"{prefix}.energy_contribution.{category}"
        ),
    ]
