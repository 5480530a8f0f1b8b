"""After a reading was questioned: confirm, correct, withdraw; accept or reject."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from kwartier.metering._obstacles import find_withdrawal_obstacle, get_horizon
from kwartier.metering.models import Reading, SupplyPoint
from kwartier.metering.operations._writing import (
    change_state,
    get_given,
    lock_supply_point,
    record_act,
    require_agent,
    require_open,
    require_own,
    tell_indexes,
)
from kwartier.metering.operations.photos import forget_photos
from kwartier.metering.operations.record_reading import record_reading
from kwartier.metering.refusals import (
    ReadingIsNotQuestioned,
    ReadingIsTheOperators,
    ReasonIsMissing,
)
from kwartier.metering.types import LIVE_STATES, Expectation, ReadingState, RecordedReading
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor

_UNDECIDED = frozenset({ReadingState.QUESTIONED, ReadingState.WITH_AGENT})
# What brings a reading to each state, as the record calls it.
_ACTS = {
    ReadingState.WITH_AGENT: "reading.confirmed",
    ReadingState.WITHDRAWN: "reading.withdrawn",
    ReadingState.ACCEPTED: "reading.accepted",
    ReadingState.REJECTED: "reading.rejected",
}


@transaction.atomic
def confirm_reading(
    *,
    supply_point_id: int,
    read_on: date,
    actor: Actor,
    now: datetime,
    account_id: int | None,
) -> None:
    """The customer stands by a questioned reading: it goes to an agent.

    Raises:
        NotFound: there is no such reading, or it is not the asker's to see.
        ReadingIsNotYours: it was given for another customer account.
        ReadingIsNotQuestioned: it is not waiting for an answer (any more).
    """
    point = lock_supply_point(supply_point_id)
    given = get_given(point, read_on)
    require_own(given, actor=actor, account_id=account_id)
    if given[0].state != ReadingState.QUESTIONED:
        raise ReadingIsNotQuestioned(params={"read_on": read_on})
    _move(point, given, ReadingState.WITH_AGENT, actor=actor, now=now)


@transaction.atomic
def withdraw_reading(
    *,
    supply_point_id: int,
    read_on: date,
    actor: Actor,
    now: datetime,
    account_id: int | None,
) -> None:
    """Take back the reading of a day, all its registers: the cross beside it. Its photos are deleted.

    A customer takes back what was given for the own account, an agent any customer's reading;
    both only the most recent one, and never one of a closed period.

    Raises:
        NotFound: there is no such reading, or it is not the asker's to see.
        ReadingIsTheOperators, ReadingIsNotYours, ReadingOnClosedPeriod, ReadingIsNotTheLatest: as
            they say; nothing was changed.
    """
    point = lock_supply_point(supply_point_id)
    live = Reading.objects.filter(supply_point=point, read_on=read_on, state__in=LIVE_STATES)
    of_day = list(live.order_by("is_official", "register_id"))
    if not of_day:
        raise NotFound
    given = [reading for reading in of_day if not reading.is_official]
    if not given:
        raise ReadingIsTheOperators(params={"read_on": read_on})
    obstacle = find_withdrawal_obstacle(
        given, horizon=get_horizon(point.pk), account_id=account_id, kind=actor.kind
    )
    if obstacle is not None:
        raise obstacle
    _move(point, given, ReadingState.WITHDRAWN, actor=actor, now=now)
    forget_photos(point, given, actor=actor, now=now)


@transaction.atomic
def correct_reading(
    *,
    supply_point_id: int,
    read_on: date,
    indexes: Mapping[int, str | int],
    actor: Actor,
    today: date,
    now: datetime,
    account_id: int | None,
    expectation: Expectation | None = None,
) -> RecordedReading:
    """Replace the reading of a day by another: withdraw it and record the new one, or neither.

    Raises what `withdraw_reading` and `record_reading` raise.
    """
    withdraw_reading(
        supply_point_id=supply_point_id,
        read_on=read_on,
        actor=actor,
        now=now,
        account_id=account_id,
    )
    return record_reading(
        supply_point_id=supply_point_id,
        read_on=read_on,
        indexes=indexes,
        actor=actor,
        today=today,
        now=now,
        account_id=account_id,
        expectation=expectation,
    )


@transaction.atomic
def accept_reading(*, supply_point_id: int, read_on: date, actor: Actor, now: datetime) -> None:
    """An agent accepts a reading that was questioned or confirmed.

    Raises:
        NotAllowed: a customer asks.
        NotFound: there is no such reading.
        ReadingIsNotQuestioned: it has been decided already.
        ReadingOnClosedPeriod: its period was settled meanwhile.
    """
    _decide(supply_point_id, read_on, ReadingState.ACCEPTED, actor=actor, now=now)


@transaction.atomic
def reject_reading(*, supply_point_id: int, read_on: date, actor: Actor, now: datetime) -> None:
    """An agent does not accept a reading; ``actor.reason`` is shown to the customer.

    Raises:
        NotAllowed: a customer asks.
        ReasonIsMissing: the actor gives no reason.
        NotFound: there is no such reading.
        ReadingIsNotQuestioned: it has been decided already.
    """
    require_agent(actor)
    if not actor.reason.strip():
        raise ReasonIsMissing(field="reason")
    _decide(supply_point_id, read_on, ReadingState.REJECTED, actor=actor, now=now)


def _decide(
    supply_point_id: int, read_on: date, to_state: ReadingState, *, actor: Actor, now: datetime
) -> None:
    require_agent(actor)
    point = lock_supply_point(supply_point_id)
    given = get_given(point, read_on)
    if given[0].state not in _UNDECIDED:
        raise ReadingIsNotQuestioned(params={"read_on": read_on})
    if to_state == ReadingState.ACCEPTED:
        require_open(point, read_on)
    _move(point, given, to_state, actor=actor, now=now)


def _move(
    point: SupplyPoint,
    given: Sequence[Reading],
    to_state: ReadingState,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Bring a day's reading to a state, on the record with what it was and is."""
    before = tell_indexes(given)
    change_state(given, to_state, actor=actor, now=now)
    record_act(
        point,
        _ACTS[to_state],
        actor=actor,
        now=now,
        account_id=given[0].account_id,
        before=before,
        after=tell_indexes(given),
    )
