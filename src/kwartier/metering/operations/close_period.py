"""A settlement closes the period that an official reading ends."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from kwartier.metering.models import SupplyPoint
from kwartier.metering.types import PeriodEnd
from kwartier.platform import audit
from kwartier.platform.errors import NotFound
from kwartier.platform.inserting import any_of, as_array
from kwartier.platform.types import Actor

# A reading has its register's supply point: the index of readings is by register and day.
_CLOSE = """
WITH ends AS (
  SELECT * FROM unnest(%(points)s::bigint[], %(days)s::date[]) AS given (point, read_on)),
official AS (
  SELECT e.point, e.read_on, r.id, r.closes_period FROM ends e
  JOIN metering_register g ON g.supply_point_id = e.point
  JOIN metering_reading r ON r.register_id = g.id AND r.read_on = e.read_on
    AND r.is_official AND r.state = 'accepted'),
closed AS (
  UPDATE metering_reading SET closes_period = true
  WHERE id IN (SELECT id FROM official WHERE NOT closes_period) RETURNING id)
SELECT o.point, o.read_on, count(*) FILTER (WHERE NOT o.closes_period)
FROM official o GROUP BY o.point, o.read_on
"""


@transaction.atomic
def close_periods(
    ends: Sequence[PeriodEnd], *, brand_id: int, actor: Actor, now: datetime
) -> dict[PeriodEnd, int]:
    """Mark the official readings of days as the ends of settled periods; for ever.

    Returns how many registers it marked for each end: 0 where it was closed already; an end
    without an official reading of its day is not among them.
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
        counts = {(point, day): int(count) for point, day, count in cursor.fetchall()}
    marked = {
        end: counts[end.supply_point_id, end.read_on]
        for end in ends
        if (end.supply_point_id, end.read_on) in counts
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
            for end in ends
            if marked.get(end)
        ],
    )
    return marked


def close_period(
    *,
    supply_point_id: int,
    read_on: date,
    actor: Actor,
    now: datetime,
    account_id: int | None,
) -> int:
    """Mark the official reading of a day as the end of a settled period: `close_periods` of one.

    Returns how many registers it marked: 0 when it was closed already.

    Raises:
        NotFound: there is no official reading of that day.
    """
    point = SupplyPoint.objects.filter(pk=supply_point_id).first()
    if point is None:
        raise NotFound
    end = PeriodEnd(supply_point_id=supply_point_id, account_id=account_id, read_on=read_on)
    marked = close_periods([end], brand_id=point.brand_id, actor=actor, now=now)
    if end not in marked:
        raise NotFound
    return marked[end]
