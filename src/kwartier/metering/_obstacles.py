"""Why a reading cannot be withdrawn: asked by the page that shows the cross, and by the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from kwartier.metering.models import Reading
from kwartier.metering.refusals import (
    ReadingIsNotQuestioned,
    ReadingIsNotTheLatest,
    ReadingIsNotYours,
    ReadingIsTheOperators,
    ReadingOnClosedPeriod,
)
from kwartier.metering.types import LIVE_STATES
from kwartier.platform.errors import Refusal
from kwartier.platform.types import ActorKind


@dataclass(frozen=True, slots=True)
class Horizon:
    """The latest day with a live reading, and the latest day that closes a period."""

    latest_on: date | None
    closed_on: date | None


def get_horizon(supply_point_id: int) -> Horizon:
    """The horizon of a supply point, of what the asker may see; one query."""
    live = Reading.objects.filter(supply_point_id=supply_point_id, state__in=LIVE_STATES)
    found = live.aggregate(
        latest_on=Max("read_on"), closed_on=Max("read_on", filter=Q(closes_period=True))
    )
    return Horizon(latest_on=found["latest_on"], closed_on=found["closed_on"])


def find_withdrawal_obstacle(
    readings: Sequence[Reading], *, horizon: Horizon, account_id: int | None, kind: ActorKind
) -> Refusal | None:
    """Why the reading of one day (all its registers) cannot be withdrawn, or None.

    A customer withdraws what was given for the own account, an agent any customer's reading; both
    only the most recent one, and never within a closed period.
    """
    first = readings[0]
    day = {"read_on": first.read_on}
    if first.is_official:
        return ReadingIsTheOperators(params=day)
    if first.state not in LIVE_STATES:
        return ReadingIsNotQuestioned(params=day)
    if kind == ActorKind.CUSTOMER and (account_id is None or first.account_id != account_id):
        return ReadingIsNotYours(params=day)
    if horizon.closed_on is not None and first.read_on <= horizon.closed_on:
        return ReadingOnClosedPeriod(params={"closed_on": horizon.closed_on})
    if horizon.latest_on is not None and first.read_on < horizon.latest_on:
        return ReadingIsNotTheLatest(params={**day, "later_on": horizon.latest_on})
    return None
