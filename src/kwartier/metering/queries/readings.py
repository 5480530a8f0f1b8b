"""Readings, one row per day with every register's index."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from kwartier.metering._obstacles import Horizon, find_withdrawal_obstacle, get_horizon
from kwartier.metering._registers import may_run_backwards
from kwartier.metering._volumes import volume_between, volume_wh
from kwartier.metering.models import Reading, ReadingEvent
from kwartier.metering.queries.photos import list_photos
from kwartier.metering.types import (
    LIVE_STATES,
    REGISTER_KINDS,
    LatestReading,
    PhotoRow,
    ReadingEventRow,
    ReadingRow,
    ReadingState,
    ReadingValue,
    RegisterKind,
)
from kwartier.platform.errors import NotFound
from kwartier.platform.types import ActorKind


def list_readings(
    supply_point_id: int,
    since: date | None = None,
    states: Collection[ReadingState] = LIVE_STATES,
    *,
    account_id: int | None = None,
    actor_kind: ActorKind = ActorKind.CUSTOMER,
    with_photos: bool = False,
) -> list[ReadingRow]:
    """The readings of a supply point from a day on, the latest first; two queries.

    Each row says whether the asker (a customer of ``account_id``, or an agent) may withdraw it,
    and if not why. Volumes are since the previous accepted index of the same register.
    ``with_photos``: and which photos the account has beside it; a third query.
    """
    found = _with_register(Reading.objects.filter(supply_point_id=supply_point_id))
    horizon = get_horizon(supply_point_id)
    rows = _as_rows(found, {supply_point_id: horizon}, account_id, actor_kind)
    if with_photos and account_id is not None:
        photos = list_photos(supply_point_id, account_id=account_id)
        rows = [_beside(row, photos) for row in rows] if photos else rows
    return [row for row in rows if row.state in states and (since is None or row.read_on >= since)]


def _beside(row: ReadingRow, photos: Sequence[PhotoRow]) -> ReadingRow:
    own = {value.reading_id for value in row.values}
    return replace(row, photos=tuple(photo for photo in photos if photo.reading_id in own))


def get_reading(
    supply_point_id: int,
    read_on: date,
    *,
    account_id: int | None = None,
    actor_kind: ActorKind = ActorKind.CUSTOMER,
    with_photos: bool = False,
) -> ReadingRow:
    """The live reading of a day; ``with_photos``: and which the account has beside it.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    rows = list_readings(
        supply_point_id,
        since=read_on,
        account_id=account_id,
        actor_kind=actor_kind,
        with_photos=with_photos,
    )
    for row in rows:
        if row.read_on == read_on:
            return row
    raise NotFound


def find_latest_reading(
    supply_point_id: int, *, on_or_before: date | None = None, official_only: bool = False
) -> ReadingRow | None:
    """The latest accepted reading, if there is one."""
    for row in list_readings(supply_point_id, states={ReadingState.ACCEPTED}):
        if official_only and not row.is_official:
            continue
        if on_or_before is None or row.read_on <= on_or_before:
            return row
    return None


def list_latest_readings(supply_point_ids: Collection[int]) -> dict[int, LatestReading]:
    """The latest accepted reading of each of the supply points that has one; one query."""
    latest = (
        Reading.objects.filter(
            supply_point_id__in=list(supply_point_ids), state=ReadingState.ACCEPTED
        )
        .select_related("register")
        .order_by("register_id", "-read_on", "-recorded_at")
        .distinct("register_id")
    )
    found: dict[int, list[Reading]] = {}
    for reading in latest:
        found.setdefault(reading.supply_point_id, []).append(reading)
    return {point: _as_latest(readings) for point, readings in found.items()}


def _as_latest(readings: Sequence[Reading]) -> LatestReading:
    read_on = max(reading.read_on for reading in readings)
    # A register that was taken away keeps its last index; only those read last count here.
    of_day = [reading for reading in readings if reading.read_on == read_on]
    of_day.sort(key=lambda r: REGISTER_KINDS.index(RegisterKind(r.register.kind)))
    return LatestReading(
        read_on=read_on,
        origin=of_day[0].origin,
        indexes=tuple((r.register.kind, r.index_value, r.register.unit) for r in of_day),
    )


def find_closed_until(supply_point_id: int) -> date | None:
    """The day of the reading that closed the latest period; nothing up to it changes any more."""
    return get_horizon(supply_point_id).closed_on


def list_questioned(brand_id: int, *, limit: int = 200) -> list[ReadingRow]:
    """For the office: readings that wait for the customer's answer, the oldest first."""
    return _list_waiting(brand_id, ReadingState.QUESTIONED, limit)


def list_with_agent(brand_id: int, *, limit: int = 200) -> list[ReadingRow]:
    """For the office: readings that wait for an agent's decision, the oldest first."""
    return _list_waiting(brand_id, ReadingState.WITH_AGENT, limit)


def count_waiting(brand_id: int) -> tuple[int, int]:
    """For the office: how many readings wait for an agent, and how many for the customer's answer."""
    states = (ReadingState.WITH_AGENT, ReadingState.QUESTIONED)
    rows = Reading.objects.filter(brand_id=brand_id, state__in=states)
    found = set(rows.values_list("state", "supply_point_id", "read_on"))
    with_agent, questioned = (sum(each[0] == state for each in found) for state in states)
    return with_agent, questioned


def list_reading_events(supply_point_id: int) -> list[ReadingEventRow]:
    """What happened to the readings of a supply point, the latest first."""
    events = ReadingEvent.objects.filter(supply_point_id=supply_point_id)
    return [
        ReadingEventRow(
            reading_id=event.reading_id,
            read_on=event.read_on,
            at=event.at,
            actor_kind=event.actor_kind,
            actor_person_id=event.actor_person_id,
            from_state=event.from_state,
            to_state=event.to_state,
            reason=event.reason,
        )
        for event in events.order_by("-at", "-pk")
    ]


def _list_waiting(brand_id: int, state: ReadingState, limit: int) -> list[ReadingRow]:
    waiting = Reading.objects.filter(brand_id=brand_id, state=state).order_by("recorded_at", "pk")
    points = list(dict.fromkeys(waiting.values_list("supply_point_id", flat=True)[:limit]))
    horizons = {point: Horizon(latest_on=None, closed_on=None) for point in points}
    found = _with_register(Reading.objects.filter(supply_point_id__in=points))
    rows = _as_rows(found, horizons, None, ActorKind.AGENT)
    return sorted((row for row in rows if row.state == state), key=lambda row: row.recorded_at)


def _with_register(readings: QuerySet[Reading]) -> list[Reading]:
    """All readings in order of time, with register, meter and supply point at hand."""
    return list(
        readings.select_related("register__meter", "supply_point").order_by(
            "supply_point_id", "read_on", "recorded_at", "pk"
        )
    )


def _as_rows(
    readings: Sequence[Reading],
    horizons: dict[int, Horizon],
    account_id: int | None,
    kind: ActorKind,
) -> list[ReadingRow]:
    """Group readings of one day and one recording into rows, the latest first."""
    accepted: dict[int, Reading] = {}
    rows: list[ReadingRow] = []
    for (point_id, _day), of_day in groupby(readings, lambda r: (r.supply_point_id, r.read_on)):
        day_readings = list(of_day)
        for of_recording in _split_recordings(day_readings):
            values = tuple(_as_value(reading, accepted) for reading in of_recording)
            first = of_recording[0]
            rows.append(
                ReadingRow(
                    supply_point_id=point_id,
                    read_on=first.read_on,
                    origin=first.origin,
                    state=first.state,
                    is_official=first.is_official,
                    closes_period=any(reading.closes_period for reading in of_recording),
                    recorded_at=first.recorded_at,
                    recorded_by=first.recorded_by,
                    account_id=first.account_id,
                    values=values,
                    withdrawal_obstacle=find_withdrawal_obstacle(
                        of_recording, horizon=horizons[point_id], account_id=account_id, kind=kind
                    ),
                )
            )
        for reading in day_readings:
            if reading.state == ReadingState.ACCEPTED:
                accepted[reading.register_id] = reading
    rows.sort(key=lambda row: (row.read_on, row.recorded_at), reverse=True)
    return rows


def _split_recordings(readings: Sequence[Reading]) -> list[list[Reading]]:
    """The registers that were given together, each recording in the order of the meter."""
    groups: dict[tuple[object, ...], list[Reading]] = {}
    for reading in readings:
        key = (reading.state, reading.origin, reading.is_official, reading.recorded_at)
        groups.setdefault(key, []).append(reading)
    for group in groups.values():
        group.sort(
            key=lambda r: (r.register.meter_id, REGISTER_KINDS.index(RegisterKind(r.register.kind)))
        )
    return list(groups.values())


def _as_value(reading: Reading, accepted: dict[int, Reading]) -> ReadingValue:
    register, point = reading.register, reading.supply_point
    previous = accepted.get(register.pk)
    volume = energy_wh = None
    if previous is not None:
        volume = volume_between(
            previous.index_value,
            reading.index_value,
            dials=register.dials,
            runs_backwards=may_run_backwards(register, point),
        )
        energy_wh = volume_wh(
            volume,
            unit=register.unit,
            calorific_micro_kwh_per_m3=point.calorific_micro_kwh_per_m3,
        )
    return ReadingValue(
        reading_id=reading.pk,
        register_id=register.pk,
        kind=register.kind,
        unit=register.unit,
        meter_serial=register.meter.serial,
        index_value=reading.index_value,
        previous_on=previous.read_on if previous else None,
        volume=volume,
        volume_wh=energy_wh,
    )
