"""What can be done in the metering room. Each is one transaction, and on the record."""

from kwartier.metering.operations.close_periods import close_periods
from kwartier.metering.operations.estimate_reading import estimate_reading, preview_estimate
from kwartier.metering.operations.load_month_peaks import load_month_peaks
from kwartier.metering.operations.load_operator_readings import (
    load_operator_readings,
    preview_operator_readings,
)
from kwartier.metering.operations.photos import add_photo, remove_old_photos, remove_photo
from kwartier.metering.operations.record_exchange import preview_exchange, record_exchange
from kwartier.metering.operations.record_reading import record_reading
from kwartier.metering.operations.register_supply_points import (
    exchange_meter,
    mark_vacant,
    register_supply_point,
    register_supply_points,
)
from kwartier.metering.operations.settle_reading import (
    accept_reading,
    confirm_reading,
    correct_reading,
    reject_reading,
    withdraw_reading,
)

__all__ = [
    "accept_reading",
    "add_photo",
    "close_periods",
    "confirm_reading",
    "correct_reading",
    "estimate_reading",
    "exchange_meter",
    "load_month_peaks",
    "load_operator_readings",
    "mark_vacant",
    "preview_estimate",
    "preview_exchange",
    "preview_operator_readings",
    "record_exchange",
    "record_reading",
    "register_supply_point",
    "register_supply_points",
    "reject_reading",
    "remove_old_photos",
    "remove_photo",
    "withdraw_reading",
]
