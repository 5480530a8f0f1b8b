"""What brands decided: read together, kept for a few seconds."""

import time
from datetime import date
from typing import Any

from kwartier.brand_settings.models import BrandParameter

_KEEP_SECONDS = 5.0
_kept: dict[int, tuple[float, list[tuple[str, date, Any]]]] = {}


def read_parameters(brand_id: int) -> list[tuple[str, date, Any]]:
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


def forget_parameters() -> None:
    """Drop what is kept in memory: after a parameter was set in this process."""
    _kept.clear()
