"""What the operations on readings share: the lock, the event, the entry on the record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kwartier.metering._obstacles import Horizon, get_horizon
from kwartier.metering.models import Reading, ReadingEvent, SupplyPoint
from kwartier.metering.refusals import ReadingIsNotYours, ReadingOnClosedPeriod
from kwartier.metering.types import LIVE_STATES, ReadingState
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind


def lock_supply_point(supply_point_id: int) -> SupplyPoint:
    """The supply point, locked: two people giving readings at once come one after the other.

    Raises NotFound when it does not exist or is not the asker's to see.
    """
    point = SupplyPoint.objects.select_for_update(no_key=True).filter(pk=supply_point_id).first()
    if point is None:
        raise NotFound
    return point


def get_given(point: SupplyPoint, read_on: date) -> list[Reading]:
    """The live reading that a customer gave of a day, every register of it. Raises NotFound."""
    given = list(
        Reading.objects.filter(
            supply_point=point, read_on=read_on, is_official=False, state__in=LIVE_STATES
        ).order_by("register_id")
    )
    if not given:
        raise NotFound
    return given


def require_own(given: Sequence[Reading], *, actor: Actor, account_id: int | None) -> None:
    """A customer acts on readings given for the own account only. Raises ReadingIsNotYours."""
    if actor.kind == ActorKind.CUSTOMER and (
        account_id is None or given[0].account_id != account_id
    ):
        raise ReadingIsNotYours(params={"read_on": given[0].read_on})


def require_agent(actor: Actor) -> None:
    """Only an agent (or the system on an agent's behalf) decides. Raises NotAllowed."""
    if actor.kind == ActorKind.CUSTOMER:
        raise NotAllowed


def require_open(point: SupplyPoint, read_on: date) -> Horizon:
    """Nothing of a closed period changes. Raises ReadingOnClosedPeriod."""
    horizon = get_horizon(point.pk)
    if horizon.closed_on is not None and read_on <= horizon.closed_on:
        raise ReadingOnClosedPeriod(params={"closed_on": horizon.closed_on})
    return horizon


def change_state(
    readings: Sequence[Reading],
    to_state: ReadingState,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Bring readings to a state, with one event each."""
    write_events(readings, to_state=to_state, actor=actor, now=now, reason=reason)
    Reading.objects.filter(pk__in=[reading.pk for reading in readings]).update(state=to_state)
    for reading in readings:
        reading.state = to_state


def write_events(
    readings: Sequence[Reading],
    *,
    to_state: ReadingState,
    actor: Actor,
    now: datetime,
    reason: str = "",
    is_new: bool = False,
) -> None:
    """Add the events of a change of state, or of the coming into being of new readings."""
    ReadingEvent.objects.bulk_create(
        ReadingEvent(
            brand_id=reading.brand_id,
            supply_point_id=reading.supply_point_id,
            reading=reading,
            read_on=reading.read_on,
            at=now,
            actor_kind=actor.kind.value,
            actor_person_id=actor.person_id,
            from_state="" if is_new else reading.state,
            to_state=to_state,
            reason=reason or actor.reason,
        )
        for reading in readings
    )


def record_act(
    point: SupplyPoint,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    account_id: int | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Put an act on the record."""
    audit.record(
        brand_id=point.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="supply_point",
        subject_id=point.pk,
        account_id=account_id,
        before=before,
        after=after,
    )


def tell_indexes(readings: Sequence[Reading]) -> dict[str, Any]:
    """A day's reading in the words of the record."""
    return {
        "read_on": readings[0].read_on.isoformat(),
        "state": str(readings[0].state),
        "indexes": {str(reading.register_id): reading.index_value for reading in readings},
    }
