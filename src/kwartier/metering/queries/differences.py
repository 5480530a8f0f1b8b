"""The grid operator's index beside the one that the customer gave of that day, or of a day near it."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from energycore.clocks import day_number
from kwartier.metering._expectation import annual_volume, profile_of, share_of
from kwartier.metering._registers import may_run_backwards
from kwartier.metering._volumes import volume_between, volume_wh
from kwartier.metering.difference_types import IndexDifference
from kwartier.metering.models import EARLIEST_DAY, Reading
from kwartier.metering.queries.history import get_register_history
from kwartier.metering.types import (
    REPLACED_BY_OPERATOR,
    ReadingOrigin,
    ReadingState,
    RegisterHistory,
)
from rulebooks.readings import get_compare_days


def list_index_differences(
    supply_point_id: int, *, account_id: int, country: str, today: date
) -> list[IndexDifference]:
    """Each official index that has one of the account near it, the latest first; the nearest counts.

    Also where they agree. One of another day is left out where nothing tells how much is to be
    expected between the two. At most four queries.

    Raises:
        MissingParameter, ExpiredParameter: how near they must be is not known.
    """
    own = _list_own(supply_point_id, account_id)
    if not own:
        return []
    apart = get_compare_days(country=country, on=day_number(today))
    delivered = (
        Reading.objects.filter(
            supply_point_id=supply_point_id,
            is_official=True,
            state=ReadingState.ACCEPTED,
            register_id__in={reading.register_id for reading in own},
        )
        .exclude(origin=ReadingOrigin.PROFILE)
        .select_related("register__meter", "supply_point")
    )
    official = list(delivered.order_by("-read_on", "register_id"))
    pairs = _pair(official, own, apart)
    history = get_register_history([supply_point_id], date.fromisoformat(EARLIEST_DAY), today)
    compared = [
        _compare(reading, pairs[reading.pk], history) for reading in official if reading.pk in pairs
    ]
    return [found for found in compared if found is not None]


def _list_own(supply_point_id: int, account_id: int) -> list[Reading]:
    """What was given for the account and is believed, also where the operator's took its place."""
    given = Reading.objects.filter(
        supply_point_id=supply_point_id, account_id=account_id, is_official=False
    )
    replaced = Q(state=ReadingState.WITHDRAWN, events__reason=REPLACED_BY_OPERATOR)
    return list(given.filter(Q(state=ReadingState.ACCEPTED) | replaced).distinct().order_by("pk"))


def _pair(official: Sequence[Reading], own: Sequence[Reading], apart: int) -> dict[int, Reading]:
    """By official reading: the own one that is nearest to it, and to which no other is nearer.

    Of two as near, the later one.
    """
    nearest: dict[int, list[Reading]] = {}
    for given in own:
        found = _find_nearest(given, official, apart)
        if found is not None:
            nearest.setdefault(found.pk, []).append(given)
    pairs = {}
    for reading in official:
        found = _find_nearest(reading, nearest.get(reading.pk, ()), apart)
        if found is not None:
            pairs[reading.pk] = found
    return pairs


def _find_nearest(reading: Reading, others: Iterable[Reading], apart: int) -> Reading | None:
    near = [
        (abs((each.read_on - reading.read_on).days), -each.read_on.toordinal(), each.pk, each)
        for each in others
        if each.register_id == reading.register_id
        and abs((each.read_on - reading.read_on).days) <= apart
    ]
    return min(near)[-1] if near else None


def _compare(reading: Reading, own: Reading, history: RegisterHistory) -> IndexDifference | None:
    first, last = sorted((reading, own), key=lambda each: each.read_on)
    expected = _expect(reading, first.read_on, last.read_on, history)
    if expected is None:
        return None
    register, point = reading.register, reading.supply_point
    counted = volume_between(
        first.index_value,
        last.index_value,
        dials=register.dials,
        runs_backwards=may_run_backwards(register, point),
    )
    difference = counted - expected if last is reading else expected - counted
    return IndexDifference(
        read_on=reading.read_on,
        origin=reading.origin,
        closes_period=reading.closes_period,
        operator_index=reading.index_value,
        own_read_on=own.read_on,
        own_index=own.index_value,
        meter_serial=register.meter.serial,
        kind=register.kind,
        unit=register.unit,
        expected=expected,
        difference=difference,
        difference_wh=volume_wh(
            difference,
            unit=register.unit,
            calorific_micro_kwh_per_m3=point.calorific_micro_kwh_per_m3,
        ),
    )


def _expect(reading: Reading, first: date, last: date, history: RegisterHistory) -> int | None:
    """What the register is to count between two days, by its year before and its profile."""
    if first == last:
        return 0
    profile = profile_of(reading.supply_point, reading.register.kind, until=last)
    annual = annual_volume(
        register=reading.register, profile=profile, history=history, before=first, expectation=None
    )
    if annual is None:
        return None
    return round(annual * share_of(profile, day_number(first), day_number(last)))
