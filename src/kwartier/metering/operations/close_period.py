"""A settlement closes the period that an official reading ends."""

from datetime import date, datetime

from django.db import transaction

from kwartier.metering.models import Reading
from kwartier.metering.operations._writing import lock_supply_point, record_act
from kwartier.metering.types import ReadingState
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor


@transaction.atomic
def close_period(
    *,
    supply_point_id: int,
    read_on: date,
    actor: Actor,
    now: datetime,
    account_id: int | None,
) -> int:
    """Mark the official reading of a day as the end of a settled period; for ever.

    Returns how many registers it marked: 0 when it was closed already.

    Raises:
        NotFound: there is no official reading of that day.
    """
    point = lock_supply_point(supply_point_id)
    official = Reading.objects.filter(
        supply_point=point, read_on=read_on, is_official=True, state=ReadingState.ACCEPTED
    )
    if not official.exists():
        raise NotFound
    count = official.filter(closes_period=False).update(closes_period=True)
    if count:
        record_act(
            point,
            "reading.closed_period",
            actor=actor,
            now=now,
            account_id=account_id,
            after={"read_on": read_on.isoformat()},
        )
    return count
