"""Brussels: prices per register and by the power of the connection, published with VAT inside."""

from energycore.tariff import Term
from rulebooks.be.connection import Connection, ConnectionUnclear
from rulebooks.be.wallonia import register_terms
from rulebooks.dated_pieces import Scope
from rulebooks.dated_terms import banded_fixed_terms, fixed_terms, unit_terms


def brussels_electricity(scope: Scope, connection: Connection) -> list[Term]:
    """Return distribution, metering, transport and the public service contribution.

    Raises ConnectionUnclear without the power of the connection, which two prices depend on.
    """
    if connection.subscribed_kva is None:
        what = "Brussels prices need the power of the connection in kVA"
        raise ConnectionUnclear("no_power", what)
    prefix = f"be.{connection.operator}.electricity"
    return [
        *register_terms(scope, connection, prefix),
        *fixed_terms(scope, "metering", "network", f"{prefix}.metering"),
        *banded_fixed_terms(
            scope,
            "grid_fixed",
            "network",
            f"{prefix}.fixed",
            quantity=connection.subscribed_kva,
        ),
        *unit_terms(scope, "transport", "network", "be.brussels.electricity.transport"),
        *banded_fixed_terms(
            scope,
            "public_service",
            "taxes",
            "be.brussels.electricity.public_service",
            quantity=connection.subscribed_kva,
        ),
    ]
