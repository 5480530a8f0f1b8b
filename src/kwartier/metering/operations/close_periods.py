"""Settlements close the periods that official readings end."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from kwartier.metering.models import SupplyPoint
from kwartier.metering.types import PeriodEnd
from kwartier.platform import audit
from kwartier.platform.inserting import any_of, as_array
from kwartier.platform.types import Actor

# A reading has its register's supply point: the index of readings is by register and day.
_CLOSE = """
UPDATE metering_reading r SET closes_period = true
FROM unnest(%(points)s::bigint[], %(days)s::date[]) AS ended (point, read_on)
JOIN metering_register g ON g.supply_point_id = ended.point
WHERE r.register_id = g.id AND r.read_on = ended.read_on AND r.is_official AND r.state = 'accepted'
  AND NOT r.closes_period
RETURNING ended.point, ended.read_on
"""


@transaction.atomic
def close_periods(
    ends: Sequence[PeriodEnd], *, brand_id: int, actor: Actor, now: datetime
) -> dict[PeriodEnd, int]:
    """Mark the official readings of days as the ends of settled periods; for ever.

    Returns how many registers it marked for each end; one that was closed already, or that has no
    official reading of its day, is not among them.
    """
    points = {end.supply_point_id for end in ends}
    # Who gives readings at the same moment comes before or after, in the same order everywhere.
    locked = SupplyPoint.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=any_of(points)
    )
    list(locked.order_by("pk").values_list("pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            _CLOSE,
            {
                "points": as_array([end.supply_point_id for end in ends]),
                "days": as_array([end.read_on for end in ends]),
            },
        )
        counts = Counter((point, day) for point, day in cursor.fetchall())
    marked = {
        end: counts[end.supply_point_id, end.read_on]
        for end in ends
        if counts[end.supply_point_id, end.read_on]
    }
    audit.record_many(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="reading.closed_period",
        subject_kind="supply_point",
        acts=[
            audit.Act(
                subject_id=end.supply_point_id,
                account_id=end.account_id,
                after={"read_on": end.read_on.isoformat()},
            )
            for end in marked
        ],
    )
    return marked
