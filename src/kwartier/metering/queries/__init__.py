"""What the metering room can be asked. Everything answered is what the asker may see."""

from kwartier.metering.queries.differences import list_index_differences
from kwartier.metering.queries.history import (
    get_delivered_history,
    get_register_history,
    list_all_registers_with_history,
    list_registers_with_history,
)
from kwartier.metering.queries.peaks import (
    list_month_peaks,
    list_read_days,
    list_read_registers,
)
from kwartier.metering.queries.photos import get_photo, get_photo_months, list_photos
from kwartier.metering.queries.readings import (
    count_waiting,
    find_closed_until,
    find_latest_reading,
    get_reading,
    list_latest_readings,
    list_questioned,
    list_reading_events,
    list_readings,
    list_with_agent,
)
from kwartier.metering.queries.supply_points import (
    SUPPLY_POINT_COLUMNS,
    as_supply_point,
    find_supply_point_by_code,
    find_supply_points,
    get_exchange_choices,
    get_supply_point,
    list_all_registers,
    list_current_registers,
    list_meters,
    list_meters_of,
    list_registers,
    list_supply_points,
    list_supply_points_by_code,
    read_supply_point,
)
from kwartier.metering.queries.written import list_points_written

__all__ = [
    "SUPPLY_POINT_COLUMNS",
    "as_supply_point",
    "count_waiting",
    "find_closed_until",
    "find_latest_reading",
    "find_supply_point_by_code",
    "find_supply_points",
    "get_delivered_history",
    "get_exchange_choices",
    "get_photo",
    "get_photo_months",
    "get_reading",
    "get_register_history",
    "get_supply_point",
    "list_all_registers",
    "list_all_registers_with_history",
    "list_current_registers",
    "list_index_differences",
    "list_latest_readings",
    "list_meters",
    "list_meters_of",
    "list_month_peaks",
    "list_photos",
    "list_points_written",
    "list_questioned",
    "list_read_days",
    "list_read_registers",
    "list_reading_events",
    "list_readings",
    "list_registers",
    "list_registers_with_history",
    "list_supply_points",
    "list_supply_points_by_code",
    "list_with_agent",
    "read_supply_point",
]
