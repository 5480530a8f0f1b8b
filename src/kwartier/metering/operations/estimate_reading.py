"""An index that the grid operator never told, estimated by us along the load profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from energycore.clocks import day_number
from energycore.volumes import register_modulus
from kwartier.metering._expectation import annual_volume, profile_of, share_of
from kwartier.metering._obstacles import get_horizon
from kwartier.metering._registers import list_registers_on, may_run_backwards
from kwartier.metering._volumes import volume_between
from kwartier.metering.estimate_types import EstimatedIndex, EstimatedReading
from kwartier.metering.models import EARLIEST_DAY, Reading, Register, SupplyPoint
from kwartier.metering.operations._writing import lock_supply_point, record_act, require_agent
from kwartier.metering.operations.load_operator_readings import load_operator_readings
from kwartier.metering.queries.history import get_register_history
from kwartier.metering.refusals import (
    EstimateInClosedPeriod,
    EstimateIsTooEarly,
    EstimateRestsOnNothing,
    NothingToEstimate,
)
from kwartier.metering.types import OperatorReading, ReadingOrigin, ReadingState
from kwartier.platform.types import Actor
from rulebooks.readings import get_estimate_days


@dataclass(frozen=True, slots=True)
class _Between:
    """A register with its accepted readings before and after the day."""

    register: Register
    before: Reading
    after: Reading | None


@transaction.atomic
def preview_estimate(
    *, supply_point_id: int, read_on: date, actor: Actor, today: date
) -> EstimatedReading:
    """What `estimate_reading` would record; nothing is written. Raises the same."""
    require_agent(actor)
    return _estimate(lock_supply_point(supply_point_id), read_on, today)


@transaction.atomic
def estimate_reading(
    *,
    supply_point_id: int,
    read_on: date,
    account_id: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> EstimatedReading:
    """Record the index of a day that the grid operator did not tell, as an estimate of ours.

    Between two readings the volume is spread along the load profile; after the last one it is the
    register's year by the share of those days. A bill may rest on it and says that it is estimated.
    What the grid operator tells of that day later takes its place, also in a settled period, whose
    bill is then to be corrected. ``account_id`` is the customer on whose record it stands.

    Raises:
        EstimateIsTooEarly, EstimateInClosedPeriod, NothingToEstimate, EstimateRestsOnNothing: as
            they say.
        NotAllowed: a customer asks.
        NotFound: the supply point does not exist.
    """
    require_agent(actor)
    point = lock_supply_point(supply_point_id)
    found = _estimate(point, read_on, today)
    readings = [
        OperatorReading(each.register_id, read_on, each.index_value, ReadingOrigin.PROFILE)
        for each in found.indexes
    ]
    load_operator_readings(readings, brand_id=point.brand_id, now=now, actor=actor)
    record_act(
        point,
        "reading.estimated",
        actor=actor,
        now=now,
        account_id=account_id,
        after={
            "read_on": read_on.isoformat(),
            "indexes": {str(each.register_id): each.index_value for each in found.indexes},
        },
    )
    return found


def _estimate(point: SupplyPoint, read_on: date, today: date) -> EstimatedReading:
    days = get_estimate_days(country=point.country, on=day_number(today))
    from_day = read_on + timedelta(days=days)
    if today < from_day:
        raise EstimateIsTooEarly(field="read_on", params={"read_on": read_on, "from_day": from_day})
    closed_on = get_horizon(point.pk).closed_on
    if closed_on is not None and read_on <= closed_on:
        raise EstimateInClosedPeriod(field="read_on", params={"closed_on": closed_on})
    lacking = _list_lacking(point, read_on)
    if not lacking:
        raise NothingToEstimate(field="read_on", params={"read_on": read_on})
    return EstimatedReading(
        read_on=read_on,
        indexes=tuple(_estimate_one(point, register, read_on) for register in lacking),
    )


def _list_lacking(point: SupplyPoint, read_on: date) -> Sequence[Register]:
    """The registers that hang there without an official index of the day."""
    hanging = list_registers_on(point.pk, read_on)
    told = set(
        Reading.objects.filter(
            register__in=hanging, read_on=read_on, is_official=True, state=ReadingState.ACCEPTED
        ).values_list("register_id", flat=True)
    )
    return [register for register in hanging if register.pk not in told]


def _estimate_one(point: SupplyPoint, register: Register, read_on: date) -> EstimatedIndex:
    between = _find_between(register, read_on)
    volume = None if between is None else _find_volume(point, between, read_on)
    if between is None or volume is None:
        raise EstimateRestsOnNothing(field="read_on", params={"read_on": read_on})
    before = between.before
    return EstimatedIndex(
        register_id=register.pk,
        meter_serial=register.meter.serial,
        kind=register.kind,
        unit=register.unit,
        index_value=(before.index_value + volume) % register_modulus(register.dials),
        previous_on=before.read_on,
        previous_index=before.index_value,
        volume=volume,
        next_on=between.after.read_on if between.after else None,
    )


def _find_between(register: Register, read_on: date) -> _Between | None:
    """The nearest accepted readings on either side; an own one of the day itself counts as before."""
    accepted = Reading.objects.filter(register=register, state=ReadingState.ACCEPTED)
    before = accepted.filter(read_on__lte=read_on).order_by("-read_on").first()
    after = accepted.filter(read_on__gt=read_on).order_by("read_on").first()
    return None if before is None else _Between(register, before, after)


def _find_volume(point: SupplyPoint, between: _Between, read_on: date) -> int | None:
    """What the register counted from the reading before until the day."""
    register, before, after = between.register, between.before, between.after
    last = after.read_on if after else read_on
    profile = profile_of(point, register.kind, until=last)
    start, end = day_number(before.read_on), day_number(read_on)
    share = share_of(profile, start, end)
    if after is None:
        history = get_register_history([point.pk], date.fromisoformat(EARLIEST_DAY), before.read_on)
        annual = annual_volume(
            register=register,
            profile=profile,
            history=history,
            before=before.read_on,
            expectation=None,
        )
        return None if annual is None else round(annual * share)
    counted = volume_between(
        before.index_value,
        after.index_value,
        dials=register.dials,
        runs_backwards=may_run_backwards(register, point),
    )
    whole = share_of(profile, start, day_number(after.read_on))
    return round(counted * share / whole) if whole else None
