"""Flanders: the capacity tariff and its kin, gas tiers, the energy fund."""

from decimal import Decimal
from itertools import chain, pairwise

from energycore.clocks import DayRange
from energycore.tariff import Term
from rulebooks.be.connection import OFFTAKE, Connection, Voltage
from rulebooks.dated_pieces import (
    NANO_PER_KWH,
    Scope,
    exact_integer,
    list_pieces,
    scaled,
)
from rulebooks.dated_terms import capacity_terms, fixed_terms, tier_terms, unit_terms
from rulebooks.parameters import list_versions

_NORMAL = tuple(kind for kind in OFFTAKE if kind != "exclusive_night")
_W_PER_KW = 1_000


def flemish_electricity(scope: Scope, connection: Connection) -> list[Term]:
    """Return the grid tariff of a digital or a classic meter, and the energy fund.

    The price per kWh of a digital meter holds transport. A classic meter cannot tell a peak: it
    pays the smallest capacity and a higher price per kWh, and a prosumer tariff where it runs
    backwards.
    """
    prefix = f"be.{connection.operator}.electricity"
    is_home = connection.domicile and connection.category == "residential"
    terms = [
        *unit_terms(
            scope, "public_service", "network", f"{prefix}.public_service", registers=_NORMAL
        ),
        *unit_terms(scope, "grid_surcharges", "network", f"{prefix}.surcharges"),
        *fixed_terms(
            scope, "data_management", "network", "be.flanders.electricity.data_management"
        ),
        *energy_fund(scope, voltage="low", is_home=is_home),
    ]
    if connection.has("exclusive_night"):
        terms += unit_terms(
            scope,
            "public_service_exclusive_night",
            "network",
            f"{prefix}.public_service_exclusive_night",
            registers=("exclusive_night",),
        )
    if connection.has_digital_meter:
        return terms + _digital_meter(scope, connection, prefix)
    return terms + _classic_meter(scope, connection, prefix)


def flemish_gas(scope: Scope, connection: Connection) -> list[Term]:
    """Return the tiers of gas distribution, data management and Fluxys transport."""
    prefix = f"be.{connection.operator}.gas"
    return [
        *tier_terms(
            scope,
            "gas_distribution",
            "network",
            kwh_key=f"{prefix}.tier_kwh",
            fixed_key=f"{prefix}.tier_fixed",
        ),
        *tier_terms(
            scope, "gas_public_service", "network", kwh_key=f"{prefix}.tier_public_service"
        ),
        *tier_terms(scope, "gas_pensions", "network", kwh_key=f"{prefix}.tier_pensions"),
        *tier_terms(scope, "gas_surcharges", "network", kwh_key=f"{prefix}.tier_other"),
        *fixed_terms(scope, "data_management", "network", f"{prefix}.data_management"),
        *unit_terms(scope, "gas_transport", "network", "be.gas.transport"),
    ]


def energy_fund(scope: Scope, *, voltage: Voltage, is_home: bool) -> list[Term]:
    """Return the energy fund: by voltage, and at low voltage by whether it is somebody's domicile.

    Above low voltage the fund is all that the rules know of a connection: its grid is not there.
    """
    kind = "domicile" if is_home else "other"
    if voltage != "low":
        kind = f"{voltage}_voltage"
    key = f"be.flanders.energy_fund.{kind}"
    return fixed_terms(scope, "energy_fund", "taxes", key, is_taxed=False)


def _smallest_peak_w(scope: Scope) -> int:
    """Return the floor of the first day; a forecast carries it forward as it does the price."""
    first = scope.period.from_
    key = "be.flanders.electricity.minimum_peak"
    value = list_versions(key, first, first + 1, carry_forward=scope.carry_forward)[0]
    return exact_integer(value.number() * _W_PER_KW)


def _digital_meter(scope: Scope, connection: Connection, prefix: str) -> list[Term]:
    return [
        *capacity_terms(
            scope,
            "capacity",
            "network",
            f"{prefix}.capacity",
            floor_w=_smallest_peak_w(scope),
            default_peak_w=connection.mean_peak_w,
            ceilings=_ceilings(scope, connection, prefix),
        ),
        *unit_terms(scope, "grid_kwh", "network", f"{prefix}.kwh"),
    ]


def _classic_meter(scope: Scope, connection: Connection, prefix: str) -> list[Term]:
    peak_kw = Decimal(_smallest_peak_w(scope)) / _W_PER_KW
    terms: list[Term] = [
        *capacity_terms(
            scope,
            "capacity",
            "network",
            f"{prefix}.capacity",
            # Floor and ceiling meet: a classic meter pays for the smallest peak, no more.
            floor_w=exact_integer(peak_kw * _W_PER_KW),
            default_peak_w=0,
            ceilings={scope.period: 0},
        ),
        *unit_terms(scope, "grid_kwh", "network", f"{prefix}.kwh_classic"),
    ]
    if connection.prosumer_kva:
        terms += fixed_terms(
            scope, "prosumer", "network", f"{prefix}.prosumer", quantity=connection.prosumer_kva
        )
    return terms


def _ceilings(scope: Scope, connection: Connection, prefix: str) -> dict[DayRange, int]:
    """Return what the maximum tariff leaves for capacity, in nano-euro per kWh, by days.

    A meter for exclusive night alone leaves more: its public service price is lower. Where such a
    register stands beside others, the price of the others counts for all of the volume.
    """
    is_night_only = connection.has("exclusive_night") and not connection.has(*_NORMAL)
    service = "public_service_exclusive_night" if is_night_only else "public_service"
    others = [
        list(list_pieces(scope, f"{prefix}.{name}")) for name in ("kwh", service, "surcharges")
    ]
    maximum = list(list_pieces(scope, "be.flanders.electricity.maximum_tariff"))
    pieces = list(chain(maximum, *others))
    days = sorted({day for p in pieces for day in (p.valid.from_, p.valid.until)})
    ceilings: dict[DayRange, int] = {}
    for first, until in pairwise(days):
        inside = [
            next(p.value for p in figure if p.valid.from_ <= first < p.valid.until)
            for figure in (maximum, *others)
        ]
        prices = [scaled(value, value.number(), NANO_PER_KWH) for value in inside]
        ceilings[DayRange(first, until)] = prices[0] - sum(prices[1:])
    return ceilings
