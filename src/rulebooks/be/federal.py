"""Federal levies: the special excise duty, the contribution on energy; VAT on energy sharing."""

from dataclasses import replace

from energycore.tariff import FixedTerm, Term
from rulebooks.be.connection import Connection
from rulebooks.dated_pieces import Scope, list_pieces
from rulebooks.dated_terms import slice_terms, unit_terms


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


def sharing_terms(scope: Scope, micro_eur_per_year: int) -> list[Term]:
    """Return a supplier's yearly fee for the administration of energy sharing, with its own VAT.

    The fee stands on the supplier's card; the rules know its rate only, which is not the one of
    the energy.
    """
    code = "energy_sharing"
    rates = list_pieces(replace(scope, vat_key="be.vat.energy_sharing"), "be.vat.energy_sharing")
    return [
        FixedTerm(**rate.about(code, "energy"), micro_eur_per_year=micro_eur_per_year)
        for rate in rates
    ]
