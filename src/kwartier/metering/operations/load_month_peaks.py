"""Monthly peaks come in from the grid operator, many at a time, perhaps more than once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kwartier.metering.models import MonthPeak
from kwartier.metering.queries import list_month_peaks
from kwartier.metering.types import DeliveredPeak
from kwartier.platform import audit
from kwartier.platform.types import SYSTEM, Actor

_BATCH = 2_000


@transaction.atomic
def load_month_peaks(
    peaks: Sequence[DeliveredPeak], *, brand_id: int, now: datetime, actor: Actor = SYSTEM
) -> int:
    """Store the monthly peaks that the grid operator delivered; returns how many were new.

    Loading the same again changes nothing; another peak for a month that is known takes the
    earlier one's place, which stays on the record.

    Raises:
        IntegrityError: a ``month`` is not the first day of one, or a supply point does not exist.
    """
    if not peaks:
        return 0
    months = [peak.month for peak in peaks]
    points = {peak.supply_point_id for peak in peaks}
    known = list_month_peaks(points, min(months), max(months))
    fresh = [
        peak for peak in peaks if known.get(peak.supply_point_id, {}).get(peak.month) != peak.peak_w
    ]
    MonthPeak.objects.bulk_create(
        (
            MonthPeak(
                brand_id=brand_id,
                supply_point_id=peak.supply_point_id,
                month=peak.month,
                peak_w=peak.peak_w,
                recorded_at=now,
            )
            for peak in fresh
        ),
        batch_size=_BATCH,
    )
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="peak.loaded",
        subject_kind="load",
        subject_id=now.isoformat(),
        account_id=None,
        after={"loaded_count": len(fresh), "already_count": len(peaks) - len(fresh)},
    )
    return len(fresh)
