"""The brand's dated rules about advances: read together, kept for a few seconds."""

import time
from datetime import date
from typing import Any

from kwartier.billing.models import BrandParameter
from kwartier.billing.refusals import BrandParameterMissing
from kwartier.billing.types import AdvanceRules

_KEEP_SECONDS = 5.0
_kept: dict[int, tuple[float, list[tuple[str, date, Any]]]] = {}


def get_rules(*, brand_id: int, on: date) -> AdvanceRules:
    """The rules of a brand on a day.

    Raises:
        BrandParameterMissing: one of them has no value on that day.
    """
    return AdvanceRules(
        **{
            name: get_parameter(brand_id=brand_id, key=f"advance.{name}", on=on)
            for name in AdvanceRules.__dataclass_fields__
        }
    )


def get_parameter(*, brand_id: int, key: str, on: date) -> Any:
    """The value of one parameter of a brand on a day: the latest that began by then.

    Raises:
        BrandParameterMissing: it has no value on that day.
    """
    for known_key, from_day, value in _read(brand_id):
        if known_key == key and from_day <= on:
            return value
    raise BrandParameterMissing(params={"key": key, "day": on})


def find_parameter(*, brand_id: int, key: str, on: date) -> Any:
    """As `get_parameter`; None where it has no value on that day."""
    try:
        return get_parameter(brand_id=brand_id, key=key, on=on)
    except BrandParameterMissing:
        return None


def forget_rules() -> None:
    """Drop what is kept in memory: after a parameter was set in this process."""
    _kept.clear()


def _read(brand_id: int) -> list[tuple[str, date, Any]]:
    """Every parameter of the brand, the latest first."""
    kept = _kept.get(brand_id)
    if kept is not None and time.monotonic() - kept[0] < _KEEP_SECONDS:
        return kept[1]
    rows = list(
        BrandParameter.objects.filter(brand_id=brand_id)
        .order_by("-from_day")
        .values_list("key", "from_day", "value")
    )
    if rows:
        _kept[brand_id] = (time.monotonic(), rows)
    return rows
