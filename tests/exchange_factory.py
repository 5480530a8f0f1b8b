"""Exchanges of meters for tests, as a fitter writes them down; goes with ``supply_factory``."""

from datetime import date
from typing import Any

from kwartier.metering.exchange_types import MeterExchange, NewRegister
from kwartier.metering.types import MeterKind, RegisterKind, SupplyPointRow
from supply_factory import register_of


def make_exchange(
    home: SupplyPointRow, day: date, last: str | int, **changes: Any
) -> MeterExchange:
    """The meter of one total register gives way to a digital one that begins at zero."""
    values: dict[str, Any] = {
        "exchanged_on": day,
        "removed_serial": register_of(home, day).meter_serial,
        "last_indexes": {RegisterKind.TOTAL: last},
        "installed_serial": "NEW-1",
        "meter_kind": MeterKind.DIGITAL,
        "registers": (NewRegister(RegisterKind.TOTAL, first_index="0"),),
        **changes,
    }
    return MeterExchange(**values)
