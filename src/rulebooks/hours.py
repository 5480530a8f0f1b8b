"""Tariff clocks: which register counts which quarter of a local day, as dated parameters.

A clock is a parameter whose value is a list of slots, so that a change of hours (Wallonia, 1 January
2026) is a new line in a file. Hours are those of the wall clock: on the two days a year when it is
moved, a slot lasts as long as its hours do.
"""

from dataclasses import dataclass

from energycore.clocks import wall_quarters, weekday_of
from rulebooks.parameters import ParameterValue, Slot, get_parameter

_QUARTERS_PER_HOUR = 4
_SATURDAY = 5
_MIDNIGHT = 24


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the wall clock, from one until another, the next morning where that is earlier.

    ``days`` is "weekday", "weekend" or "every_day"; from 0 until 24 is the whole day.
    """

    days: str
    from_hour: int
    until_hour: int


def find_register(clock: ParameterValue, *, weekday: int, hour: int) -> str:
    """Return the register that counts an hour of the wall clock; Monday is weekday 0.

    Raises ValueError for a parameter that is no clock.
    """
    if not clock.slots:
        raise ValueError(f"{clock.key} is no clock of slots")
    kind = "weekend" if weekday >= _SATURDAY else "weekday"
    return next(slot.register for slot in clock.slots if _covers(slot, kind, hour))


def list_windows(clock: ParameterValue, register: str) -> tuple[Window, ...]:
    """Return the hours that a register counts, as people say them: over midnight in one piece.

    Raises ValueError for a parameter that is no clock.
    """
    if not clock.slots:
        raise ValueError(f"{clock.key} is no clock of slots")
    told = [slot for slot in clock.slots if slot.register == register]
    mornings = {
        slot.days: slot for slot in told if slot.from_hour == 0 and slot.until_hour < _MIDNIGHT
    }
    evenings = {slot.days for slot in told if slot.from_hour > 0 and slot.until_hour == _MIDNIGHT}
    windows = []
    for slot in told:
        if slot is mornings.get(slot.days) and slot.days in evenings:
            continue  # the end of the window that begins the evening before
        over = slot.from_hour > 0 and slot.until_hour == _MIDNIGHT and slot.days in mornings
        until = mornings[slot.days].until_hour if over else slot.until_hour
        windows.append(Window(slot.days, slot.from_hour, until))
    return tuple(windows)


def list_registers(key: str, *, day: int, timezone: str) -> tuple[str, ...]:
    """Return the register of every quarter of a local day: 96 of them, or 92, or 100.

    Raises MissingParameter or ExpiredParameter when the clock is not known on the day.
    """
    clock = get_parameter(key, day)
    weekday = int(weekday_of(day))
    by_hour = [find_register(clock, weekday=weekday, hour=hour) for hour in range(24)]
    quarters = wall_quarters(day, timezone).tolist()
    return tuple(by_hour[quarter // _QUARTERS_PER_HOUR] for quarter in quarters)


def _covers(slot: Slot, kind: str, hour: int) -> bool:
    return slot.days in {kind, "every_day"} and slot.from_hour <= hour < slot.until_hour
