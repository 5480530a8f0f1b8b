"""Wallonia: prices per register, published with VAT inside; IMPACT slots; the connection fee."""

from dataclasses import replace
from decimal import Decimal

from energycore.tariff import Term
from rulebooks.be.connection import IMPACT, Connection
from rulebooks.dated_pieces import Scope, list_pieces
from rulebooks.dated_terms import fixed_terms, slice_terms, tier_terms, unit_terms

GRID_REGISTERS: dict[str, tuple[str, ...]] = {
    "total": ("total",),
    "day": ("day",),
    "night": ("night", "exclusive_night"),
    **{slot: (slot,) for slot in IMPACT},
}
"""Which registers each price per kWh covers: exclusive night has the night's price."""

_PERCENT = Decimal(100)


def register_terms(scope: Scope, connection: Connection, prefix: str) -> list[Term]:
    """Return the price per kWh of each register that the meter has."""
    terms: list[Term] = []
    for name, registers in GRID_REGISTERS.items():
        if connection.has(*registers):
            terms += unit_terms(
                scope, f"grid_kwh_{name}", "network", f"{prefix}.kwh_{name}", registers=registers
            )
    return terms


def walloon_electricity(scope: Scope, connection: Connection) -> list[Term]:
    """Return distribution, transport, the prosumer tariff and the connection fee."""
    prefix = f"be.{connection.operator}.electricity"
    terms = [
        *register_terms(scope, connection, prefix),
        *_fixed_part(scope, connection, prefix),
        *unit_terms(scope, "transport", "network", "be.wallonia.electricity.transport"),
        *connection_fee(scope, "electricity"),
    ]
    if connection.prosumer_kva:
        terms += fixed_terms(
            scope, "prosumer", "network", f"{prefix}.prosumer", quantity=connection.prosumer_kva
        )
    return terms


def _fixed_part(scope: Scope, connection: Connection, prefix: str) -> list[Term]:
    """Return the yearly amount of a connection, of which the IMPACT tariff asks a share."""
    key = f"{prefix}.fixed"
    if not connection.has_impact:
        return fixed_terms(scope, "grid_fixed", "network", key)
    terms: list[Term] = []
    for share in list_pieces(scope, "be.wallonia.electricity.impact_fixed_share", is_taxed=False):
        within = replace(scope, period=share.valid)
        quantity = share.value.number() / _PERCENT
        terms += fixed_terms(within, "grid_fixed", "network", key, quantity=quantity)
    return terms


def plain_gas(scope: Scope, connection: Connection) -> list[Term]:
    """Return the tiers of gas distribution, transport, and in Wallonia the connection fee."""
    prefix = f"be.{connection.operator}.gas"
    terms = [
        *tier_terms(
            scope,
            "gas_distribution",
            "network",
            kwh_key=f"{prefix}.tier_kwh",
            fixed_key=f"{prefix}.tier_fixed",
        ),
        *unit_terms(scope, "gas_transport", "network", "be.gas.transport"),
    ]
    if connection.region == "wallonia":
        terms += connection_fee(scope, "gas")
    return terms


def connection_fee(scope: Scope, energy: str) -> list[Term]:
    """Return the Walloon connection fee: a lump for the first 100 kWh, the rest per kWh, no VAT."""
    prefix = f"be.wallonia.{energy}.connection_fee"
    return [
        *fixed_terms(scope, "connection_fee_lump", "taxes", f"{prefix}.lump", is_taxed=False),
        *slice_terms(scope, "connection_fee", "taxes", f"{prefix}.kwh", is_taxed=False),
    ]
