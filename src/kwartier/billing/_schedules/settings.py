"""What a brand has decided about instalment schedules, dated; and what holds where it has not.

`schedule.is_offered`: whether customers may pay by one. No, unless a brand says so.
`schedule.drift_percent`, `schedule.drift_cents`: by how much an instalment has to move before other
    ones are proposed. 10 percent, and 5 euro.
"""

from datetime import date

from kwartier.brand_settings.queries import find_parameter

_WHERE_NOTHING_IS_SAID = {"drift_percent": 10, "drift_cents": 500}


def is_offered(*, brand_id: int, on: date) -> bool:
    """Whether a brand offers schedules on a day."""
    return find_parameter(brand_id=brand_id, key="schedule.is_offered", on=on) is True


def read_drift(name: str, *, brand_id: int, on: date) -> int:
    """``drift_percent`` or ``drift_cents`` of a brand on a day."""
    said = find_parameter(brand_id=brand_id, key=f"schedule.{name}", on=on)
    return _WHERE_NOTHING_IS_SAID[name] if said is None else int(said)
