"""Which peaks the grid operator delivered, and on which days it read a meter."""

from collections.abc import Collection
from datetime import date

from kwartier.platform.prepared import fetch_rows, fetch_rows_of

_PEAKS = """
SELECT DISTINCT ON (supply_point_id, month) supply_point_id, month, peak_w
FROM metering_monthpeak
WHERE supply_point_id = ANY (%(points)s::bigint[])
  AND month BETWEEN %(first)s::date AND %(last)s::date
ORDER BY supply_point_id, month, id DESC
"""
_READ_DAYS = """
SELECT DISTINCT given.point, given.read_on
FROM unnest(%(points)s::bigint[], %(days)s::date[]) AS given (point, read_on)
JOIN metering_register g ON g.supply_point_id = given.point
JOIN metering_reading r ON r.register_id = g.id AND r.read_on = given.read_on
  AND r.is_official AND r.state = 'accepted'
"""
_READ_REGISTERS = """
SELECT r.register_id, r.read_on
FROM unnest(%(registers)s::bigint[], %(days)s::date[]) AS given (register, read_on)
JOIN metering_reading r ON r.register_id = given.register AND r.read_on = given.read_on
  AND r.is_official AND r.state = 'accepted'
"""


def list_month_peaks(
    supply_point_ids: Collection[int], first: date, last: date
) -> dict[int, dict[date, int]]:
    """The peak of each month that began on [first, last], in watts, by supply point; one question.

    A month is named by its first day; one that nobody delivered is not there.
    """
    found: dict[int, dict[date, int]] = {}
    if not supply_point_ids:
        return found
    days = {"first": first, "last": last}
    for point, month, peak_w in fetch_rows_of(_PEAKS, "points", set(supply_point_ids), days):
        found.setdefault(point, {})[month] = peak_w
    return found


def list_read_days(wanted: Collection[tuple[int, date]]) -> set[tuple[int, date]]:
    """Those of some supply points and days on which the operator read a register there."""
    asked = {"points": [point for point, _ in wanted], "days": [day for _, day in wanted]}
    return {(point, day) for point, day in fetch_rows(_READ_DAYS, asked)}


def list_read_registers(wanted: Collection[tuple[int, date]]) -> set[tuple[int, date]]:
    """Those of some registers and days on which the operator read the register; one question."""
    asked = {"registers": [register for register, _ in wanted], "days": [day for _, day in wanted]}
    return {(register, day) for register, day in fetch_rows(_READ_REGISTERS, asked)}
